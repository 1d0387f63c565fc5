"""Beginning a try: one open at a time, pinned, with full answers carried along."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.progress.services import find_progress
from lms_plugin.quizzes.attempts import get_sheet
from lms_plugin.quizzes.errors import CannotStartError
from lms_plugin.quizzes.laying_out import QuizPlace
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave
from lms_plugin.quizzes.start import start_attempt
from lms_plugin.quizzes.submission import submit_attempt
from tests.functional.learning.school import NOW, School, open_school, publish, write_course
from tests.unit.quizzes.acts import asked, save, start, take


def test_a_second_start_gives_the_open_attempt_back(school: School) -> None:
    learner = school.learner()
    first = start(school, learner).id
    assert start(school, learner).id == first
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_attempt_keeps_publication_policy_paper_and_seed(school: School) -> None:
    attempt = start(school, school.learner())
    assert attempt.publication_id == school.course.publication_id
    assert attempt.policy["pass_mark"] == 80
    assert len(bytes.fromhex(attempt.paper["seed"])) == 8
    first = attempt.paper["questions"][0]
    assert set(first) == {"key", "edition", "shown", "marking", "order", "carried"}
    assert sorted(first["order"]) == ["gift", "opinion", "stay", "volunteer"]


def test_starting_begins_quiz_and_module(school: School) -> None:
    learner = school.learner()
    attempt = start(school, learner)
    quiz = find_progress(learner, school.quiz.activity_id)
    module = find_progress(learner, school.module.activity_id)
    assert quiz is not None
    assert module is not None
    assert quiz.position == {"attempt": str(attempt.id), "number": 1, "of": 10}
    assert module.state == "in_progress"


def test_many_starts_at_once_open_one_attempt(app: Flask, school: School) -> None:
    learner, opened = school.learner(), []
    place = QuizPlace(
        activity_id=school.quiz.activity_id,
        digest=school.quiz.digest,
        publication_id=school.course.publication_id,
        module_activity_id=school.module.activity_id,
    )

    def run() -> None:
        with app.app_context():
            opened.append(start_attempt(learner, place, now=NOW).id)
            db.session.commit()
            db.session.remove()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len(set(opened)) == 1


class TestCarrying:
    @pytest.fixture
    def small(self, app: Flask, tmp_path: Path) -> School:
        folder = write_course(tmp_path, quizzes={"quiz": ("purpose: module_quiz\n", 4)})
        return open_school(folder, slots={})

    def test_full_answers_come_along_and_are_not_asked_again(self, small: School) -> None:
        learner = small.learner()
        first = take(small, learner, small.quiz, right=3)
        second = start(small, learner)
        assert asked(learner, second.id) == ["quiz-4"]
        assert copied(second.id) == {f"quiz-{number}": {"choice": "good"} for number in (1, 2, 3)}
        assert first.id != second.id

    def test_a_retake_cannot_lose_what_was_carried(self, small: School) -> None:
        learner = small.learner()
        take(small, learner, small.quiz, right=3)
        second = take(small, learner, small.quiz, right=0)
        assert (second.earned, second.possible) == (Fraction(3), Fraction(4))
        third = take(small, learner, small.quiz, right=1)
        assert (third.score_ppm, third.passed) == (1_000_000, True)

    def test_after_full_marks_a_new_try_asks_everything(self, small: School) -> None:
        learner = small.learner()
        take(small, learner, small.quiz, right=4)
        assert len(asked(learner, start(small, learner).id)) == 4

    def test_a_changed_key_is_asked_again(self, small: School, tmp_path: Path) -> None:
        learner = small.learner()
        take(small, learner, small.quiz, right=4)
        quiz = tmp_path / "social-media-in-healthcare/modules/small/quizzes/quiz.yaml"
        text = quiz.read_text().replace("text: Good quiz-1, correct: true,", "text: Good quiz-1,", 1)
        quiz.write_text(text.replace("text: Bad quiz-1,", "text: Bad quiz-1, correct: true,", 1))
        small.course = publish(small.tenant_id, tmp_path, {})
        assert asked(learner, start(small, learner).id) == ["quiz-1"]

    def test_an_attempt_goes_on_with_the_version_it_began(self, small: School, tmp_path: Path) -> None:
        learner = small.learner()
        attempt = start(small, learner)
        quiz = tmp_path / "social-media-in-healthcare/modules/small/quizzes/quiz.yaml"
        quiz.write_text(quiz.read_text().replace("Quiz quiz", "Another title"))
        small.course = publish(small.tenant_id, tmp_path, {})
        again = start(small, learner)
        assert again.id == attempt.id
        assert get_sheet(learner, again.id).paper.quiz != small.quiz.digest
        save(learner, again.id, "quiz-1", {"choice": "good"})
        assert submit_attempt(learner, again.id, now=NOW).earned == 1


def copied(attempt: UUID) -> dict[str, object]:
    rows = db.session.scalars(select(Response).where(Response.attempt_id == attempt)).all()
    saves = db.session.scalar(select(func.count()).where(ResponseSave.attempt_id == attempt))
    assert saves == len(rows)
    return {row.question_key: row.value for row in rows}


def test_tries_run_out_and_a_cool_down_has_to_pass(app: Flask, tmp_path: Path) -> None:
    head = "purpose: module_quiz\npolicy: {attempts: 2, cool_down: 10m}\n"
    school = open_school(write_course(tmp_path, quizzes={"quiz": (head, 2)}), slots={})
    learner = school.learner()
    place = QuizPlace(
        activity_id=school.quiz.activity_id,
        digest=school.quiz.digest,
        publication_id=school.course.publication_id,
        module_activity_id=None,
    )
    take(school, learner, school.quiz, right=0)
    with pytest.raises(CannotStartError):
        start_attempt(learner, place, now=NOW + timedelta(minutes=9))
    later = start_attempt(learner, place, now=NOW + timedelta(minutes=10))
    submit_attempt(learner, later.id, now=NOW + timedelta(minutes=11))
    with pytest.raises(CannotStartError):
        start_attempt(learner, place, now=NOW + timedelta(days=1))
