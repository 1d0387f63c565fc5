"""From credits to a score, and from a score to the figures that leave us: cut, never rounded up."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from lms_plugin.questions.certainty import WHOLE, Certainty, graded_mark

PPM = 1_000_000


class Earned(NamedTuple):
    """One marked question's share: its points, the credit for the answer, and what hints and tries left of it.

    `certainty` is given where it counts.
    """

    points: Fraction
    credit: Fraction
    factor: Fraction = Fraction(1)
    certainty: Certainty | None = None

    @property
    def earned(self) -> Fraction:
        """The points that the answer brings; below 0 where somebody was sure of a wrong one."""
        if self.certainty is not None:
            return self.points * graded_mark(self.credit, self.certainty, self.factor) / WHOLE
        return self.points * self.credit * self.factor


def score(questions: Iterable[Earned]) -> Fraction | None:
    """Points earned over points possible, 0 to 1; None where there is nothing to earn."""
    listed = list(questions)
    possible = sum((item.points for item in listed), Fraction(0))
    if possible == 0:
        return None
    return max(Fraction(0), sum((item.earned for item in listed), Fraction(0))) / possible


def has_passed(value: Fraction, pass_mark: int) -> bool:
    """Decided on the exact fraction. `pass_mark` is a whole percentage, so no cut figure contradicts it."""
    return value * 100 >= pass_mark


def cut_percent(value: Fraction, places: int) -> Decimal:
    """The percentage, cut (not rounded) to so many decimals: one on the screen, four for the LMS."""
    scaled = value * 100 * 10**places
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def score_ppm(value: Fraction) -> int:
    """Millionths of full credit, cut: exactly the four decimals of a percentage that the LMS gets."""
    return value.numerator * PPM // value.denominator
