"""Figures of questions from tries at a quiz: difficulty, discrimination, shares. Exact throughout; no I/O.

A question's figures belong to one version of it: to its key, its edition and what decided its credit. They are of first
tries, of what was answered there and was not carried along; only `Figures.ever` is of all tries.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm
from typing import Literal, NamedTuple

from lms_plugin.questions.certainty import Certainty

HIDDEN_UNDER, HINT_UNDER = 10, 100
GROUP = Fraction(27, 100)
Group = Literal["upper", "middle", "lower"]
GROUPS: tuple[Group, ...] = ("upper", "middle", "lower")
# A part that was treated as it should be: what is right was chosen, or what is wrong was left.
_WELL = frozenset({"right", "not_chosen"})


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


def correlate(pairs: Sequence[tuple[int, int]]) -> Correlation | None:
    """Pearson's r of whole numbers; None where either side does not vary."""
    n = len(pairs)
    x, y = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    xx, yy = n * sum(a * a for a, _ in pairs) - x * x, n * sum(b * b for _, b in pairs) - y * y
    if not xx or not yy:
        return None
    return Correlation(n * sum(a * b for a, b in pairs) - x * y, xx * yy)


def grouped(scores: Sequence[int]) -> list[Group] | None:
    """The group of each: at least 27 % at either end, equal scores together; None where the ends would meet."""
    size = -(-len(scores) * GROUP.numerator // GROUP.denominator)
    if not size:
        return None
    ranked = sorted(scores)
    low, high = ranked[size - 1], ranked[-size]
    if low >= high:
        return None
    return ["lower" if score <= low else "upper" if score >= high else "middle" for score in scores]


def figures_of(sittings: Sequence[Sitting], key: str | None = None) -> dict[Version, Figures]:
    """The figures of every version that was asked; with a `key`, of that question alone."""
    members: dict[Version, list[_Member]] = {}
    for member in _with_rests([sitting for sitting in sittings if sitting.first]):
        if key is None or member[0].version.key == key:
            members.setdefault(member[0].version, []).append(member)
    ever: dict[Version, list[int]] = {}
    for sitting in sittings:
        for given in sitting.given:
            if given.answered and not given.carried and (key is None or given.version.key == key):
                counts = ever.setdefault(given.version, [0, 0])
                counts[0] += 1
                counts[1] += given.is_right
    found = dict.fromkeys([*members, *ever])
    return {version: _figures(members.get(version, ()), ever.get(version, (0, 0))) for version in found}


# One question of a first try, and what the rest of its paper earned and could have.
_Member = tuple[Given, tuple[int, int]]


def _with_rests(sittings: Sequence[Sitting]) -> Iterator[_Member]:
    """Each question with the rest of its paper, in one small unit of points."""
    worths = {(given.credit, given.points) for sitting in sittings for given in sitting.given}
    unit = lcm(*(points[1] * (credit[1] if credit else 1) for credit, points in worths))
    known = {worth: _earned(*worth, unit) for worth in worths}
    for sitting in sittings:
        listed = [(given, *known[given.credit, given.points]) for given in sitting.given if not given.carried]
        earned, possible = sum(one[1] for one in listed), sum(one[2] for one in listed)
        for given, own, most in listed:
            yield given, (earned - own, possible - most)


def _earned(credit: tuple[int, int] | None, points: tuple[int, int], unit: int) -> tuple[int, int]:
    if credit is None:
        return 0, 0
    return points[0] * credit[0] * unit // (points[1] * credit[1]), points[0] * unit // points[1]


def _figures(members: Sequence[_Member], ever: Sequence[int]) -> Figures:
    answered = [(given, rest) for given, rest in members if given.answered]
    scored = [(given, rest) for given, rest in answered if given.credit is not None]
    earned = _whole([given.credit or (0, 1) for given, _ in scored])
    rests = _whole([rest for _, rest in scored]) if all(rest[1] for _, rest in scored) else []
    groups = grouped(rests) if rests and len(scored) == len(answered) else None
    pairs = list(zip(earned, rests, strict=False))
    return Figures(
        asked=len(members),
        answered=len(answered),
        right=sum(given.is_right for given, _ in answered),
        mean=_mean([given.credit or (0, 1) for given, _ in scored]),
        link=correlate(pairs) if pairs else None,
        gap=_gap([given.credit or (0, 1) for given, _ in scored], groups),
        sizes=Counter(groups or ()) | Counter({"all": len(answered)}),
        choices=_choices([given for given, _ in answered], groups),
        parts=Counter(part for given, _ in answered for part, state in given.parts.items() if state in _WELL),
        parted=sum(bool(given.parts) for given, _ in answered),
        sure=_sure([given for given, _ in answered]),
        ever=(ever[0], ever[1]),
    )


def _whole(ratios: Sequence[tuple[int, int]]) -> list[int]:
    """Ratios as whole numbers in one unit."""
    unit = lcm(*{whole for _, whole in ratios}) if ratios else 1
    return [part * (unit // whole) for part, whole in ratios]


def _mean(ratios: Sequence[tuple[int, int]]) -> Fraction | None:
    if not ratios:
        return None
    unit = lcm(*{whole for _, whole in ratios})
    return Fraction(sum(_whole(ratios)), unit * len(ratios))


def _gap(ratios: Sequence[tuple[int, int]], groups: Sequence[Group] | None) -> Fraction | None:
    if groups is None:
        return None
    upper, lower = (
        _mean([ratio for ratio, group in zip(ratios, groups, strict=True) if group == wanted])
        for wanted in ("upper", "lower")
    )
    return upper - lower if upper is not None and lower is not None else None


def _choices(answered: Sequence[Given], groups: Sequence[Group] | None) -> dict[str, Counter[str]]:
    counts = {"all": Counter(choice for given in answered for choice in given.choices)}
    for name in GROUPS:
        inside = (given for given, group in zip(answered, groups or (), strict=False) if group == name)
        counts[name] = Counter(choice for given in inside for choice in given.choices)
    return counts


def _sure(answered: Sequence[Given]) -> dict[str, tuple[int, int]]:
    """How many said so, and how many of them were right."""
    said = Counter(given.certainty for given in answered if given.certainty)
    right = Counter(given.certainty for given in answered if given.certainty and given.is_right)
    return {level: (said[level], right[level]) for level in ("low", "mid", "high") if said[level]}
