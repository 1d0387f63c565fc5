"""Marks that persons give: which tries count while others wait, and what is taken back."""

from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.shown import StepView
from lms_plugin.grades.models import Result
from lms_plugin.progress.services import find_progress
from lms_plugin.quizzes.errors import CannotStartError, NewerMarkError, UnfinishedMarkError
from lms_plugin.quizzes.hand_marks import Marker, mark_by_hand, take_back
from lms_plugin.quizzes.judgements import Judgement
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.submission import submit_attempt
from lms_plugin.quizzes.waiting import count_waiting, list_same_question, list_waiting
from tests.functional.learning.school import NOW, School, open_school, write_course
from tests.unit.quizzes.acts import save, start

HEAD = "purpose: module_quiz\npolicy: {{attempts: 2, retake: fresh, counts: {rule}}}\n"
RULES = ("best", "first", "last", "average")
QUESTION = """  - key: {key}
    type: free_text
    objective: goal
    stem: Why {key}?
    rubric:
      - key: all
        title: All
        levels: [{{points: 0, text: None}}, {{points: 1, text: Some}}, {{points: 2, text: All}}]
"""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What differs between the engines is in the story of the whole way."""
    return sqlite_url


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    """A quiz for each rule that says which try counts, of two questions that a person marks."""
    courses = write_course(tmp_path, quizzes={rule: (HEAD.format(rule=rule), 1) for rule in RULES}, lessons=())
    for rule in RULES:
        [path] = courses.rglob(f"{rule}.yaml")
        head = path.read_text().partition("questions:\n")[0]
        path.write_text(head + "questions:\n" + "".join(QUESTION.format(key=f"{rule}-{n}") for n in (1, 2)))
    return open_school(courses, slots={})


def marker(school: School) -> Marker:
    return Marker(tenant_id=school.tenant_id, context_id=school.context_id, user_id=school.people["dana"])


def hand_in(school: School, rule: str) -> Attempt:
    learner = school.learner()
    quiz: StepView = next(step for step in school.module.contents if step.key == rule)
    attempt = start(school, learner, quiz)
    for number in (1, 2):
        save(learner, attempt.id, f"{rule}-{number}", {"text": "Because."})
    return submit_attempt(learner, attempt.id, now=NOW)


def judge(school: School, attempt: Attempt, rule: str, *levels: int) -> None:
    for number, level in enumerate(levels, 1):
        judgement = Judgement(base=1, chosen={"all": level})
        mark_by_hand(marker(school), attempt.id, f"{rule}-{number}", judgement, now=NOW)


def grade(school: School, activity_id: UUID) -> int | None:
    key = (school.context_id, activity_id, school.people["amara"], 1)
    row = db.session.get(Result, key, populate_existing=True)
    return row.score_ppm if row is not None else None


@pytest.mark.parametrize(
    ("rule", "second_alone", "both"),
    [("best", 750_000, 750_000), ("first", None, 500_000), ("last", 750_000, 750_000), ("average", 750_000, 625_000)],
)
def test_what_counts_while_a_try_waits(school: School, rule: str, second_alone: int | None, both: int) -> None:
    first, second = hand_in(school, rule), hand_in(school, rule)
    with pytest.raises(CannotStartError):  # what waits has been used
        hand_in(school, rule)
    judge(school, second, rule, 1, 2)
    assert (second.state, second.score_ppm) == ("marked", 750_000)
    assert grade(school, second.activity_id) == second_alone
    judge(school, first, rule, 1)
    assert grade(school, second.activity_id) == second_alone
    judgement = Judgement(base=1, chosen={"all": 1})
    mark_by_hand(marker(school), first.id, f"{rule}-2", judgement, now=NOW)
    assert grade(school, second.activity_id) == both


def test_a_mark_leaves_a_try_that_is_open_where_it_is(school: School) -> None:
    waiting = hand_in(school, "best")
    quiz = next(step for step in school.module.contents if step.key == "best")
    again = start(school, school.learner(), quiz)
    save(school.learner(), again.id, "best-2", {"text": "Once more."})
    judge(school, waiting, "best", 0, 1)
    row = find_progress(school.learner(), waiting.activity_id)
    assert row is not None
    assert row.state == "not_passed"
    assert row.position == {"attempt": str(again.id), "number": 2, "of": 2}
    assert grade(school, waiting.activity_id) == 250_000


def test_a_mark_is_taken_back_while_another_answer_waits(school: School) -> None:
    attempt = hand_in(school, "best")
    assert count_waiting(school.context_id) == 2
    judge(school, attempt, "best", 2)
    assert [item.key for item in list_waiting(school.context_id)] == ["best-2"]
    with pytest.raises(NewerMarkError):
        take_back(marker(school), attempt.id, "best-1", 1, now=NOW)
    take_back(marker(school), attempt.id, "best-1", 2, now=NOW)
    assert [item.key for item in list_waiting(school.context_id)] == ["best-1", "best-2"]
    assert list_same_question(school.context_id, attempt.activity_id, "best-1") == [attempt.id]
    again = Judgement(base=3, chosen={"all": 1})
    mark_by_hand(marker(school), attempt.id, "best-1", again, now=NOW)
    judge_last = Judgement(base=1, chosen={"all": 1}, comment="Half.")
    mark_by_hand(marker(school), attempt.id, "best-2", judge_last, now=NOW)
    assert (attempt.state, attempt.score_ppm, attempt.passed) == ("marked", 500_000, False)


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement(base=1, chosen={}),
        Judgement(base=1, chosen={"all": 1}, comment="x\x00"),
        Judgement(base=1, chosen={"all": 1}, comment="x" * 2_001),
    ],
)
def test_a_mark_that_is_not_whole_changes_nothing(school: School, judgement: Judgement) -> None:
    attempt = hand_in(school, "best")
    with pytest.raises(UnfinishedMarkError):
        mark_by_hand(marker(school), attempt.id, "best-1", judgement, now=NOW)
    assert count_waiting(school.context_id) == 2
