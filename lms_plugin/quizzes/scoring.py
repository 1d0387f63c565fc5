"""From the points of attempts to the score that counts. Exact fractions throughout; no I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lms_plugin.questions.scores import Earned, has_passed

Counts = Literal["best", "last", "first", "average"]


@dataclass(frozen=True)
class Tally:
    """Points earned and points that could be earned."""

    earned: Fraction
    possible: Fraction

    @property
    def score(self) -> Fraction | None:
        """0 to 1; None where there is nothing to earn."""
        return self.earned / self.possible if self.possible else None

    def passes(self, pass_mark: int | None) -> bool:
        """Whether this reaches the pass mark; without a pass mark or points, handing it in is enough."""
        return pass_mark is None or self.score is None or has_passed(self.score, pass_mark)


def tally(questions: Iterable[Earned]) -> Tally:
    """The points of one attempt, not below 0."""
    listed = list(questions)
    return Tally(
        earned=max(Fraction(0), sum((item.earned for item in listed), Fraction(0))),
        possible=sum((item.points for item in listed), Fraction(0)),
    )


@dataclass(frozen=True)
class Counted:
    """The points that count, and the try (index in the order of tries) that they come from; an average has the last."""

    tally: Tally
    index: int


def counted(rule: Counts, tries: Sequence[Tally]) -> Counted:
    """What counts of at least one submitted try, in order. Ties go to the earlier."""
    last = len(tries) - 1
    if rule == "first":
        return Counted(tries[0], 0)
    if rule == "last":
        return Counted(tries[last], last)
    scores = [item.score or Fraction(0) for item in tries]
    if rule == "best":
        index = scores.index(max(scores))
        return Counted(tries[index], index)
    possible = tries[last].possible
    return Counted(Tally(sum(scores, Fraction(0)) / len(scores) * possible, possible), last)


def summed(tallies: Iterable[Tally]) -> Tally:
    """The points of several quizzes together."""
    listed = list(tallies)
    return Tally(
        earned=sum((item.earned for item in listed), Fraction(0)),
        possible=sum((item.possible for item in listed), Fraction(0)),
    )
