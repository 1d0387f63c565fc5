"""Words for how sure somebody was and how it turned out, and for what hints and tries cost. No I/O."""

from fractions import Fraction

from lms_plugin.questions.certainty import Certainty
from lms_plugin.questions.exact import exact_text

_SURE = {"low": "You were not sure", "mid": "You were fairly sure", "high": "You were sure"}
_TURNED_OUT = {"right": "and right", "part": "and part right", "missed": "and it was not this one"}


def sure_words(certainty: Certainty | None, verdict: str) -> str:
    """For example "You were sure, and right."; empty where one of both is not known."""
    if certainty is None or verdict not in _TURNED_OUT:
        return ""
    return f"{_SURE[certainty]}, {_TURNED_OUT[verdict]}."


def as_percent(part: Fraction) -> str:
    """A part of the points for reading, cut to two decimals: `"25%"`."""
    return f"{exact_text(Fraction(part.numerator * 10_000 // part.denominator, 100))}%"
