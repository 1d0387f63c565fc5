"""What authors are told of dates, requirements and retired quizzes, with file and line."""

import pytest

from lms_plugin.curriculum.objects import compile_course
from lms_plugin.curriculum.policies import Policy, PolicySpec, resolve_policy

from .conftest import LESSON, MODULE, QUIZ, CourseFolder

POLICY = "policy: {cool_down: 10m, certainty: ask}"
FIRST = "contents:"


def rule(folder: CourseFolder, text: str) -> list[str]:
    """What is said of a quiz with these lines in the place of its policy."""
    folder.replace(QUIZ, POLICY, text)
    return folder.faults()


@pytest.mark.parametrize("date", ["tomorrow", "2026-02-30", "2026-11-30T17:00", "30.11.2026", "7"])
def test_a_date_is_a_day_or_a_moment_with_its_offset(folder: CourseFolder, date: str) -> None:
    [fault] = rule(folder, f'policy: {{due: "{date}"}}')
    assert f'due is the text "{date}". Write 2026-11-30, 2026-11-30T17:00-06:00 or {{days: 30, after: first' in fault


@pytest.mark.parametrize("date", ["2026-11-30", '"2026-11-30T17:00-06:00"', "{days: 30, after: first_launch}"])
def test_the_three_ways_to_write_a_date(folder: CourseFolder, date: str) -> None:
    folder.replace(QUIZ, POLICY, f"policy: {{opens: {date}, due: {date}, closes: {date}}}")
    [quiz] = folder.load().all_quizzes()
    assert quiz.spec.policy.due == quiz.spec.policy.closes is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policy: {retake: fresh, show: {answers: after_due}}", "waits for a due date, and there is none"),
        ("grade: {when: after_due}", "waits for a due date, and there is none"),
        ("policy: {due: 2026-11-30, show: {right_wrong: after_due, answers: after_due}}", "would tell before the due"),
        (
            "policy: {due: 2026-11-30, retake: fresh, show: {score: after_due}}",
            "the LMS would show the score before it is shown here. Write grade: {when: released}",
        ),
        ("policy: {show: {score: never}}\ngrade: {when: released}", "the score is never released"),
        ("policy: {replaced_by: m02-quiz}", "only a retired quiz is replaced. Add retired: true"),
        ("policy: {due_source: earliest}", "there is no due date of our own"),
        ("policy: {retired: true, replaced_by: m02-quizz}", "no quiz 'm02-quizz'. Did you mean 'm02-quiz'?"),
        ("policy: {retired: true, replaced_by: m02-quiz}", "quiz 'm02-quiz' is retired itself"),
        ("policy: {requires: [{lesson: what-count}]}", "no lesson 'what-count'. Did you mean 'what-counts'?"),
        ("policy: {requires: [{quiz: a, lesson: b}]}", "not exactly one thing is named"),
    ],
)
def test_rules_that_cannot_hold(folder: CourseFolder, text: str, said: str) -> None:
    faults = rule(folder, text)
    assert len(faults) == 1
    assert said in faults[0]
    assert faults[0].startswith("m02-quiz.yaml:")


def test_of_alternatives_too_none_may_wait_for_itself(folder: CourseFolder) -> None:
    both = "policy: {requires: [{any: [{lesson: what-counts}, {module: m02-patient-information}]}]}"
    assert len(rule(folder, both)) == 1
    folder.replace(QUIZ, ", {module: m02-patient-information}", "")
    [quiz] = folder.load().all_quizzes()
    assert [need.target for each in quiz.spec.policy.requires or () for need in each.needs] == [
        ("lesson", "what-counts")
    ]


def test_a_quiz_cannot_wait_for_its_own_module(folder: CourseFolder) -> None:
    [fault] = rule(folder, "policy:\n  requires:\n    - {lesson: what-counts}\n    - {module: m02-patient-information}")
    assert fault.startswith("m02-quiz.yaml:7:")
    assert (
        "this waits for itself: quiz m02-quiz → module m02-patient-information → quiz m02-quiz. "
        "Take one requirement out"
    ) in fault


def test_a_circle_over_two_files_is_named_at_both(folder: CourseFolder) -> None:
    folder.replace(LESSON, "minutes: 6", "minutes: 6\nrequires: [{quiz: m02-quiz}]")
    faults = rule(folder, "policy: {requires: [{lesson: what-counts}]}")
    assert [fault.split(":")[0] for fault in faults] == ["what-counts.md", "m02-quiz.yaml"]


def test_a_module_cannot_wait_for_what_is_in_it(folder: CourseFolder) -> None:
    folder.replace(f"{MODULE}/module.yaml", FIRST, f"requires: [{{lesson: what-counts}}]\n{FIRST}")
    [fault] = folder.faults()
    assert "this waits for itself: module m02-patient-information → lesson what-counts" in fault


def test_what_says_nothing_of_dates_keeps_its_hash(folder: CourseFolder) -> None:
    before = {item.path: item.shown for item in compile_course(folder.load())}
    words = ("opens", "due", "closes", "due_source", "requires", "retired", "replaced_by")
    assert not any(f"'{word}'" in str(shown) for shown in before.values() for word in words)


def test_a_policy_frozen_before_there_were_dates_still_loads() -> None:
    stored = resolve_policy("final", PolicySpec()).to_json()
    assert "due" not in stored
    assert Policy.model_validate(stored).due is None
