"""Handing in: once, exactly, with progress and grades in the same transaction."""

from fractions import Fraction
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Result
from lms_plugin.progress.completion import finish_step
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.services import find_progress
from lms_plugin.quizzes.errors import AttemptNotFoundError
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.submission import submit_attempt
from tests.functional.learning.school import NOW, School, full_answer, open_school, write_course, wrong_answer
from tests.unit.quizzes.acts import asked, save, start, take


def grade(learner: Learner, activity_id: UUID) -> int | None:
    row = db.session.get(
        Result, (learner.context_id, activity_id, learner.user_id, learner.cycle), populate_existing=True
    )
    return row.score_ppm if row is not None else None


def state(learner: Learner, activity_id: UUID) -> str:
    row = find_progress(learner, activity_id)
    return "none" if row is None else row.state


def hand_in(school: School, learner: Learner, *, wrong: int) -> Attempt:
    attempt = start(school, learner)
    for number, question in enumerate(asked(learner, attempt.id)):
        answer = wrong_answer if number < wrong else full_answer
        save(learner, attempt.id, question, answer(school, question))
    return submit_attempt(learner, attempt.id, now=NOW)


def test_marks_are_exact_and_the_score_is_cut(school: School) -> None:
    learner = school.learner()
    attempt = start(school, learner)
    save(learner, attempt.id, "station-background", {"choices": ["handoff", "monitor"]})  # 2 of 3
    done = submit_attempt(learner, attempt.id, now=NOW)
    assert (done.state, done.earned, done.possible) == ("marked", Fraction(2, 3), Fraction(10))
    assert (done.score_ppm, done.passed, done.submitted_at) == (66_666, False, NOW)
    marks = {row.question_key: row for row in db.session.scalars(select(MarkRow))}
    assert len(marks) == 10
    assert marks["station-background"].credit == Fraction(2, 3)
    assert marks["station-background"].parts["schedule"] == "missed"
    assert not marks["porch-photo"].answered


@pytest.mark.parametrize(("wrong", "passed"), [(2, True), (3, False)])
def test_passing_is_recorded_for_quiz_module_and_grade(school: School, wrong: int, passed: bool) -> None:
    learner = school.learner()
    done = hand_in(school, learner, wrong=wrong)
    assert done.passed is passed
    assert state(learner, school.quiz.activity_id) == ("passed" if passed else "not_passed")
    assert state(learner, school.module.activity_id) == "in_progress"
    assert grade(learner, school.quiz.activity_id) == 1_000_000 - wrong * 100_000
    assert grade(learner, school.module.activity_id) == 1_000_000 - wrong * 100_000


def test_the_module_is_done_with_its_last_lesson_and_keeps_the_score_of_its_quiz(school: School) -> None:
    learner = school.learner()
    hand_in(school, learner, wrong=1)
    for lesson in school.lessons:
        finish_step(learner, school.module, lesson, state="done", publication_id=school.course.publication_id, now=NOW)
        assert grade(learner, lesson.activity_id) == 1_000_000
    assert state(learner, school.module.activity_id) == "done"
    assert grade(learner, school.module.activity_id) == 900_000


def test_a_worse_try_lowers_neither_grade_nor_progress(app: Flask, tmp_path: Path) -> None:
    head = "purpose: module_quiz\npolicy: {retake: fresh}\n"
    school = open_school(write_course(tmp_path, quizzes={"quiz": (head, 5)}), slots={})
    learner = school.learner()
    for right in (4, 1):
        take(school, learner, school.quiz, right=right)
    assert grade(learner, school.module.activity_id) == 800_000
    assert state(learner, school.quiz.activity_id) == "passed"
    counted = db.session.scalar(select(Result.attempt_id).where(Result.activity_id == school.quiz.activity_id))
    assert db.session.get_one(Attempt, counted).number == 1


