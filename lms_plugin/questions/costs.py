"""What hints and further tries leave of the points of a question (content format, 2.2). Exact; no I/O."""

from fractions import Fraction

from lms_plugin.questions.marks import ONE, ZERO


def cost_factor(*, hints: int, hint_cost: Fraction | None, tries: int, try_cost: Fraction | None) -> Fraction:
    """max(0, 1 - hints x hint_cost - (tries - 1) x try_cost), 0 to 1. No try yet costs as little as the first."""
    cost = hints * (hint_cost or ZERO) + max(0, tries - 1) * (try_cost or ZERO)
    return max(ZERO, ONE - cost)
