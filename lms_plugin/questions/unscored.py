"""What is asked without being marked: opinions, comments, a signature. It has no points and no key."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from lms_plugin.questions.exact import Exact
from lms_plugin.questions.specs import Problem, QuestionSpec


class UnscoredSpec(QuestionSpec):
    """A question whose mark has no credit. It is left out of every score."""

    is_scored: ClassVar[bool] = False

    points: Exact = Fraction(0)

    def problems(self) -> Iterator[Problem]:
        if self.points != 0:
            yield Problem(("points",), "this type is not marked, so it has no points", "Leave points out")
