"""Questions: their types, what of them may be shown, the shape of an answer, and exact marking. No I/O."""
