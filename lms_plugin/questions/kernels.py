"""The choose rules: credit for a set of chosen keys, as exact fractions."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Literal

from lms_plugin.questions.marks import ONE, ZERO

ChooseRule = Literal["plus_minus", "all_or_nothing", "per_option", "select_n", "weighted"]
Keys = AbstractSet[str]


def all_or_nothing(chosen: Keys, right: Keys) -> Fraction:
    """1 for exactly the key, else 0."""
    return ONE if chosen == right else ZERO


def plus_minus(chosen: Keys, right: Keys) -> Fraction:
    """Right choices less wrong ones over the right ones, never below 0."""
    return Fraction(max(0, len(chosen & right) - len(chosen - right)), len(right))


def per_option(chosen: Keys, right: Keys, options: Keys) -> Fraction:
    """Options treated rightly (ticked or left) over all options; nothing ticked is no answer."""
    if not chosen:
        return ZERO
    treated = len(chosen & right) + len(options - right - chosen)
    return Fraction(max(0, treated - len(chosen - options)), len(options))


def select_n(chosen: Keys, right: Keys) -> Fraction:
    """Right choices over the right ones, where no more may be chosen than are right; more earn nothing."""
    return ZERO if len(chosen) > len(right) else Fraction(len(chosen & right), len(right))


def weighted(chosen: Keys, weights: Mapping[str, Fraction]) -> Fraction:
    """The sum of the chosen weights, cut to 0 to 1. Positive weights sum to 1."""
    return min(ONE, max(ZERO, sum((weights.get(key, ZERO) for key in chosen), ZERO)))


def choose(
    rule: ChooseRule, chosen: Keys, right: Keys, options: Keys, weights: Mapping[str, Fraction] | None = None
) -> Fraction:
    """Credit under the named rule. No answer is 0 in every rule."""
    if not chosen:
        return ZERO
    if rule == "per_option":
        return per_option(chosen, right, options)
    if rule == "weighted":
        return weighted(chosen, weights or {})
    return {"plus_minus": plus_minus, "all_or_nothing": all_or_nothing, "select_n": select_n}[rule](chosen, right)


def parts(chosen: Keys, right: Keys, options: Keys) -> dict[str, str]:
    """What became of each option: `right`, `wrong`, `missed` or `not_chosen`."""
    words = {(True, True): "right", (True, False): "wrong", (False, True): "missed", (False, False): "not_chosen"}
    return {key: words[key in chosen, key in right] for key in sorted(options)}
