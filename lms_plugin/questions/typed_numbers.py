"""Reading a number as people type it, with either decimal mark and an optional unit, without ever guessing."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from lms_plugin.questions.answers import quote
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.exact import exact_decimal, exact_text

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<body>\d[\d.,]*|[.,]\d+)(?:[eE](?P<exponent>[+-]?\d{1,3}))?", re.ASCII)
_GROUPS = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in " .,"}
_READINGS = str.maketrans({"−": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


def split_unit(typed: str, units: Sequence[str]) -> tuple[str, str | None]:
    """The number's text and the unit that ends it, under its listed name; another case of it is taken too."""
    text = unicodedata.normalize("NFKC", typed.translate(_READINGS)).strip()
    for fold in (str, str.casefold):
        for name in sorted(units, key=len, reverse=True):
            tail = unicodedata.normalize("NFKC", name)
            if fold(text).endswith(fold(tail)) and len(text) > len(tail):
                number = text[: len(text) - len(tail)]
                if number[-1].isspace() or number[-1].isdecimal():
                    return number.rstrip(), name
    return text, None


def parse_number(text: str, *, typed: str, units: Sequence[str], whole: bool) -> Fraction:
    """The number in the text. Raises ResponseError in words for the person who typed it."""
    compact = _without_spaces(text)
    match = _NUMBER.fullmatch(compact) if compact is not None else None
    plain = _plain(match["body"], bool(match["exponent"])) if match else None
    if match is None or plain is None:
        raise ResponseError(_refusal(text, typed, units, whole))
    try:
        value = Decimal(f"{match['sign']}{plain}e{match['exponent'] or 0}")
    except InvalidOperation as error:
        raise ResponseError(_refusal(text, typed, units, whole)) from error
    number = exact_decimal(value)
    if number is None:
        raise ResponseError(f"{quote(typed)} is too long for a number here. {_example(whole)}")
    return number


def _without_spaces(text: str) -> str | None:
    """The text with the spaces taken out that group thousands, None where a space stands elsewhere."""
    if " " not in text:
        return text
    found = re.fullmatch(r"([+-]?) ?(\d[\d ]*)((?:[.,]\d*)?(?:[eE][+-]?\d{1,3})?)", text, re.ASCII)
    if found is None:
        return None
    digits = found[2]
    if " " in digits and not _GROUPS[" "].fullmatch(digits):
        return None
    return found[1] + digits.replace(" ", "") + found[3]


def _plain(body: str, scientific: bool) -> str | None:
    """Digits with at most one dot, None where the separators make no sense. A doubtful one is asked back."""
    marks = [sign for sign in body if sign in ".,"]
    if not marks:
        return body
    last = marks[-1]
    if len(set(marks)) == 1 and len(marks) > 1:
        return body.replace(last, "") if _GROUPS[last].fullmatch(body) else None
    whole, _, decimals = body.rpartition(last)
    if len(marks) == 1:
        if not scientific and re.fullmatch(r"[1-9]\d{0,2}", whole) and len(decimals) == 3:
            both = f"{whole}{decimals}, or {whole}.{decimals}0"
            raise ResponseError(f"{quote(body)} can be read in two ways. Type {both} if you mean the smaller number.")
        return f"{whole or 0}.{decimals or 0}"
    other = next(mark for mark in ".," if mark != last)
    return f"{whole.replace(other, '')}.{decimals or 0}" if _GROUPS[other].fullmatch(whole) else None


def _refusal(text: str, typed: str, units: Sequence[str], whole: bool) -> str:
    if not text:
        return f"There is no number in {quote(typed)}. {_example(whole)}"
    tail = re.fullmatch(r"[+-]?[\d.,]+ ?([^\W\d][^\d]*)", text)
    if tail and units and len(tail[1]) > 1:
        return f"{quote(tail[1])} is not a unit of this question. Use {_alternatives(units)}."
    letters = [sign for sign in text if sign.isalpha()]
    if letters:
        amount = "a letter" if len(letters) == 1 else "letters"
        return f"{quote(text)} has {amount} in it. {_example(whole)}"
    return f"{quote(typed)} cannot be read as a number. {_example(whole)}"


def _example(whole: bool) -> str:
    return "Type a whole number, such as 30." if whole else "Type a number, such as 30 or 2.5."


def _alternatives(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def missing_unit(units: Sequence[str]) -> str:
    """What is said where a unit is asked for and none was typed."""
    return f"Type the unit too: {_alternatives(units)}."


def plainly_typed(value: Fraction) -> str:
    """A decimal as text that is read back without a question: `1.234` becomes `1.2340`."""
    text = exact_text(value)
    return f"{text}0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text
