"""Steps in an order: what is locked, why, and that no address, form or resume gets round it; retired quizzes."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import resolve_activity
from lms_plugin.grades.models import Result
from lms_plugin.progress.models import Progress
from tests.functional.learning.school import COURSE, Desk, School, open_school, publish, seat_by_hand, write_course

MODULE = f"{COURSE}/modules/small"
QUIZZES = {
    "quiz": ("purpose: module_quiz\npolicy: {requires: [{lesson: two}]}\n", 2),
    "expert": ("purpose: practice\npolicy: {requires: [{any: [{quiz: quiz, percent: 100}, {lesson: three}]}]}\n", 2),
}


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    folder = write_course(tmp_path, quizzes=QUIZZES, lessons=("one", "two", "three"))
    two = folder / MODULE / "lessons/two.md"
    two.write_text(two.read_text().replace("minutes: 4", "minutes: 4\nrequires: [{lesson: one}]"))
    three = folder / MODULE / "lessons/three.md"
    three.write_text(three.read_text().replace("minutes: 4", "minutes: 4\nrequires: [{quiz: quiz}]"))
    return folder


@pytest.fixture
def school(app: Flask, courses: Path) -> School:
    school = open_school(courses, slots={})
    db.session.remove()
    seat_by_hand(app)
    return school


@pytest.fixture
def amara(app: Flask, school: School) -> Desk:
    return Desk(app, school.viewer("amara", school.module.activity_id, "learner"))


def take(desk: Desk, quiz: str, *, right: int) -> str:
    attempt = desk.start(quiz)
    for number in (1, 2):
        desk.save(attempt, f"{quiz}-{number}", {"choice": "good" if number <= right else "bad"})
    desk.post(f"/attempts/{attempt}/submit")
    return attempt


def test_the_outline_says_what_comes_first_and_links_to_it(amara: Desk) -> None:
    page = amara.get("/module").text
    assert page.count('<span class="visually-hidden">Locked. </span>') == 4
    assert f'<a href="{amara.root}/lessons/one">read “Lesson one”</a>' in page
    assert "score 100% or more in “Quiz quiz”</a> or <a" in page
    assert f'<a class="outline-row" href="{amara.root}/lessons/two' not in page


def test_qz13_a_locked_lesson_is_not_read_by_its_address(amara: Desk) -> None:
    page = amara.get("/lessons/two")
    assert page.status_code == 403
    assert "This lesson is not open yet." in page.text
    assert "On shift" not in page.text
    for path in ("/lessons/two/done", "/lessons/two/checks/none"):
        assert amara.post(path).status_code == 403
    assert amara.send("/lessons/two/position", {"block": "x"}).status_code == 403
    assert db.session.scalars(select(Progress)).all() == []


def test_a_locked_quiz_is_not_begun_and_its_page_says_why(amara: Desk) -> None:
    page = amara.get("/quizzes/quiz").text
    assert "This quiz is not open yet." in page
    assert "Start the quiz" not in page
    assert amara.post("/quizzes/quiz/start").status_code == 403


def test_each_step_opens_with_the_one_before(amara: Desk) -> None:
    amara.post("/lessons/one/done")
    assert amara.get("/lessons/two").status_code == 200
    amara.post("/lessons/two/done")
    take(amara, "quiz", right=1)
    assert amara.get("/lessons/three").status_code == 403
    assert amara.post("/quizzes/expert/start").status_code == 403
    take(amara, "quiz", right=2)
    assert amara.get("/lessons/three").status_code == 200
    assert amara.start("expert")


def test_resume_never_lands_on_a_locked_step(amara: Desk, school: School, courses: Path) -> None:
    amara.post("/lessons/one/done")
    two = amara.get("/lessons/two").text
    block = two.split("data-block")[0].rsplit('id="', 1)[1].split('"')[0]
    assert amara.send("/lessons/two/position", {"block": block}).status_code == 200
    assert "Lesson two</h1>" in amara.get("/").text
    path = courses / MODULE / "lessons/two.md"
    path.write_text(path.read_text().replace("[{lesson: one}]", "[{lesson: one}, {quiz: expert}]"))
    quiz = courses / MODULE / "quizzes/expert.yaml"
    quiz.write_text(
        quiz.read_text().replace("policy: {requires: [{any: [{quiz: quiz, percent: 100}, {lesson: three}]}]}\n", "")
    )
    publish(school.tenant_id, courses, {})
    db.session.remove()
    assert "Lesson two</h1>" not in amara.get("/").text
    assert 'id="go">Quiz expert' in amara.get("/module").text


def test_what_is_done_stays_open(amara: Desk, school: School, courses: Path) -> None:
    amara.post("/lessons/one/done")
    path = courses / MODULE / "lessons/one.md"
    path.write_text(path.read_text().replace("minutes: 4", "minutes: 4\nrequires: [{quiz: expert}]"))
    quiz = courses / MODULE / "quizzes/expert.yaml"
    quiz.write_text(quiz.read_text().replace(QUIZZES["expert"][0], "purpose: practice\n"))
    publish(school.tenant_id, courses, {})
    db.session.remove()
    assert amara.get("/lessons/one").status_code == 200


def test_nothing_is_locked_for_who_is_not_here_to_learn(app: Flask, school: School) -> None:
    dana = Desk(app, school.viewer("dana", school.module.activity_id, "instructor"))
    assert dana.get("/lessons/three").status_code == 200
    assert dana.start("expert")


def test_a_module_waits_for_another(app: Flask, school: School, courses: Path) -> None:
    module = courses / COURSE / "modules/later"
    (module / "lessons").mkdir(parents=True)
    (module / "lessons/last.md").write_text("---\ntitle: Last\nobjective: end\nminutes: 4\n---\nText.\n")
    (module / "module.yaml").write_text(
        "title: Later\nminutes: 5\nobjectives:\n  - {key: end, text: End it.}\n"
        "requires: [{module: small}]\ncontents:\n  - lesson: last\n"
    )
    course = courses / COURSE / "course.yaml"
    course.write_text(course.read_text().replace("[small]", "[small, later]"))
    view = publish(school.tenant_id, courses, {})
    db.session.remove()
    amara = Desk(app, school.viewer("amara", view.modules[1].activity_id, "learner"))
    page = amara.get("/module").text
    assert "This module is not open yet." in page
    assert "complete “Small module”" in page
    assert amara.get("/lessons/last").status_code == 403
    alone = Desk(app, school.viewer("amara", view.modules[1].contents[0].activity_id, "learner"))
    assert alone.get("/").status_code == 403


def test_the_outline_makes_as_many_statements_as_without_an_order(
    app: Flask, amara: Desk, school: School, courses: Path, statements: list[str]
) -> None:
    amara.get("/module")
    statements.clear()
    amara.get("/module")
    locked = len(statements)
    write_course(courses, quizzes=dict.fromkeys(QUIZZES, ("purpose: practice\n", 2)), lessons=("one", "two", "three"))
    publish(school.tenant_id, courses, {})
    db.session.remove()
    amara.get("/module")
    statements.clear()
    amara.get("/module")
    assert len(statements) == locked


class TestRetired:
    """A quiz that is given no more, and the one that replaces it."""

    @pytest.fixture
    def courses(self, tmp_path: Path) -> Path:
        graded = "purpose: module_quiz\n"
        return write_course(tmp_path, quizzes={"old": (graded, 2), "new": (graded, 2)}, lessons=("one",))

    def retire(self, school: School, courses: Path, policy: str = "retired: true, replaced_by: new") -> None:
        old = courses / MODULE / "quizzes/old.yaml"
        old.write_text(
            old.read_text().replace("purpose: module_quiz\n", f"purpose: module_quiz\npolicy: {{{policy}}}\n")
        )
        publish(school.tenant_id, courses, {})
        db.session.remove()

    def old_link(self, app: Flask, school: School) -> Desk:
        step = next(step for step in school.course.steps() if step.key == "old")
        return Desk(app, school.viewer("amara", step.activity_id, "learner"))

    def test_its_link_opens_the_replacement(self, app: Flask, school: School, courses: Path) -> None:
        self.retire(school, courses)
        amara = self.old_link(app, school)
        page = amara.get(amara.get("/").location).text
        assert "<h1>Quiz new</h1>" in page
        assert "This quiz has replaced “Quiz old”." in page
        assert amara.post("/quizzes/old/start").status_code == 404
        take(amara, "new", right=2)
        own = select(Result.score_ppm).where(Result.activity_id == amara.viewer.activity_id)
        assert db.session.scalars(own).one() == 1_000_000

    def test_a_running_try_is_finished(self, app: Flask, school: School, courses: Path) -> None:
        amara = self.old_link(app, school)
        attempt = amara.start("old")
        self.retire(school, courses)
        assert f"/attempts/{attempt}/questions/1" in amara.get("/").location
        module = Desk(app, school.viewer("amara", school.module.activity_id, "learner"))
        assert "Quiz old" in module.get("/module").text
        amara.save(attempt, "old-1", {"choice": "good"})
        amara.post(f"/attempts/{attempt}/submit")
        assert "50%" in amara.get(f"/attempts/{attempt}/result").text
        assert "Quiz old" not in module.get("/module").text

    def test_without_a_replacement_its_page_says_so(self, app: Flask, school: School, courses: Path) -> None:
        self.retire(school, courses, "retired: true")
        amara = self.old_link(app, school)
        page = amara.get("/quizzes/old").text
        assert "This quiz is not given any more." in page
        assert amara.post("/quizzes/old/start").status_code == 403

    def test_a_new_link_made_for_it_still_leads_there(self, school: School, courses: Path) -> None:
        self.retire(school, courses)
        found = resolve_activity(school.tenant_id, {"course": COURSE, "quiz": "old"})
        assert found == next(step.activity_id for step in school.course.steps() if step.key == "old")
