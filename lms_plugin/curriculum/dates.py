"""How a file writes when a quiz opens, is due and closes: a day, a moment, or days after a person's first launch."""

from datetime import UTC, date, datetime, timedelta, tzinfo
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


def moment_of(written: str, zone: tzinfo, *, at_end: bool) -> datetime:
    """The moment in UTC that a day or moment means: a day its beginning, or with `at_end` its end, in that zone."""
    found = read_date(written)
    if isinstance(found, datetime):
        return found.astimezone(UTC)
    if found is None:
        raise ValueError(written)
    return midnight(found + timedelta(days=1) if at_end else found, zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins. Where a clock change leaves midnight out, at the change; of two midnights the first."""
    return datetime(day.year, day.month, day.day, tzinfo=zone, fold=0).astimezone(UTC)


# Kept as it is written, so that a file and its hash say the same.
DateRule = Annotated[str | AfterSpec, BeforeValidator(_as_rule)]
