"""What is open when: nothing that waits for the due date before it, everything after; and when a grade is sent."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.policies import Policy, PolicySpec, When, resolve_policy
from lms_plugin.quizzes.policies import Release, is_sent_now, release

PARTS = ("score", "right_wrong", "feedback", "answers")
moments = st.sampled_from(["after_submit", "after_pass", "after_due", "never"])


def policy(show: dict[str, str], attempts: int = 2) -> Policy:
    return resolve_policy("practice", PolicySpec.model_validate({"show": show, "attempts": attempts}))


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, moments)), st.booleans(), st.integers(1, 2))
def test_each_opens_at_its_moment(show: dict[str, str], passed: bool, used: int) -> None:
    before, after = (release(policy(show), passed=passed, used=used, is_due=due) for due in (False, True))
    for part in PARTS:
        opens_with_due = show[part] == "after_due"
        assert not (getattr(before, part) and opens_with_due)
        if part != "answers":
            assert getattr(after, part) is (getattr(before, part) or opens_with_due)
    for found in (before, after):
        assert found.right_wrong or not found.answers


def test_all_that_waits_opens_with_the_due_date() -> None:
    rules = policy(dict.fromkeys(PARTS, "after_due"))
    assert release(rules, passed=True, used=2) == Release(False, False, False, False)
    assert release(rules, passed=False, used=1, is_due=True) == Release(True, True, True, True)


@pytest.mark.parametrize(("passed", "is_due"), list(product([True, False], repeat=2)))
@pytest.mark.parametrize(
    ("when", "score", "expected"),
    [
        ("marked", "after_due", lambda passed, is_due: True),
        ("after_due", "after_submit", lambda passed, is_due: is_due),
        ("released", "after_submit", lambda passed, is_due: True),
        ("released", "after_pass", lambda passed, is_due: passed),
        ("released", "after_due", lambda passed, is_due: is_due),
    ],
)
def test_when_a_grade_is_sent(when: When, score: str, expected: object, passed: bool, is_due: bool) -> None:
    rules = policy({"score": score})
    assert is_sent_now(when, rules, passed=passed, used=1, is_due=is_due) is expected(passed, is_due)  # type: ignore[operator]
