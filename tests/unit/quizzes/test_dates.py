"""When a quiz opens, is due and closes: zones, clock changes, days after the first launch, extra time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms_plugin.curriculum.dates import midnight
from lms_plugin.curriculum.policies import Policy, PolicySpec, resolve_policy
from lms_plugin.quizzes.dates import Facts, Window, has_dates, make_window, wants_facts

ZONES = ("America/Chicago", "America/Havana", "America/Santiago", "Asia/Beirut", "Europe/London", "Australia/Lord_Howe")
zones = st.sampled_from([*map(ZoneInfo, ZONES), UTC])
days = st.dates(date(2000, 1, 1), date(2037, 12, 30))
moments = st.timedeltas(timedelta(0), timedelta(days=13_000)).map(
    lambda since: datetime(2000, 1, 1, tzinfo=UTC) + since
)
extras = st.timedeltas(timedelta(0), timedelta(days=400))
CHICAGO = ZoneInfo("America/Chicago")


def policy(**fields: object) -> Policy:
    return resolve_policy("practice", PolicySpec.model_validate(fields))


@given(days, zones)
def test_a_day_ends_when_the_next_one_begins_whatever_the_clocks_do(day: date, zone: ZoneInfo) -> None:
    window = make_window(policy(opens=str(day), due=str(day), closes=str(day)), Facts(zone=zone))
    assert window.opens is not None
    assert window.due is not None
    second = timedelta(seconds=1)
    assert window.opens.astimezone(zone).date() == day
    assert (window.due - second).astimezone(zone).date() == day
    assert window.due.astimezone(zone).date() == day + timedelta(days=1)
    assert timedelta(hours=22) < window.due - window.opens < timedelta(hours=26)
    assert window.closes == window.due == midnight(day + timedelta(days=1), zone)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-30", 24)])
def test_a_day_is_as_long_as_it_is_there(day: str, hours: int) -> None:
    window = make_window(policy(opens=day, due=day), Facts(zone=CHICAGO))
    assert window.due is not None
    assert window.opens is not None
    assert window.due - window.opens == timedelta(hours=hours)


def test_where_midnight_is_left_out_the_day_begins_at_the_change() -> None:
    assert midnight(date(2026, 9, 6), ZoneInfo("America/Santiago")) == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


@given(moments, zones, st.sampled_from(["+00:00", "-06:00", "+10:30"]))
def test_fi37_a_moment_is_that_moment_in_every_zone(moment: datetime, zone: ZoneInfo, offset: str) -> None:
    text = moment.replace(tzinfo=None).isoformat() + offset
    window = make_window(policy(due=text), Facts(zone=zone))
    assert window.due == datetime.fromisoformat(text)


@given(moments, st.integers(0, 400), zones)
def test_days_after_the_first_launch_end_at_the_same_time_of_day(first: datetime, count: int, zone: ZoneInfo) -> None:
    rule = {"days": count, "after": "first_launch"}
    window = make_window(policy(due=rule), Facts(zone=zone, first_launch=first))
    assert window.due is not None
    begun, local = first.astimezone(zone), window.due.astimezone(zone)
    wanted = (begun + timedelta(days=count)).replace(tzinfo=zone)
    assume(wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None))
    assert local.replace(tzinfo=None) - begun.replace(tzinfo=None) == timedelta(days=count)


def test_before_the_first_launch_such_a_date_is_not_known() -> None:
    rules = policy(due={"days": 30, "after": "first_launch"})
    assert make_window(rules, Facts(zone=UTC)).due is None
    assert wants_facts(rules)


@given(moments, moments)
def test_whose_due_date_counts(own: datetime, theirs: datetime) -> None:
    facts = Facts(zone=UTC, lms_due=theirs)
    found = {
        source: make_window(policy(due=own.isoformat(), due_source=source), facts).due
        for source in ("own", "lms", "earliest")
    }
    assert found == {"own": own, "lms": theirs, "earliest": min(own, theirs)}


@pytest.mark.parametrize("source", ["lms", "earliest"])
def test_where_the_lms_sends_no_date_ours_counts(source: str) -> None:
    window = make_window(policy(due="2026-11-30T12:00Z", due_source=source), Facts(zone=UTC))
    assert window.due == datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@given(days, days, zones, extras)
def test_extra_time_moves_the_end_and_never_the_beginning(
    opens: date, due: date, zone: ZoneInfo, extra: timedelta
) -> None:
    rules, facts = policy(opens=str(opens), due=str(due), closes=str(due)), Facts(zone=zone)
    plain, wide = make_window(rules, facts), make_window(rules, facts, extra)
    assert plain.due is not None
    assert (wide.opens, wide.due) == (plain.opens, plain.due + extra)
    assert wide.closes == wide.due


@given(moments, st.timedeltas(timedelta(days=-2), timedelta(days=2)))
def test_before_at_and_after_a_moment(moment: datetime, apart: timedelta) -> None:
    window, now = Window(opens=moment, due=moment, closes=moment), moment + apart
    assert window.is_before(now) is (apart < timedelta(0))
    assert window.is_closed(now) is window.is_due_over(now) is (apart >= timedelta(0))
    assert window.is_late(now) is (apart > timedelta(0))


def test_a_quiz_without_dates_is_always_open() -> None:
    assert not has_dates(policy())
    window = make_window(policy(), Facts(zone=UTC))
    now = datetime(2026, 11, 30, tzinfo=UTC)
    said = [window.is_before(now), window.is_due_over(now), window.is_closed(now), window.is_late(now)]
    assert not any(said)
