"""How dates, times, figures and names are written: the hospital's zone, 24-hour times, percentages never rounded up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from lms_plugin.core.web.viewer import find_viewer


def _zone() -> ZoneInfo:
    viewer = find_viewer()
    return viewer.timezone if viewer else ZoneInfo("UTC")


def clock(moment: datetime) -> str:
    """14:02, in the hospital's zone."""
    return moment.astimezone(_zone()).strftime("%H:%M")


def day(moment: datetime, now: datetime | None = None) -> str:
    """November 22; with the year where it is not this year."""
    local = moment.astimezone(_zone())
    today = (now or datetime.now(UTC)).astimezone(_zone())
    text = f"{local.strftime('%B')} {local.day}"
    return text if local.year == today.year else f"{text}, {local.year}"


def when(moment: datetime, now: datetime | None = None) -> str:
    """Today at 14:02; else November 22 at 14:02."""
    today = (now or datetime.now(UTC)).astimezone(_zone()).date()
    local = moment.astimezone(_zone())
    return f"{'today' if local.date() == today else day(moment, now)} at {clock(moment)}"


def until(moment: datetime, now: datetime | None = None) -> str:
    """A deadline: as `when`, but the midnight that ends a day belongs to that day: November 30 at 23:59."""
    ends_day = moment.astimezone(_zone()).strftime("%H:%M:%S") == "00:00:00"
    return when(moment - timedelta(minutes=1) if ends_day else moment, now)


def percent(score_ppm: int) -> str:
    """Millionths as a percentage cut to one decimal, without a needless zero: 937500 → 93.7, 1000000 → 100."""
    tenths = score_ppm // 1000
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def points_of_hundred(score_ppm: int) -> str:
    """Millionths as points out of 100 with the four decimals that the LMS gets: 937512 → 93.7512."""
    return format((Decimal(score_ppm) / 10_000).normalize(), "f")


def named(text: str) -> Markup:
    """Names on an LMS's screens, written `*so*`, as strong text; everything is escaped."""
    pieces = enumerate(text.split("*"))
    return Markup().join(Markup("<strong>{}</strong>").format(each) if place % 2 else each for place, each in pieces)


def init_filters(app: Flask) -> None:
    """Register the filters for templates."""
    for function in (clock, day, when, until, percent, points_of_hundred, named):
        app.add_template_filter(function)
