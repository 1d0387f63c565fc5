"""How sure somebody is of an answer, and what an answer is worth where that counts (content format, 2.2). Exact."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from lms_plugin.questions.marks import ONE

Certainty = Literal["low", "mid", "high"]
CERTAINTIES: tuple[Certainty, ...] = ("low", "mid", "high")
# The mark of a right and of a wrong answer, in thirds of the question's points.
WHOLE = 3
GAIN: Mapping[str, int] = {"low": 1, "mid": 2, "high": 3}
LOSS: Mapping[str, int] = {"low": 0, "mid": -2, "high": -6}


def graded_mark(credit: Fraction, certainty: Certainty, factor: Fraction = ONE) -> Fraction:
    """credit x {1, 2, 3} + (1 - credit) x {0, -2, -6}, of 3. What hints and tries cost is taken off what is gained."""
    return credit * factor * GAIN[certainty] + (1 - credit) * LOSS[certainty]
