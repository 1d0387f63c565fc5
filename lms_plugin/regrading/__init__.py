"""Regrading a question: another rule for what answers to it are worth, previewed, applied in one act, undone."""
