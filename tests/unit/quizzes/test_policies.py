"""What a policy lets happen and what it opens."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.policies import Policy, PolicySpec, Purpose, resolve_policy
from lms_plugin.quizzes.policies import attempts_left, freeze, opens_again, release, thaw

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PURPOSES: tuple[Purpose, ...] = ("practice", "module_quiz", "pretest", "posttest", "retention", "final")
MOMENTS = ("per_question", "after_submit", "after_pass", "never")


def policy(purpose: Purpose = "module_quiz", **stated: Any) -> Policy:
    return resolve_policy(purpose, PolicySpec.model_validate(stated))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_frozen_policy_comes_back_whole(purpose: Purpose) -> None:
    assert thaw(freeze(policy(purpose))) == policy(purpose)


def test_a_module_quiz_shows_the_answers_after_passing() -> None:
    before = release(policy(), passed=False, used=3)
    assert (before.score, before.right_wrong, before.feedback, before.answers) == (True, True, True, False)
    assert release(policy(), passed=True, used=1).answers


def test_what_opens_after_passing_also_opens_with_the_last_try() -> None:
    limited = policy(attempts=2)
    assert not release(limited, passed=False, used=1).answers
    assert release(limited, passed=False, used=2).answers


def test_a_pretest_shows_nothing_and_a_final_never_its_answers() -> None:
    assert not any(vars(release(policy("pretest"), passed=True, used=1)).values())
    assert not release(policy("final"), passed=True, used=2).answers


@given(st.sampled_from(list(product(MOMENTS, MOMENTS))), st.booleans(), st.integers(0, 3))
def test_answers_never_open_before_right_and_wrong(moments: tuple[str, str], passed: bool, used: int) -> None:
    right_wrong, answers = moments
    rules = policy(attempts=3, show={"right_wrong": right_wrong, "answers": answers})
    found = release(rules, passed=passed, used=used)
    assert found.right_wrong or not found.answers


def test_tries_are_counted() -> None:
    assert attempts_left(policy(), 99) is None
    assert [attempts_left(policy(attempts=2), used) for used in (0, 1, 2, 3)] == [2, 1, 0, 0]


def test_a_cool_down_runs_from_the_last_submission() -> None:
    rules = policy(cool_down="10m")
    assert opens_again(rules, NOW) == NOW + timedelta(minutes=10)
    assert opens_again(rules, None) is None
    assert opens_again(policy(), NOW) is None
