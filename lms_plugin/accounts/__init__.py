"""Administrators: their accounts, how they sign in, and the sessions they have open."""
