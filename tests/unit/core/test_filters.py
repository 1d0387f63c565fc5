"""Figures are cut and never rounded; times are the hospital's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.core.web.filters import clock, day, named, percent, points_of_hundred, when


@pytest.mark.parametrize(
    ("ppm", "shown"),
    [
        (0, "0"),
        (999, "0"),
        (1_000, "0.1"),
        (666_666, "66.6"),
        (799_999, "79.9"),
        (800_000, "80"),
        (937_500, "93.7"),
        (999_999, "99.9"),
        (1_000_000, "100"),
    ],
)
def test_percent(ppm: int, shown: str) -> None:
    assert percent(ppm) == shown


@given(st.integers(0, 1_000_000))
def test_percent_is_cut(ppm: int) -> None:
    assert Decimal(percent(ppm)) == (Decimal(ppm) / 10_000).quantize(Decimal("0.1"), ROUND_DOWN)


@given(st.integers(0, 1_000_000))
def test_points_are_what_the_lms_gets(ppm: int) -> None:
    shown = points_of_hundred(ppm)
    assert Decimal(shown) == Decimal(ppm) / 10_000
    assert "E" not in shown
    assert not (("." in shown) and shown.endswith("0"))


@dataclass(frozen=True)
class Reader:
    """As much of a Viewer as the filters read."""

    timezone: ZoneInfo


MOMENT = datetime(2026, 11, 23, 5, 2, tzinfo=UTC)


@pytest.fixture
def tool(web: FlaskClient) -> Flask:
    return web.application


def test_in_the_hospital_s_zone(tool: Flask) -> None:
    with tool.test_request_context():
        assert (clock(MOMENT), day(MOMENT, MOMENT)) == ("05:02", "November 23")
        g.viewer = Reader(ZoneInfo("America/Chicago"))
        assert (clock(MOMENT), day(MOMENT, MOMENT)) == ("23:02", "November 22")


def test_today_and_other_days(tool: Flask) -> None:
    with tool.test_request_context():
        g.viewer = Reader(ZoneInfo("America/Chicago"))
        assert when(MOMENT, datetime(2026, 11, 23, 5, 59, tzinfo=UTC)) == "today at 23:02"
        assert when(MOMENT, datetime(2026, 11, 23, 6, 1, tzinfo=UTC)) == "November 22 at 23:02"
        assert when(MOMENT, datetime(2027, 1, 5, tzinfo=UTC)) == "November 22, 2026 at 23:02"


def test_the_year_turns_with_the_zone(tool: Flask) -> None:
    with tool.test_request_context():
        g.viewer = Reader(ZoneInfo("America/Chicago"))
        silvester = datetime(2027, 1, 1, 5, 30, tzinfo=UTC)
        assert day(silvester, datetime(2027, 1, 1, 5, 45, tzinfo=UTC)) == "December 31"
        assert day(silvester, datetime(2027, 1, 1, 6, 15, tzinfo=UTC)) == "December 31, 2026"


def test_names_on_screens_are_strong_and_everything_is_escaped() -> None:
    assert named("In *A › <b>* do & go") == "In <strong>A › &lt;b&gt;</strong> do &amp; go"
