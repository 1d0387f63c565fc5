"""One score message: its shape (AGS 2.0, section 3.4) and what it does to a grade. No I/O."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.payload import number

ACTIVITY_PROGRESS = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
GRADING_PROGRESS = ("FullyGraded", "Pending", "PendingManual", "Failed", "NotReady")
# ISO 8601 with seconds and an explicit offset (AGS 2.0, section 3.4.5 asks for sub-second precision as a SHOULD).
TIMESTAMP = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)T(?P<time>\d\d:\d\d:\d\d)(?:[.,](?P<part>\d{1,12}))?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)",
    re.ASCII,
)


@dataclass(frozen=True)
class Score:
    """A well-formed score. `given` is None where the tool says that there is none. `stamp` is seconds since 1970."""

    sub: str
    timestamp: str
    stamp: float
    activity_progress: str
    grading_progress: str
    given: float | None
    maximum: float | None
    comment: str | None

    def on_scale(self, column_maximum: float) -> float | None:
        """The score in the column's maximum, capped there, to Moodle's five decimals."""
        if self.given is None or self.maximum is None:
            return None
        if self.given >= self.maximum:
            return column_maximum
        return round(self.given / self.maximum * column_maximum, 5)


def read_score(content: Mapping[str, Any], is_graded: Callable[[str], bool]) -> Score:
    """The score in a message, else a 400 in Moodle's words with the reason behind them."""
    sub = content.get("userId")
    if not isinstance(sub, str) or not is_graded(sub):
        raise _incorrect("userId is nobody who is graded in this course")
    timestamp = content.get("timestamp")
    stamp = read_timestamp(timestamp)
    if stamp is None or not isinstance(timestamp, str):
        raise _incorrect("timestamp is no ISO 8601 time with seconds and an offset")
    given, maximum = _read_numbers(content)
    comment = content.get("comment")
    if comment is not None and not isinstance(comment, str):
        raise _incorrect("comment is no text")
    return Score(
        sub=sub,
        timestamp=timestamp,
        stamp=stamp,
        activity_progress=_one_of(content, "activityProgress", ACTIVITY_PROGRESS),
        grading_progress=_one_of(content, "gradingProgress", GRADING_PROGRESS),
        given=given,
        maximum=maximum,
        comment=comment,
    )


def read_timestamp(value: object) -> float | None:
    """Seconds since 1970, to the microsecond; None for what is no such time."""
    match = TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    part = (match["part"] or "0").ljust(6, "0")[:6]
    try:
        return datetime.fromisoformat(f"{match['day']}T{match['time']}.{part}{match['zone']}").timestamp()
    except (ValueError, OverflowError):
        return None


def _read_numbers(content: Mapping[str, Any]) -> tuple[float | None, float | None]:
    given, maximum = content.get("scoreGiven"), content.get("scoreMaximum")
    if maximum is not None:
        maximum = number(maximum)
        if maximum is None or maximum <= 0:
            raise _incorrect("scoreMaximum is no number above 0")
    if given is not None:
        given = number(given)
        if given is None or given < 0:
            raise _incorrect("scoreGiven is no number from 0 up")
        if maximum is None:
            raise _incorrect("scoreGiven needs scoreMaximum")
    return given, maximum


def _one_of(content: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = content.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise _incorrect(f"{name} is none of {', '.join(allowed)}")
    return value


def _incorrect(reason: str) -> PlatformError:
    return PlatformError(400, f"Incorrect score received: {reason}.")
