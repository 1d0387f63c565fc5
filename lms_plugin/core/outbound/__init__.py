"""Requests to other machines: guarded, pooled, timed and capped."""
