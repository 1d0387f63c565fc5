"""What people write after "Answer:": letters, words of a choice, a number."""

import re
from collections.abc import Sequence
from decimal import Decimal

_JOINED = re.compile(r"\s*(?:,|;|&|/|\+|\band\b|\s)\s*", re.IGNORECASE)
_LETTER = re.compile(r"\(?([A-Ja-j])[).:]?")
_LED = re.compile(r"\(?([A-Ja-j])(?:[).:\]]\s*|\s+[-–—:]\s*|[-–—]\s+)\S")
_LEADING = re.compile(r"\(?([A-Ja-j])\)?(?:[.:,;\]]|\s?[-–—(]|$)")
_NAMED = re.compile(r"(?:option|opt|answer|choice|antwort)[\s_.-]{0,3}([A-J]|\d{1,2})", re.I | re.ASCII)
_NUMBER = re.compile(r"[-+−]?\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)


def letters_of(answer: str, choices: Sequence[str]) -> list[int] | None:
    """The places that an answer names, from 0 and sorted, perhaps beyond the last choice; None where it names none."""
    text = answer.strip().strip("*'\"“”‘’ ")[:500]
    if named := _NAMED.fullmatch(text):
        place = int(named[1]) - 1 if named[1].isdecimal() else _place(named[1])
        return [place] if place >= 0 else None
    parts = [part for part in _JOINED.split(text) if part]
    found = [_LETTER.fullmatch(part) for part in parts]
    if parts and all(found):
        return sorted({_place(match[1]) for match in found if match})
    plain = [_plain(choice) for choice in choices]
    if _plain(text) in plain:
        return [plain.index(_plain(text))]
    if re.fullmatch(r"[A-J]{2,10}", text):
        return sorted({_place(letter) for letter in text})
    if led := _LED.match(text):
        return [_place(led[1])]
    return None


def leading(answer: str) -> int | None:
    """The place of the letter that an answer of more words begins with; None where it begins with none."""
    found = _LEADING.match(answer.strip("*_ "))
    return _place(found[1]) if found else None


def _place(letter: str) -> int:
    return ord(letter.upper()) - ord("A")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .")


def number_of(answer: str) -> int | Decimal | None:
    """A number that stands alone, with a point or a comma as decimal mark; None where it is anything else."""
    text = answer.strip()
    if not _NUMBER.fullmatch(text) or re.fullmatch(r"[-+−]?\d{1,3},\d{3}", text):
        return None
    text = text.replace("−", "-").replace(",", ".")
    return Decimal(text) if "." in text else int(text)
