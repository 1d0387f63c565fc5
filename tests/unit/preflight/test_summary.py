"""What fails, in words that fit in a chip."""

from lms_plugin.preflight.steps.table import STEPS
from lms_plugin.preflight.summary import FAILURES, list_failures
from lms_plugin.preflight.verdicts import StepResult, Verdict


def result(number: int, key: str, verdict: Verdict) -> StepResult:
    return StepResult(
        number=number, key=key, title="Step", verdict=verdict, found="x", means="y", fix="z", exchanges=()
    )


def test_every_step_that_can_fail_has_short_words() -> None:
    assert {step.key for step in STEPS} - set(FAILURES) == {"deep_linking"}  # a teacher's turn at worst
    assert all(len(words) <= 27 for words in FAILURES.values())


def test_one_permission_is_missing() -> None:
    found = list_failures([result(5, "token_grades", "fail"), result(6, "token_results", "pass")])
    assert [each.words for each in found] == ["Grades not granted"]


def test_no_token_can_be_had_at_all() -> None:
    found = list_failures([result(5, "token_grades", "fail"), result(6, "token_results", "not_checked")])
    assert [each.words for each in found] == ["Cannot get a token"]
