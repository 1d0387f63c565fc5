"""A file's text as the place where it is edited: what nobody touched keeps its bytes."""
