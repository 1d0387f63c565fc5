"""Reference numbers: what a person reads out to the help desk, and what the log line carries."""

import secrets

from flask import g

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I


def make_reference() -> str:
    """A new reference: 8 characters in two groups."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def get_reference() -> str:
    """This request's reference, the same for the page and the log."""
    if "reference" not in g:
        g.reference = make_reference()
    reference: str = g.reference
    return reference
