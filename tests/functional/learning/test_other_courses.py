"""Courses that are not the shipped one: text that changes under a reader, and a quiz that stands beside the modules."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Result
from tests.functional.learning.school import COURSE, Desk, School, open_school, publish, seat_by_hand, write_course

TEXT = "## First\n\nOld words.\n\n## Second\n\nMore.\n\n::: on-shift\nDo it.\n:::\n"
CHECK = """
```check
key: small-check
type: true_false
stem: Is it so?
answer: true
```
"""


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    quizzes = {"quiz": ("purpose: module_quiz\n", 2)}
    return write_course(tmp_path, quizzes=quizzes, lessons=("one",), lesson_text=TEXT + CHECK)


@pytest.fixture
def school(app: Flask, courses: Path) -> School:
    final = courses / COURSE / "quizzes" / "final.yaml"
    final.parent.mkdir()
    module_quiz = courses / COURSE / "modules/small/quizzes/quiz.yaml"
    final.write_text(module_quiz.read_text().replace("quiz-", "final-").replace("Quiz quiz", "Final"))
    school = open_school(courses, slots={})
    db.session.remove()
    return school


def sit(app: Flask, school: School, *, final: bool = False) -> Desk:
    seat_by_hand(app)
    activity = school.course.quizzes[0].activity_id if final else school.module.activity_id
    return Desk(app, school.viewer("amara", activity, "learner"))


def rewrite(school: School, courses: Path, old: str, new: str) -> None:
    lesson = courses / COURSE / "modules/small/lessons/one.md"
    lesson.write_text(lesson.read_text().replace(old, new))
    publish(school.tenant_id, courses, {})
    db.session.remove()


def blocks(desk: Desk) -> list[str]:
    page = desk.get("/lessons/one").text
    return [part.split('"')[0] for part in page.split('id="')[1:] if " data-block" in part.split(">")[0]]


def test_a_place_in_a_changed_text_falls_to_the_block_before(app: Flask, school: School, courses: Path) -> None:
    desk = sit(app, school)
    first, old, *_ = blocks(desk)
    desk.send("/lessons/one/position", {"block": old})
    rewrite(school, courses, "Old words.", "Quite different words.")
    assert old not in blocks(desk)
    assert f'data-at="{first}"' in desk.get("/lessons/one").text


def test_a_check_whose_question_has_changed_is_open_again(app: Flask, school: School, courses: Path) -> None:
    desk = sit(app, school)
    desk.post("/lessons/one/checks/small-check", {"answer": "true"})
    assert "Answer again" in desk.get("/lessons/one").text
    other = "type: short_text\nedition: 2\nstem: Which word?\naccept: [{text: so}]"
    rewrite(school, courses, "type: true_false\nstem: Is it so?\nanswer: true", other)
    page = desk.get("/lessons/one").text
    assert "Which word?" in page
    assert "Answer again" not in page


def test_a_quiz_beside_the_modules_has_no_module_around_it(app: Flask, school: School) -> None:
    desk = sit(app, school, final=True)
    assert desk.get("/module").location == f"{desk.root}/quizzes/final"
    assert desk.get("/").location == f"{desk.root}/quizzes/final"
    assert "unread" not in desk.get("/quizzes/final").text
    attempt = desk.start("final")
    for number in (1, 2):
        desk.save(attempt, f"final-{number}", {"choice": "good"})
    desk.post(f"/attempts/{attempt}/submit")
    page = desk.get(f"/attempts/{attempt}/result").text
    assert "You passed" in page
    assert desk.get("/quizzes/quiz").status_code == 404
    assert list(db.session.execute(select(Result.activity_id, Result.score_ppm))) == [
        (school.course.quizzes[0].activity_id, 1_000_000)
    ]


def test_a_course_that_is_not_offered_any_more_shows_nothing(app: Flask, school: School) -> None:
    from sqlalchemy import update

    from lms_plugin.curriculum.models import Offer

    desk = sit(app, school)
    db.session.execute(update(Offer).values(state="closed"))
    db.session.commit()
    assert "This is not set up yet" in desk.get("/module").text
    assert desk.get("/lessons/one").status_code == 404
