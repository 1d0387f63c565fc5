"""The fingerprint by which a question is known when it comes again."""

import re
from hashlib import sha256

LONGEST_SOURCE = 2_000
MARK = "imported:"


def fingerprint(source: str) -> str:
    """Of a question's text, without its blanks and line ends."""
    return sha256(" ".join(source.strip()[:LONGEST_SOURCE].split()).encode("utf-8", "replace")).hexdigest()[:16]


def source_note(place: str, source: str) -> str:
    """What a question's `note` keeps of where it came from."""
    return f"{MARK}{fingerprint(source)} ({place})"


def fingerprint_in(note: str | None) -> str | None:
    """The fingerprint that a note keeps, None where it keeps none."""
    found = re.search(rf"{MARK}([0-9a-f]{{16}})", note or "")
    return found[1] if found else None
