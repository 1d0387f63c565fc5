"""The module's home: one next step, the outline, and how far one is."""

from pathlib import Path

from flask import Flask

from lms_plugin.core.db.base import db
from tests.functional.learning.school import Desk, School, open_school, seat_by_hand, write_course


def test_a_first_visit_starts_with_lesson_one(amara: Desk) -> None:
    page = amara.get("/module").text
    assert "Start with lesson 1" in page
    assert "0 of 6 done · about 40 minutes left" in page
    assert "Read 5 lessons, score 80% or more in the quiz" in page
    assert page.split("</main>")[0].count("btn-primary") == 1  # after it stands the idle question, hidden


def test_steps_show_their_states_in_words(amara: Desk, school: School) -> None:
    amara.post("/lessons/what-counts/done")
    amara.take(school, wrong=5)
    page = amara.get("/module").text
    assert "Not passed yet · you can try again" in page
    assert "Lesson 2: Eighteen identifiers and one trap" in page
    assert "1 of 6 done" in page


def test_everything_done_says_so(amara: Desk, school: School) -> None:
    amara.take(school)
    for lesson in school.lessons:
        amara.post(f"/lessons/{lesson.key}/done")
    page = amara.get("/module").text
    assert "You completed this module" in page
    assert "6 of 6 done" in page
    assert "minutes left" not in page


def test_a_module_without_steps_has_nothing_to_do(app: Flask, tmp_path: Path) -> None:
    school = open_school(write_course(tmp_path, quizzes={}, lessons=("one",)), slots={})
    seat_by_hand(app)
    db.session.remove()
    page = Desk(app, school.viewer("amara", school.module.activity_id, "learner")).get("/module").text
    assert "1 short lesson." in page


def test_pages_make_few_statements(amara: Desk, school: School, statements: list[str]) -> None:
    """Warm: the offer and the module's rows; the home also the grade line, the start what the person was granted.

    The frame's own statement comes on top.
    """
    attempt = amara.start()
    for path, most in (
        ("/module", 3),
        ("/lessons/what-counts", 2),
        ("/quizzes/m02-quiz", 4),
        (f"/attempts/{attempt}/questions/2", 2),
        (f"/attempts/{attempt}/check", 2),
    ):
        amara.get(path)
        statements.clear()
        assert amara.get(path).status_code == 200
        assert len(statements) <= most, (path, statements)
