"""The clock and what a person is given beyond it: content-format.md section 8, point 25, and 3.2."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.policies import Allowance, Policy, PolicySpec, resolve_policy
from lms_plugin.quizzes.allowances import effective, extra_time, stated, widest
from lms_plugin.quizzes.policies import freeze, thaw
from lms_plugin.quizzes.time_limits import GRACE, Change, clock_at, deadline, time_allowed

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
multipliers = st.integers(100, 1000).map(lambda hundredths: Fraction(hundredths, 100))
allowances = st.builds(
    Allowance,
    multiplier=st.none() | multipliers,
    no_limit=st.none() | st.just(True),
    extra_attempts=st.none() | st.integers(1, 20),
    extra_days=st.none() | st.integers(1, 365),
)
changes = st.builds(
    Change, multiplier=st.none() | multipliers, no_limit=st.just(False), minutes=st.integers(0, 600)
) | st.just(Change(no_limit=True))


def timed(limit: str = "30m", **stated: object) -> Policy:
    return resolve_policy("final", PolicySpec.model_validate({"time_limit": limit, **stated}))


@given(st.integers(1, 9999), multipliers)
def test_a_multiplier_gives_exactly_so_many_times_the_limit(minutes: int, multiplier: Fraction) -> None:
    policy = effective(timed(f"{minutes}m"), [Allowance(multiplier=multiplier)])
    allowed = time_allowed(policy)
    assert allowed is not None
    assert Fraction(allowed // timedelta(microseconds=1), 1_000_000) == minutes * 60 * multiplier
    assert deadline(policy, START) == START + allowed


@given(st.lists(allowances, max_size=4), st.lists(changes, max_size=4), changes)
def test_no_further_change_makes_a_deadline_earlier(
    grants: list[Allowance], earlier: list[Change], another: Change
) -> None:
    policy = effective(timed(), grants)
    before, after = deadline(policy, START, earlier), deadline(policy, START, [*earlier, another])
    assert after is None or (before is not None and after >= before)


@given(st.lists(allowances, max_size=4), allowances)
def test_the_widest_counts_and_a_further_grant_never_narrows(grants: list[Allowance], another: Allowance) -> None:
    policy = timed()
    before, after = effective(policy, grants), effective(policy, [*grants, another])
    assert isinstance(before.attempts, int)
    assert isinstance(after.attempts, int)
    assert after.attempts >= before.attempts >= 2
    assert extra_time(after) >= extra_time(before)
    long_before, long_after = time_allowed(before), time_allowed(after)
    assert long_after is None or (long_before is not None and long_after >= long_before)


@given(st.lists(allowances, max_size=4), st.lists(allowances, max_size=2))
def test_a_frozen_policy_is_widened_by_what_was_granted_since_and_by_nothing_twice(
    grants: list[Allowance], since: list[Allowance]
) -> None:
    policy = timed()
    frozen = thaw(freeze(effective(policy, grants)))
    assert frozen == effective(policy, grants)
    assert effective(frozen, grants) == frozen
    assert effective(frozen, since) == effective(policy, [*grants, *since])
    assert stated(frozen) == policy


@given(changes)
def test_a_change_is_read_as_it_was_written(change: Change) -> None:
    assert Change.from_json(change.to_json()) == change


def test_nothing_granted_leaves_the_policy_and_its_json_as_they_were() -> None:
    plain = resolve_policy("final", PolicySpec())
    assert effective(plain, []) is plain
    assert widest([Allowance(multiplier=Fraction(1))]) is None
    assert not {"time_limit", "grace", "on_time_up", "allowance"} & set(freeze(plain))


def test_the_grace_is_half_a_minute_unless_the_quiz_says_otherwise() -> None:
    assert clock_at(timed(), START) == START + GRACE == START + timedelta(seconds=30)
    assert clock_at(timed(grace="2m"), START) == START + timedelta(minutes=2)
    assert clock_at(timed(grace=0), START) == START


def test_nobody_is_stopped_in_overtime_or_without_a_limit() -> None:
    assert clock_at(timed(on_time_up="overtime"), START) is None
    assert deadline(resolve_policy("final", PolicySpec.model_validate({"time_limit": "off"})), START) is None
    assert deadline(effective(timed(), [Allowance(no_limit=True)]), START) is None
