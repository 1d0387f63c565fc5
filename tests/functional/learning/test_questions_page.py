"""The Questions page: what those who teach learn of each question from real tries, and what is kept back."""

import csv
import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import Context, User
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.crowd import hand_in, hand_in_all
from tests.functional.learning.school import COURSE, NOW, Desk, School, open_school, publish, write_course
from tests.harness.crowd import add_tries

QUIZ, HEAD = "final", "purpose: practice\n"


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    school = open_school(write_course(tmp_path / "courses", quizzes={QUIZ: (HEAD, 5), "other": (HEAD, 2)}), slots={})
    db.session.remove()
    return school


@pytest.fixture
def quiz(school: School) -> UUID:
    return next(step.activity_id for step in school.module.contents if step.key == QUIZ)


@pytest.fixture
def dana(seat: MakeDesk) -> Desk:
    return seat("dana", role="instructor")


def answers(number: int) -> dict[str, object]:
    """Of twelve people eight know three questions and miss the third, which the others know; all know the fourth."""
    strong = number < 8
    return {
        f"{QUIZ}-1": {"choice": "good" if strong else "bad"},
        f"{QUIZ}-2": {"choice": "good" if strong else "other"},
        f"{QUIZ}-3": {"choice": "bad" if strong else "good"},
        f"{QUIZ}-4": {"choice": "good"},
        f"{QUIZ}-5": {"choice": "good" if strong else "bad"},
    }


def table(page: str) -> list[str]:
    """The rows of the first table, as words."""
    rows = re.findall(r"<tr role=\"row\".*?</tr>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def crowd(school: School, count: int = 12, *, at: datetime = NOW) -> None:
    """People who handed in the quiz as it is now."""
    step = next(step for step in school.module.contents if step.key == QUIZ)
    add_tries(school.people["amara"], school.context_id, school.course.publication_id, step, count, answers, at)
    db.session.remove()


def test_a_question_s_figures_come_from_first_tries(school: School, seat: MakeDesk, quiz: UUID, dana: Desk) -> None:
    hand_in_all(school, seat, QUIZ, quiz, 12, answers)
    page = dana.get("/questions/").location
    rows = table(dana.get(page).text)
    assert rows[1].startswith("1 What about final-1? 12 66% 1.00")
    assert "Check the key" in rows[3]
    assert "Nearly all right" in rows[4]
    again = seat("p3", activity=quiz)
    hand_in(again, QUIZ, {f"{QUIZ}-1": {"choice": "bad"}})
    after = dana.get(page).text
    assert table(after)[1:] == rows[1:]
    assert "first tries of 12 people" in after
    assert "13 tries in all" in after


def test_under_ten_people_figures_are_hidden_and_say_so(school: School, seat: MakeDesk, quiz: UUID, dana: Desk) -> None:
    crowd(school, 9)
    page = dana.get(f"/questions/{quiz}").text
    assert "figures are hidden until there are 10" in page
    assert table(page)[1] == "1 What about final-1? 9 Hidden Hidden Fewer than 10 people"
    assert "%" not in page
    one = dana.get(f"/questions/{quiz}/{QUIZ}-1").text
    assert "figures are hidden until there are 10" in one
    assert "%" not in one
    assert "As it is asked" in one


def test_one_question_s_answers_by_group(school: School, seat: MakeDesk, quiz: UUID, dana: Desk) -> None:
    crowd(school)
    page = dana.get(f"/questions/{quiz}/{QUIZ}-3").text
    assert "12 people are few" in page
    assert "Many chose B, fewer the key A: look at the key." in page
    assert table(page)[1:4] == [
        "A. Good final-3 (key) 33% 0% – 100% Marked right",
        "B. Bad final-3 66% 100% – 0% Strong people choose it",
        "C. Other final-3 0% 0% – 0% Hardly anybody chose it",
    ]
    assert f"/edit/{COURSE}" not in page  # a shipped quiz is not written here
    assert dana.get(f"/questions/{quiz}/nothing").status_code == 404


def test_previews_voided_tries_and_test_users_do_not_count(
    app: Flask, school: School, seat: MakeDesk, quiz: UUID, dana: Desk
) -> None:
    crowd(school)
    hand_in(seat("ben", activity=quiz, is_graded=False), QUIZ, answers(0))
    first, second = db.session.scalars(select(Attempt).where(Attempt.cycle == 1).order_by(Attempt.id).limit(2))
    first.state = "voided"
    db.session.get_one(User, second.user_id).is_test = True
    db.session.commit()
    assert table(dana.get(f"/questions/{quiz}").text)[1].startswith("1 What about final-1? 10 60%")


def test_ex05_another_course_s_quiz_is_not_there(school: School, seat: MakeDesk, quiz: UUID, dana: Desk) -> None:
    crowd(school, 1)
    here = db.session.get_one(Context, school.context_id)
    there = Context(id=new_id(), tenant_id=here.tenant_id, deployment_pk=here.deployment_pk, lti_id="c2", title="B")
    db.session.add(there)
    db.session.commit()
    other = seat("dana", role="instructor", context_id=there.id)
    assert other.get(f"/questions/{quiz}").status_code == 404
    assert other.get(f"/questions/{quiz}/{QUIZ}-1").status_code == 404
    assert other.post(f"/questions/{quiz}/sheet").status_code == 404
    assert "Nobody has handed in a quiz yet" in other.get("/questions/").text


@pytest.mark.parametrize("path", ["/questions/", "/questions/{quiz}", "/questions/{quiz}/final-1"])
def test_learners_are_not_let_in(seat: MakeDesk, quiz: UUID, path: str) -> None:
    assert seat("amara").get(path.format(quiz=quiz)).status_code == 403


def test_ex08_the_sheet_has_every_row_and_leaves_a_trace(
    school: School, seat: MakeDesk, quiz: UUID, dana: Desk
) -> None:
    crowd(school)
    answer = dana.post(f"/questions/{quiz}/sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quiz-final-questions.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["Answered, first try"] for row in rows] == ["12"] * 5
    assert rows[2]["Link to rest"] == "-1.00"
    assert rows[2]["Answers chosen"] == "A (key) 33%; B 66%; C 0%"
    assert rows[2]["Flags"].startswith("Check the key")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "questions.exported")).one()
    assert (event.actor_id, event.subject_id) == (school.people["dana"], str(quiz))
    assert event.detail.details["new"] == {"context": str(school.context_id), "rows": 5, "people": 12}


