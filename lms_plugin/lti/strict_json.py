"""JSON read strictly: no name twice, no NaN, no absurd numbers, no deep nesting, no text that no database takes.

Two parsers that read one token differently are how forged claims slip through; here anything doubtful is refused.
"""

import json
import math
import re
from typing import Any

MAX_DEPTH = 32
MAX_DIGITS = 20
# Brackets, and texts, whose brackets do not count. A text that never ends is taken whole: the time stays linear.
MARKS = re.compile(r'[][{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class StrictJsonError(ValueError):
    """The text is not JSON that we accept."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise StrictJsonError("a name occurs twice")
    return result


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise StrictJsonError("a number is too long")
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    if len(digits) > MAX_DIGITS + 10 or not math.isfinite(number):
        raise StrictJsonError("a number is too long or too large")
    return number


def _constant(name: str) -> Any:
    raise StrictJsonError(f"{name} is not JSON")


_STRICT = json.JSONDecoder(
    object_pairs_hook=_no_twins, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
)


def _check_depth(text: str) -> None:
    """Depth is counted before parsing, so that no parser recurses into a hostile text."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for mark in MARKS.findall(text):
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise StrictJsonError("nested too deeply")
        elif mark in "]}":
            depth -= 1


def _check_text(text: str, value: Any) -> None:
    """Only an escape can bring in a NUL or half of a surrogate pair: the one no database stores, the other no UTF-8."""
    if "\\u" not in text:
        return
    if NUL.search(text):
        raise StrictJsonError("a text holds a NUL")
    json.dumps(value, ensure_ascii=False).encode("utf-8")


def parse_object(data: bytes) -> dict[str, Any]:
    """The JSON object in `data` (UTF-8). Raises StrictJsonError for anything else."""
    try:
        text = data.decode("utf-8")
        _check_depth(text)
        value = _STRICT.decode(text)
        _check_text(text, value)
    except StrictJsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise StrictJsonError("not JSON") from error
    if not isinstance(value, dict):
        raise StrictJsonError("not a JSON object")
    return value