def test_submitting_again_gives_the_first_result(school: School) -> None:
    learner = school.learner()
    first = hand_in(school, learner, wrong=0)
    again = submit_attempt(learner, first.id, now=NOW.replace(hour=20))
    assert (again.id, again.submitted_at) == (first.id, NOW)
    assert db.session.scalar(select(func.count()).select_from(MarkRow)) == 10


def test_qz10_twenty_submissions_at_once_mark_once(app: Flask, school: School) -> None:
    learner = school.learner()
    attempt = start(school, learner).id
    save(learner, attempt, "porch-photo", {"choice": "address"})
    db.session.commit()
    db.session.remove()
    scores: list[int | None] = []

    def run() -> None:
        with app.app_context():
            done = submit_attempt(learner, attempt, now=NOW)
            scores.append(done.score_ppm)
            db.session.commit()
            db.session.remove()

    threads = [Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scores == [100_000] * 20
    assert db.session.scalar(select(func.count()).select_from(MarkRow)) == 10
    assert db.session.scalars(select(Result.revision)).all() == [1, 1]
    handed_in = select(AuditEvent.subject_id).where(AuditEvent.verb == "attempt.submitted")
    assert db.session.scalars(handed_in).all() == [str(attempt)]


def test_a_preview_by_an_educator_is_marked_and_not_graded(school: School) -> None:
    dana = school.learner("dana", graded=False)
    assert hand_in(school, dana, wrong=0).passed
    assert db.session.scalar(select(func.count()).select_from(Result)) == 0


def test_another_person_cannot_submit(school: School) -> None:
    attempt = start(school, school.learner()).id
    with pytest.raises(AttemptNotFoundError):
        submit_attempt(school.learner("ben"), attempt, now=NOW)


class TestSeveralQuizzes:
    @pytest.fixture
    def school(self, app: Flask, tmp_path: Path) -> School:
        graded = "purpose: module_quiz\n"
        quizzes = {"short": (graded, 2), "long": (graded, 8), "warm-up": ("purpose: practice\n", 1)}
        return open_school(write_course(tmp_path, quizzes=quizzes), slots={})

    def test_their_points_are_summed_once_each_was_handed_in(self, school: School) -> None:
        learner = school.learner()
        short, long = (step for step in school.module.contents if step.key in {"short", "long"})
        take(school, learner, short, right=2)
        assert grade(learner, short.activity_id) == 1_000_000
        assert grade(learner, school.module.activity_id) is None
        take(school, learner, long, right=4)
        assert grade(learner, school.module.activity_id) == 600_000

    def test_a_practice_is_never_graded(self, school: School) -> None:
        learner = school.learner()
        practice = next(step for step in school.module.contents if step.key == "warm-up")
        take(school, learner, practice, right=1)
        assert grade(learner, practice.activity_id) is None
        assert grade(learner, school.module.activity_id) is None


def test_a_module_without_a_graded_quiz_is_worth_100_when_complete(app: Flask, tmp_path: Path) -> None:
    folder = write_course(tmp_path, quizzes={"practice": ("purpose: practice\n", 2)})
    school = open_school(folder, slots={})
    learner = school.learner()
    for lesson in school.lessons:
        finish_step(learner, school.module, lesson, state="done", publication_id=school.course.publication_id, now=NOW)
    assert grade(learner, school.module.activity_id) is None
    take(school, learner, school.quiz, right=2)
    assert grade(learner, school.module.activity_id) == 1_000_000


@pytest.mark.parametrize(("right", "expected"), [(1, None), (2, 1_000_000)])
def test_completion_sends_100_or_nothing(app: Flask, tmp_path: Path, right: int, expected: int | None) -> None:
    head = "purpose: module_quiz\ngrade: {send: completion}\n"
    school = open_school(write_course(tmp_path, quizzes={"quiz": (head, 2)}), slots={})
    learner = school.learner()
    take(school, learner, school.quiz, right=right)
    assert grade(learner, school.quiz.activity_id) == expected
    assert grade(learner, school.module.activity_id) == expected