def test_statements_are_the_same_number_for_any_number_of_people(
    school: School, seat: MakeDesk, quiz: UUID, dana: Desk, statements: list[str]
) -> None:
    counts = []
    for count in (1, 12):
        crowd(school, count)
        for path in (f"/questions/{quiz}", f"/questions/{quiz}/{QUIZ}-1"):
            dana.get(path)
            statements.clear()
            assert dana.get(path).status_code == 200
            counts.append(len(statements))
    assert counts == [6, 8, 6, 8]  # a question also asks whether its hospital writes it


def test_a_new_key_begins_anew_and_the_old_figures_stay(
    school: School, seat: MakeDesk, quiz: UUID, dana: Desk, tmp_path: Path
) -> None:
    crowd(school)
    file = tmp_path / "courses" / COURSE / "modules" / "small" / "quizzes" / f"{QUIZ}.yaml"
    text = file.read_text()
    at = text.index(f"Good {QUIZ}-3, correct: true")
    swapped = text[at:].replace(", correct: true", "", 1).replace(f"Bad {QUIZ}-3", f"Bad {QUIZ}-3, correct: true", 1)
    file.write_text(text[:at] + swapped)
    school.course = publish(school.tenant_id, tmp_path / "courses", {})
    crowd(school, 2, at=NOW + timedelta(days=1))
    rows = table(dana.get(f"/questions/{quiz}").text)
    assert rows[1].startswith("1 What about final-1? 14")
    assert rows[3] == (
        "3 What about final-3? Changed: 12 answered it as it was before 2 Hidden Hidden Fewer than 10 people"
    )
    history = table(dana.get(f"/questions/{quiz}/{QUIZ}-3").text)
    assert re.match(r"Edition 1, key \w{6} \(newest\) .* 2 Hidden Hidden", history[-2])
    assert re.match(r"Edition 1, key \w{6} .* 12 33% −1\.00", history[-1])


@pytest.mark.parametrize("path", [f"modules/small/quizzes/{QUIZ}.yaml", "banks/words.yaml"])
def test_what_the_hospital_writes_itself_can_be_edited_from_here(
    app: Flask, school: School, quiz: UUID, dana: Desk, path: str
) -> None:
    """In the quiz, or in the bank that the question was drawn from."""
    crowd(school, 1)
    asks = (school.tenant_id, COURSE, f"modules/small/quizzes/{QUIZ}.yaml", f"{QUIZ}-1")
    app.extensions["find_editable"] = lambda *asked: path if asked == asks else None
    app.add_url_rule("/l/<launch_id>/edit/<course>/<path:path>/questions/<key>", endpoint="editor.question")
    page = dana.get(f"/questions/{quiz}/{QUIZ}-1").text
    assert f'href="{dana.root}/edit/{COURSE}/{path}/questions/{QUIZ}-1"' in page
