"""Choices that are numbers or ranges of numbers."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

_NUMBER = r"[-−]?\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,15})?"
_ONE = re.compile(rf"[$€£]?({_NUMBER})\s*([^\W\d]{{0,20}}|%|°[CF])?\.?")
_RANGE = re.compile(rf"[$€£]?({_NUMBER})\s*(?:-|–|—|to)\s*[$€£]?({_NUMBER})\s*([^\W\d]{{0,20}}|%|°[CF])?\.?")
Span = tuple[Decimal, Decimal]


def read_span(text: str) -> Span | None:
    """A number, with a unit of one word at most, as a range of one; a range as what it is; None for other texts."""
    if found := _RANGE.fullmatch(text):
        low, high = _decimal(found[1]), _decimal(found[2])
        return (low, high) if low <= high else None
    one = _ONE.fullmatch(text)
    return (_decimal(one[1]), _decimal(one[1])) if one else None


def read_spans(texts: Sequence[str]) -> list[Span] | None:
    """All texts as ranges in one unit; None where one is none."""
    spans = [read_span(text) for text in texts]
    units = {re.sub(r"[\d\s.,−–—-]|\bto\b", "", text).casefold().removesuffix("s") for text in texts}
    found = [span for span in spans if span is not None]
    return found if len(found) == len(texts) and len(units) == 1 else None


def is_ordered(spans: Sequence[Span]) -> bool:
    """Whether they go up, or down, all the way."""
    return all(a <= b for a, b in pairwise(spans)) or all(a >= b for a, b in pairwise(spans))


def overlap(spans: Sequence[Span]) -> bool:
    """Whether a number lies in two of them, of which at least one is a true range."""
    return any(b[0] <= a[1] and (a[0] < a[1] or b[0] < b[1]) for a, b in pairwise(sorted(spans)))


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))
