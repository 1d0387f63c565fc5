"""Choices with the letters of other alphabets (А Б В, أ ب ج, ক খ গ): written as A B C, their answers too."""

import re
from collections.abc import Sequence

from lms_plugin.exchange.words import ANSWER

# In the order in which each alphabet letters choices. Where А stands beside В and no Б, Latin letters are meant.
_ALPHABETS = ("абвгдежзик", "أبجدهوزحطي", "ابجدهوزحطي", "কখগঘঙচছজঝঞ", "कखगघङचछजझञ", "अबसदइ", "αβγδεζηθικ", "אבגדהוזחטי")
_LOOKALIKES = dict(zip("авсеАВСЕ", "abceABCE", strict=True))
_LATIN = "abcdefghij"
_LEAD = r"^([-•*_#\s(\[]{0,9})"


def in_latin(lines: Sequence[str]) -> list[str]:
    """The lines with A B C for the letters of the alphabet that letters choices here; the same where none does."""
    found, used = list(lines), {sign for line in lines for sign in line}
    for letters in (letters for letters in _ALPHABETS if letters[0] in used or letters[0].upper() in used):
        first, second = (_begins(found, letter) for letter in letters[:2])
        if first and second:
            found = _translated(found, dict(zip(letters, _LATIN, strict=False)))
    if any(letter in used and _begins(found, letter) for letter in _LOOKALIKES):
        found = _translated(found, {sign.casefold(): plain.casefold() for sign, plain in _LOOKALIKES.items()})
    return found


def _begins(lines: Sequence[str], letter: str) -> bool:
    pattern = re.compile(rf"{_LEAD}{letter}[).:\]](?=\s|$|\S)|\s\(?{letter}\)\s", re.I)
    return any(pattern.search(line[:2_000]) for line in lines)


def _translated(lines: Sequence[str], signs: dict[str, str]) -> list[str]:
    letters = "".join(signs)
    head = re.compile(rf"{_LEAD}([{letters}])(?=[).:\]])", re.I)
    inline = re.compile(rf"(?<=\s)(\(?)([{letters}])(?=\)\s)", re.I)
    one = rf"[{letters}](?![^\W_])"
    answer = re.compile(
        rf"^([-•*_#\s(\[]{{0,9}}{ANSWER}\s{{0,3}}[:：]\s{{0,3}}[*_(]{{0,3}})({one}(?:[)\s,;و]{{1,3}}{one}){{0,9}})",
        re.I,
    )

    def plain(match: re.Match[str]) -> str:
        return match[1] + "".join(signs.get(sign.casefold(), sign) for sign in match[2])

    return [inline.sub(plain, answer.sub(plain, head.sub(plain, line))) for line in lines]
