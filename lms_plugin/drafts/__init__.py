"""A hospital's own courses before they are published: files as text, and what was done to them."""
