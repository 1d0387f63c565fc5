"""The parts rules: credit for a question of several parts, each right, wrong or left blank, as exact fractions."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from lms_plugin.questions.marks import ONE, ZERO

PartRule = Literal["per_part", "all_or_nothing", "plus_minus"]
States = Mapping[str, str]


def part_state(given: str | None, right: frozenset[str]) -> str:
    """What became of one part that takes one answer: `right`, `wrong`, or `missed` where it was left blank."""
    if given is None:
        return "missed"
    return "right" if given in right else "wrong"


def per_part(states: States, weights: Mapping[str, Fraction]) -> Fraction:
    """The weight of the right parts over that of all; a part without a weight has 1."""
    right = sum((weights.get(key, ONE) for key, state in states.items() if state == "right"), ZERO)
    return Fraction(right, sum((weights.get(key, ONE) for key in states), ZERO))


def plus_minus(states: States) -> Fraction:
    """Right parts less wrong ones over all parts, never below 0; a blank one counts neither way."""
    found = list(states.values())
    return Fraction(max(0, found.count("right") - found.count("wrong")), len(found))


def credit_parts(rule: PartRule, states: States, weights: Mapping[str, Fraction] | None = None) -> Fraction:
    """Credit under the named rule. `states` maps every part to `right`, `wrong` or `missed`."""
    if rule == "per_part":
        return per_part(states, weights or {})
    if rule == "plus_minus":
        return plus_minus(states)
    return ONE if all(state == "right" for state in states.values()) else ZERO


def linked(states: States, links: Mapping[str, Iterable[str]]) -> Fraction:
    """One point for each part that is right together with its anchor, one for each right part that no link names, over
    all of these. `links` maps an anchor to its parts; an anchor alone earns nothing."""
    anchor_of = {part: anchor for anchor, parts in links.items() for part in parts}
    counted = [part for part in states if part not in links]
    earned = [part for part in counted if states[part] == "right" == states[anchor_of.get(part, part)]]
    return Fraction(len(earned), len(counted))
