"""Keys made from words, and the fingerprint by which a question is known when it comes again."""

import re
import unicodedata
from collections.abc import Collection
from hashlib import sha256

LONGEST_KEY = 48
LONGEST_SOURCE = 2_000
MARK = "imported:"
_OTHER = re.compile(r"[^a-z0-9]+")


def make_key(stem: str, taken: Collection[str], fallback: str = "question") -> str:
    """A key of the stem's first words that is not among the `taken` ones; `fallback` where no letter can be used."""
    plain = unicodedata.normalize("NFKD", stem[:400]).encode("ascii", "ignore").decode().casefold()
    key = _cut(_OTHER.sub("-", plain).strip("-")) or fallback
    number, found = 2, key
    while found in taken:
        found = f"{key}-{number}"
        number += 1
    return found


def _cut(key: str) -> str:
    """At most LONGEST_KEY characters, ending with a whole word where there is one."""
    if len(key) <= LONGEST_KEY:
        return key
    head, _, _ = key[: LONGEST_KEY + 1].rpartition("-")
    return head or key[:LONGEST_KEY]


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
