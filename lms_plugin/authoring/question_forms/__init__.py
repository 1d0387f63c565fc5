"""A question as a form: which fields each type has, how they are filled from data, and how they are read back."""
