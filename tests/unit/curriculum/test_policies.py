"""What a quiz's purpose sets, and what a file may say differently."""

import pytest

from lms_plugin.curriculum.policies import (
    GradeSpec,
    Policy,
    PolicySpec,
    Purpose,
    policy_problems,
    resolve_grade,
    resolve_policy,
)


@pytest.mark.parametrize(
    ("purpose", "attempts", "pass_mark", "retake", "answers", "send"),
    [
        ("practice", "unlimited", 80, "fresh", "after_pass", "none"),
        ("module_quiz", "unlimited", 80, "missed", "after_pass", "score"),
        ("pretest", 1, None, "fresh", "never", "none"),
        ("posttest", 1, None, "fresh", "never", "none"),
        ("retention", 1, None, "fresh", "never", "none"),
        ("final", 2, 80, "fresh", "never", "score"),
    ],
)
def test_purposes(
    purpose: Purpose, attempts: object, pass_mark: int | None, retake: str, answers: str, send: str
) -> None:
    policy = resolve_policy(purpose, PolicySpec())
    assert (policy.attempts, policy.pass_mark, policy.retake, policy.show.answers) == (
        attempts,
        pass_mark,
        retake,
        answers,
    )
    assert resolve_grade(purpose, GradeSpec()).send == send
    assert Policy.model_validate(policy.to_json()) == policy


def test_what_a_file_says_wins_field_by_field() -> None:
    stated = PolicySpec.model_validate(
        {"cool_down": "90m", "show": {"answers": "never"}, "shuffle": {"questions": True}}
    )
    policy = resolve_policy("module_quiz", stated)
    assert (policy.cool_down, policy.show.answers, policy.show.score) == (5400, "never", "after_submit")
    assert (policy.shuffle.questions, policy.shuffle.options) == (True, True)


def test_a_final_waits_a_day() -> None:
    assert resolve_policy("final", PolicySpec()).cool_down == 86_400


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"navigation": "forward"}, "navigation"),
        ({"tries": 2, "show": {"right_wrong": "per_question"}}, "tries"),
        ({"certainty": "ask"}, "certainty"),
        ({"show": {"feedback": "per_question"}}, "show"),
    ],
)
def test_what_is_told_or_locked_one_by_one_does_not_go_with_all_on_one_page(
    stated: dict[str, object], place: str
) -> None:
    def places(layout: str) -> list[object]:
        policy = PolicySpec.model_validate(stated | {"layout": layout})
        return [problem.at[1] for problem in policy_problems("module_quiz", policy, GradeSpec())]

    assert place in places("all")
    assert places("one") == []
