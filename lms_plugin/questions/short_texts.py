"""Comparing short texts: one normal form for both sides, and the distance of two spellings."""

import unicodedata
from typing import NamedTuple

_STRAIGHT = str.maketrans({**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟«»″", '"')})


class Rules(NamedTuple):
    """What of a text is compared besides its letters."""

    case: bool = False
    diacritics: bool = False
    punctuation: bool = False


def _once(text: str, rules: Rules) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    if not rules.case:
        text = text.casefold()
    if not rules.diacritics:
        bare = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in bare if unicodedata.category(sign) != "Mn")
    if not rules.punctuation:
        text = "".join(sign for sign in text if not unicodedata.category(sign).startswith("P"))
    return unicodedata.normalize("NFKC", " ".join(text.split()))


def normalise(text: str, rules: Rules) -> str:
    """The form that is compared: NFKC, straight quotes, single spaces, and case, marks (Mn) and punctuation as ruled.

    Folding case can undo NFKC and the other way round, so the steps are repeated until nothing changes.
    """
    while (after := _once(text, rules)) != text:
        text = after
    return text


def distance(first: str, second: str) -> int:
    """Optimal string alignment: letters put in, left out, changed, or two neighbours exchanged; none touched twice."""
    before: list[int] = []
    above = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        row = [i]
        for j, other in enumerate(second, start=1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, above = above, row
    return above[-1]


def allowed_distance(accepted: str) -> int:
    """How far a spelling may be off: 0 up to three letters, 1 up to seven, else 2."""
    return 0 if len(accepted) <= 3 else 1 if len(accepted) <= 7 else 2
