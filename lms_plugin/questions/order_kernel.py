"""The order rules: credit for a sequence against the key's, as exact fractions."""

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from lms_plugin.questions.marks import ONE, ZERO

OrderRule = Literal["adjacent_pairs", "exact", "position", "longest_run", "longest_subset"]


def rename_ties(order: Sequence[str], key: Sequence[str], ties: Sequence[Sequence[str]]) -> list[str]:
    """The order with tied items renamed, as they appear, to their order in the key: how they stand to each other is
    free."""
    renamed: dict[str, str] = {}
    for group in ties:
        renamed.update(zip([i for i in order if i in group], [i for i in key if i in group], strict=True))
    return [renamed.get(item, item) for item in order]


def _longest_run(places: Sequence[int]) -> int:
    best = length = 1
    for before, after in itertools.pairwise(places):
        length = length + 1 if after == before + 1 else 1
        best = max(best, length)
    return best


def _longest_rise(places: Sequence[int]) -> int:
    """The length of the longest increasing subsequence; the lists are short."""
    ends: list[int] = []
    for index, place in enumerate(places):
        ends.append(1 + max((ends[i] for i in range(index) if places[i] < place), default=0))
    return max(ends)


def credit_order(rule: OrderRule, order: Sequence[str], key: Sequence[str]) -> Fraction:
    """Credit under the named rule. `order` holds the items of `key`, two or more, each once, ties renamed."""
    places = [key.index(item) for item in order]
    count = len(places)
    if rule == "exact":
        return ONE if places == list(range(count)) else ZERO
    if rule == "position":
        return Fraction(sum(place == index for index, place in enumerate(places)), count)
    if rule == "adjacent_pairs":
        pairs = itertools.pairwise(places)
        return Fraction(sum(after == before + 1 for before, after in pairs), count - 1)
    found = _longest_run(places) if rule == "longest_run" else _longest_rise(places)
    return Fraction(found - 1, count - 1)
