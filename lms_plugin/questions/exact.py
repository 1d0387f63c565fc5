"""Exact numbers: read from files and JSON as fractions, written as the shortest text, never through floating point."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

# Wide enough for any dose or date, and small enough that "1e999999999" cannot fill the memory.
MAX_DIGITS = 40
_TEXT = re.compile(rf"[+-]?(?:\d{{1,{MAX_DIGITS}}})(?:/0*[1-9]\d{{0,{MAX_DIGITS}}}|\.\d{{1,{MAX_DIGITS}}})?", re.ASCII)


def exact_decimal(value: Decimal) -> Fraction | None:
    """A decimal as a fraction, or None where it is not finite or too long to be meant."""
    if not value.is_finite():
        return None
    _, digits, exponent = value.as_tuple()
    if len(digits) > MAX_DIGITS or not -MAX_DIGITS <= int(exponent) <= MAX_DIGITS:
        return None
    return Fraction(value)


def _read(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value) if abs(value) < 10**MAX_DIGITS else None
    if isinstance(value, Decimal):
        return exact_decimal(value)
    if isinstance(value, str) and _TEXT.fullmatch(value):
        return Fraction(value)
    return None


def parse_exact(value: object) -> Fraction:
    """Read `"1/3"`, `0.25` (a Decimal or text) or `4`. Floating point and everything else is refused."""
    number = _read(value)
    if number is None:
        raise PydanticCustomError("exact", "is not an exact number")
    return number


def is_decimal(value: Fraction) -> bool:
    """Whether the number ends after some decimal places."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def exact_text(value: Fraction) -> str:
    """The shortest text: `"2.5"` where the decimals end, else `"1/3"`."""
    if not is_decimal(value):
        return str(value)
    places = 0
    while value.denominator > 1 and (value * 10**places).denominator > 1:
        places += 1
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


Exact = Annotated[Fraction, BeforeValidator(parse_exact), PlainSerializer(exact_text, return_type=str)]
