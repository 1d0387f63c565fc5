"""Proof that a registration works, step by step, and what to change in the LMS where it does not."""
