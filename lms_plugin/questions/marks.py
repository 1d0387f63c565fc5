"""What marking says about one answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Mark:
    """The verdict on one response.

    `credit` is 0 to 1, None while it waits for a person or where the question is unscored. `parts` maps a part (an
    option, say) to `right`, `part`, `wrong`, `missed` or `not_chosen`. `feedback` holds ids such as `right`,
    `option:neutral`, `accept:0`, `reject:1`; `QuestionSpec.feedback_text` finds their words.
    """

    credit: Fraction | None
    answered: bool
    parts: Mapping[str, str] = field(default_factory=dict)
    feedback: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON; the credit is text such as `"2/3"`."""
        return {
            "credit": None if self.credit is None else str(self.credit),
            "answered": self.answered,
            "parts": dict(self.parts),
            "feedback": list(self.feedback),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Mark":
        """The Mark that `to_json` wrote."""
        credit = value["credit"]
        return cls(
            credit=None if credit is None else Fraction(credit),
            answered=value["answered"],
            parts=dict(value["parts"]),
            feedback=tuple(value["feedback"]),
        )


def verdict(credit: Fraction) -> str:
    """The feedback id of a credit: `right`, `partial` or `wrong`."""
    if credit == ONE:
        return "right"
    return "partial" if credit > ZERO else "wrong"


UNANSWERED = Mark(credit=ZERO, answered=False, feedback=("wrong",))
