"""Keys made from words, for what people write: they never have to think of one."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 40


def make_key(words: str, taken: Collection[str], *, otherwise: str) -> str:
    """A key from the first words; a number behind it where it is taken; `otherwise` where no letter is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = re.findall(r"[a-z0-9]+", plain)
    name = ""
    for part in parts:
        longer = f"{name}-{part}" if name else part[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    name, number = name or otherwise, 2
    found = name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found
