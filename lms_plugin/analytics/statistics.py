"""Figures of questions from tries at a quiz: difficulty, discrimination, shares. Exact throughout; no I/O.

A question's figures belong to one version of it: to its key, its edition and what decided its credit. They are of first
tries, of what was answered there and was not carried along; only `Figures.ever` is of all tries.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal, NamedTuple

from lms_plugin.questions.certainty import Certainty

HIDDEN_UNDER, HINT_UNDER = 10, 100
GROUP = Fraction(27, 100)
Group = Literal["upper", "middle", "lower"]
GROUPS: tuple[Group, ...] = ("upper", "middle", "lower")


class Version(NamedTuple):
    """What a question's figures belong to. `marking` is the hash of what decides its credit."""

    key: str
    edition: int
    marking: str


class Given(NamedTuple):
    """One question on one paper. `credit` is numerator and denominator, none where nothing decides it.

    `choices` are the answers that were chosen or typed, `parts` what became of each part.
    """

    version: Version
    credit: tuple[int, int] | None
    points: tuple[int, int]
    answered: bool
    carried: bool = False
    choices: tuple[str, ...] = ()
    parts: Mapping[str, str] = {}
    certainty: Certainty | None = None

    @property
    def is_right(self) -> bool:
        """It earned full credit."""
        return self.credit is not None and self.credit[0] == self.credit[1]


class Sitting(NamedTuple):
    """One try that was handed in. `first` is whether it is its person's first; `seconds` from start to handing in."""

    first: bool
    seconds: int
    given: tuple[Given, ...]


class Correlation(NamedTuple):
    """Pearson's r as its covariance and the product of both variances, each times the same whole number."""

    covariance: int
    variances: int

    def is_below(self, bound: Fraction) -> bool:
        """Whether r is below a bound of at least 0, decided without a root."""
        if self.covariance < 0:
            return True
        return self.covariance**2 * bound.denominator**2 < bound.numerator**2 * self.variances

    @property
    def hundredths(self) -> int:
        """r in hundredths for reading, cut towards 0."""
        size = isqrt(self.covariance**2 * 10_000 // self.variances)
        return -size if self.covariance < 0 else size


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One version's figures. `asked` counts papers, `answered` those with an answer, `right` those with full credit.

    `mean` is the average credit, which is the difficulty p where credit is all or nothing; none where nothing decides
    credit. `link` and `gap` (upper less lower group, by what was earned in the rest of the quiz) are none where they
    cannot be told. `choices`, `parts` and `sure` are counted by group, the group of all under "all".
    """

    asked: int
    answered: int
    right: int
    mean: Fraction | None
    link: Correlation | None
    gap: Fraction | None
    sizes: Mapping[str, int]
    choices: Mapping[str, Counter[str]]
    parts: Mapping[str, int]
    parted: int
    sure: Mapping[str, tuple[int, int]]
    ever: tuple[int, int]

    @property
    def is_hidden(self) -> bool:
        """Too few people to say anything."""
        return self.answered < HIDDEN_UNDER

    @property
    def is_hint(self) -> bool:
        """Enough to look at, too few to rest on."""
        return HIDDEN_UNDER <= self.answered < HINT_UNDER

    def share(self, choice: str, group: str = "all") -> Fraction | None:
        """How many of a group chose an answer, as a part of 1; none of an empty group."""
        size = self.sizes.get(group, 0)
        return Fraction(self.choices[group][choice], size) if size else None

    def part_share(self, part: str) -> Fraction | None:
        """How many treated a part as it should be, of those whose parts are known."""
        return Fraction(self.parts.get(part, 0), self.parted) if self.parted else None


def correlate(pairs: Mapping[tuple[int, int], int]) -> Correlation | None:
    """Pearson's r of pairs of whole numbers, each so many times; None where either side does not vary."""
    n = sum(pairs.values())
    x, y = sum(a * count for (a, _), count in pairs.items()), sum(b * count for (_, b), count in pairs.items())
    xx = n * sum(a * a * count for (a, _), count in pairs.items()) - x * x
    yy = n * sum(b * b * count for (_, b), count in pairs.items()) - y * y
    if not xx or not yy:
        return None
    return Correlation(n * sum(a * b * count for (a, b), count in pairs.items()) - x * y, xx * yy)


def grouped(scores: Mapping[int, int]) -> dict[int, Group]:
    """The group of each score, of which there are so many: at least 27 % at either end; none where the ends would
    meet."""
    size = -(-sum(scores.values()) * GROUP.numerator // GROUP.denominator)
    ranked = sorted(scores)
    low, high = _reached(ranked, scores, size), _reached(ranked[::-1], scores, size)
    if low is None or high is None or low >= high:
        return {}
    return {score: "lower" if score <= low else "upper" if score >= high else "middle" for score in ranked}


def _reached(ranked: Iterable[int], scores: Mapping[int, int], size: int) -> int | None:
    """The score up to which there are so many; None of nothing."""
    for score in ranked:
        size -= scores[score]
        if size <= 0:
            return score
    return None
