"""Keys made from words, for what people write: they never have to think of one."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_KEY = 48
_OTHER = re.compile(r"[^a-z0-9]+")


def make_key(words: str, taken: Collection[str], otherwise: str = "question") -> str:
    """A key of the first words that is not among the `taken` ones; `otherwise` where no letter can be used."""
    plain = unicodedata.normalize("NFKD", words[:400]).encode("ascii", "ignore").decode().casefold()
    key = _cut(_OTHER.sub("-", plain).strip("-")) or otherwise
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
