"""Figures of a quiz as a whole, of first tries: how alike its questions measure, how exact a score is, the usual time.

No I/O; exact, but for the root that is read as a number of hundredths.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm

from lms_plugin.analytics.statistics import HIDDEN_UNDER, Given, Sitting

ZERO = Fraction(0)


@dataclass(frozen=True)
class Whole:
    """`alpha` is KR-20 where credit is all or nothing; `error` in hundredths of a point; `seconds` is the median.

    Alpha and error are none where people had different questions, or totals do not vary.
    """

    alpha: Fraction | None
    error: int | None
    seconds: int


def whole_of(sittings: Sequence[Sitting]) -> Whole | None:
    """Of the first tries; None under ten of them."""
    first = [sitting for sitting in sittings if sitting.first]
    if len(first) < HIDDEN_UNDER:
        return None
    rows = [[given for given in sitting.given if given.points[0]] for sitting in first]
    alpha = error = None
    if _is_one_paper(rows):
        points, unit = _points([sorted(row, key=lambda each: each.version) for row in rows])
        total = variance([sum(row) for row in points])
        alpha = reliability([variance(column) for column in zip(*points, strict=True)], total)
        if alpha is not None:
            left = total * max(ZERO, 1 - alpha) * 10_000 / unit**2
            error = isqrt(left.numerator // left.denominator)
    return Whole(alpha, error, middle(sitting.seconds for sitting in first) or 0)


def _is_one_paper(rows: Sequence[Sequence[Given]]) -> bool:
    papers = {frozenset(given.version for given in row) for row in rows}
    return len(papers) == 1 and all(given.credit is not None for row in rows for given in row)


def _points(rows: Sequence[Sequence[Given]]) -> tuple[list[list[int]], int]:
    """What each answer earned, in parts of a point; and how many of these parts a point has."""
    worths = {(given.points, given.credit or (0, 1)) for row in rows for given in row}
    unit = lcm(*(points[1] * credit[1] for points, credit in worths))
    known = {(points, credit): points[0] * credit[0] * unit // (points[1] * credit[1]) for points, credit in worths}
    return [[known[given.points, given.credit or (0, 1)] for given in row] for row in rows], unit


def variance(values: Sequence[int]) -> Fraction:
    """Of all of them (divided by their number); of at least one."""
    n = len(values)
    return Fraction(n * sum(value * value for value in values) - sum(values) ** 2, n**2)


def reliability(variances: Sequence[Fraction], total: Fraction) -> Fraction | None:
    """Cronbach's alpha; None of a single item or where totals do not vary."""
    items = len(variances)
    return Fraction(items, items - 1) * (1 - sum(variances, ZERO) / total) if items > 1 and total else None


def middle(values: Iterable[int]) -> int | None:
    """The median, of two middle ones the lower; None of nothing."""
    ranked = sorted(values)
    return ranked[(len(ranked) - 1) // 2] if ranked else None
