"""The figures of every question of a quiz, of the tries at it. What many did alike is counted once. No I/O."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import NamedTuple

from lms_plugin.analytics.statistics import GROUPS, Figures, Given, Group, Sitting, Version, correlate, grouped

# A part that was treated as it should be: what is right was chosen, or what is wrong was left.
_WELL = frozenset({"right", "not_chosen"})


def figures_of(sittings: Sequence[Sitting], key: str | None = None) -> dict[Version, Figures]:
    """The figures of every version that was asked; with a `key`, of that question alone."""
    members: dict[Version, list[_Member]] = {}
    for member in _members([sitting for sitting in sittings if sitting.first]):
        members.setdefault(member.given.version, []).append(member)
    ever: dict[Version, list[int]] = {}
    for given, count in _counted(sittings):
        if given.answered and not given.carried:
            counts = ever.setdefault(given.version, [0, 0])
            counts[0] += count
            counts[1] += given.is_right * count
    found = [version for version in dict.fromkeys([*members, *ever]) if key is None or version.key == key]
    return {version: _figures(members.get(version, ()), ever.get(version, (0, 0))) for version in found}


class _Member(NamedTuple):
    """A question of first tries, what the rest of its paper earned and could have, and how often that was so."""

    given: Given
    rest: tuple[int, int]
    times: int


def _counted(sittings: Sequence[Sitting]) -> Iterator[tuple[Given, int]]:
    """Each thing that was given, and how often. The same object is counted, not looked into: a reader shares them."""
    known = {id(given): given for sitting in sittings for given in sitting.given}
    counts = Counter(map(id, chain.from_iterable(sitting.given for sitting in sittings)))
    return ((known[name], count) for name, count in counts.items())


def _members(sittings: Sequence[Sitting]) -> Iterator[_Member]:
    """Each question with the rest of its paper, in one small unit of points."""
    known = {id(given): given for sitting in sittings for given in sitting.given}
    unit = lcm(*(given.points[1] * (given.credit[1] if given.credit else 1) for given in known.values()))
    earned = {name: _earned(given, unit) for name, given in known.items()}
    possible = {name: _possible(given, unit) for name, given in known.items()}
    alike: dict[tuple[int, int], list[Sitting]] = {}
    for sitting in sittings:
        names = [*map(id, sitting.given)]
        total = sum(map(earned.__getitem__, names)), sum(map(possible.__getitem__, names))
        alike.setdefault(total, []).append(sitting)
    for total, group in alike.items():
        for given, count in _counted(group):
            if not given.carried:
                yield _Member(given, (total[0] - earned[id(given)], total[1] - possible[id(given)]), count)


def _earned(given: Given, unit: int) -> int:
    """What was earned here; nothing by what was carried along."""
    if given.credit is None or given.carried:
        return 0
    return given.points[0] * given.credit[0] * unit // (given.points[1] * given.credit[1])


def _possible(given: Given, unit: int) -> int:
    return 0 if given.credit is None or given.carried else given.points[0] * unit // given.points[1]


def _figures(members: Sequence[_Member], ever: Sequence[int]) -> Figures:
    answered = [member for member in members if member.given.answered]
    scored = [member for member in answered if member.given.credit is not None]
    earned = _whole([_credit(member) for member in scored])
    rests = _whole([member.rest for member in scored]) if all(member.rest[1] for member in scored) else []
    groups = _groups(scored, rests) if len(scored) == len(answered) else []
    pairs: Counter[tuple[int, int]] = Counter()
    for member, own, rest in zip(scored, earned, rests, strict=False):
        pairs[own, rest] += member.times
    return Figures(
        asked=_count(members),
        answered=_count(answered),
        right=_count(member for member in answered if member.given.is_right),
        mean=_mean(scored),
        link=correlate(pairs) if pairs else None,
        gap=_gap(scored, groups),
        sizes=_sizes(answered, groups),
        choices={"all": _choices(answered)} | {name: _choices(_inside(answered, groups, name)) for name in GROUPS},
        parts=_parts(answered),
        parted=_count(member for member in answered if member.given.parts),
        sure=_sure(answered),
        ever=(ever[0], ever[1]),
    )


def _count(members: Iterable[_Member]) -> int:
    return sum(member.times for member in members)


def _credit(member: _Member) -> tuple[int, int]:
    return member.given.credit or (0, 1)


def _whole(ratios: Sequence[tuple[int, int]]) -> list[int]:
    """Ratios as whole numbers in one unit."""
    unit = lcm(*{whole for _, whole in ratios}) if ratios else 1
    return [part * (unit // whole) for part, whole in ratios]


def _mean(scored: Sequence[_Member]) -> Fraction | None:
    if not scored:
        return None
    unit = lcm(*{_credit(member)[1] for member in scored})
    total = sum(part * member.times for part, member in zip(_whole([*map(_credit, scored)]), scored, strict=True))
    return Fraction(total, unit * _count(scored))


def _groups(scored: Sequence[_Member], rests: Sequence[int]) -> list[Group]:
    """The group of each by the rest of its paper; empty where there are none."""
    scores: Counter[int] = Counter()
    for member, rest in zip(scored, rests, strict=False):
        scores[rest] += member.times
    found = grouped(scores)
    return [found[rest] for rest in rests] if found else []


def _inside(members: Sequence[_Member], groups: Sequence[Group], wanted: Group) -> list[_Member]:
    return [member for member, group in zip(members, groups, strict=False) if group == wanted]


def _gap(scored: Sequence[_Member], groups: Sequence[Group]) -> Fraction | None:
    upper, lower = _mean(_inside(scored, groups, "upper")), _mean(_inside(scored, groups, "lower"))
    return upper - lower if upper is not None and lower is not None else None


def _sizes(answered: Sequence[_Member], groups: Sequence[Group]) -> Counter[str]:
    sizes = Counter({"all": _count(answered)})
    for member, group in zip(answered, groups, strict=False):
        sizes[group] += member.times
    return sizes


def _choices(members: Sequence[_Member]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for member in members:
        for choice in member.given.choices:
            counts[choice] += member.times
    return counts


def _parts(answered: Sequence[_Member]) -> Counter[str]:
    """How often each part was treated as it should be."""
    counts: Counter[str] = Counter()
    for member in answered:
        for part, state in member.given.parts.items():
            if state in _WELL:
                counts[part] += member.times
    return counts


def _sure(answered: Sequence[_Member]) -> dict[str, tuple[int, int]]:
    """How many said so, and how many of them were right."""
    said = {
        level: [member for member in answered if member.given.certainty == level] for level in ("low", "mid", "high")
    }
    return {
        level: (_count(members), _count(member for member in members if member.given.is_right))
        for level, members in said.items()
        if members
    }
