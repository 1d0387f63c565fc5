"""How a file writes when a quiz opens, is due and closes: a day, a moment, or days after a person's first launch."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from annotated_types import Interval
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from lms_plugin.questions.specs import Spec


class AfterSpec(Spec):
    """So many days after the person's first launch of a link that leads to the quiz."""

    days: Annotated[int, Interval(ge=0, le=3_650)]
    after: Literal["first_launch"]


def _as_rule(value: object) -> Any:
    if isinstance(value, dict | AfterSpec):
        return value
    if isinstance(value, str) and read_date(value) is not None:
        return value
    raise PydanticCustomError("date_rule", "is not a date")


def read_date(text: str) -> date | datetime | None:
    """A day for `2026-11-30`, a moment for `2026-11-30T17:00-06:00`; None for anything else."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text) if text[4] == text[7] == "-" else None
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and text[10] in "T " else None


# Kept as it is written, so that a file and its hash say the same.
DateRule = Annotated[str | AfterSpec, BeforeValidator(_as_rule)]
