"""Pictures, recordings and other files: what they are, where their bytes lie, and how a browser gets them."""
