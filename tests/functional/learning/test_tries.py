"""Hints, checked answers and certainty on the pages: what each act tells, keeps and costs, and what stays hidden."""

import html
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import current_publication, get_course_view
from lms_plugin.curriculum.shown import CourseView, ModuleView
from lms_plugin.quizzes.models import Attempt, HintTaken, MarkRow, QuestionTry, Response, ResponseSave
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School

QUIZ = "practice"
HINTS = ("Think of what glows in a stove.", "It is also the name of a fruit.")
KEYS = (*HINTS, "It is the color of a small fire.", "Blue is the color of deep ice.", "are called warm")
OTHERS = ("It has four pairs of them.", "Count the pairs once more.", "insects three", "A nail goes down", "Ice weighs")


def _practice(course: CourseView) -> ModuleView:
    return next(module for module in course.modules if module.key == "practice")


@pytest.fixture
def ben(app: Flask, school: School, seat: MakeDesk) -> Desk:
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    return seat("ben", activity=_practice(get_course_view(offer.publication_id)).activity_id)


def act(desk: Desk, attempt: str, what: str, nth: object, number: int = 1, **fields: object) -> str:
    """Press a button of a question's page; the page that follows."""
    address = f"/attempts/{attempt}/questions/{number}"
    answer = desk.post(f"{address}/{what}", {what: nth, "base": revision(attempt), **fields})
    assert answer.status_code == 303, answer.text
    assert answer.location.endswith(f"#{what}-said-{number}")
    return page_of(desk, attempt, number)


def page_of(desk: Desk, attempt: str, number: int = 1) -> str:
    return html.unescape(desk.get(f"/attempts/{attempt}/questions/{number}").text)


def revision(attempt: str) -> int:
    return db.session.scalar(select(Response.revision).where(Response.question_key == "a-warm-color")) or 0


def found(page: str, texts: tuple[str, ...] = KEYS + OTHERS) -> list[str]:
    return [text for text in texts if text in page]


def test_everything_is_said_before_the_start(ben: Desk) -> None:
    page = html.unescape(ben.get(f"/quizzes/{QUIZ}").text)
    for words in ("up to 3 times", "Each further try takes 25%", "Some questions have hints.", "gives 66.6%"):
        assert words in page
    assert "You can miss" not in page


def test_hints_come_one_by_one_and_no_sooner(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    page = page_of(ben, attempt)
    assert found(page) == []
    assert "It takes 25% off the points of this question." in page
    assert found(act(ben, attempt, "hint", 1)) == [HINTS[0]]
    assert found(act(ben, attempt, "hint", 1)) == [HINTS[0]]
    page = act(ben, attempt, "hint", 2)
    assert found(page) == list(HINTS)
    assert "Show the next hint" not in page
    assert [row.number for row in db.session.scalars(select(HintTaken).order_by(HintTaken.number))] == [1, 2]
    assert found(page_of(ben, attempt, 2)) == []


def test_what_was_typed_is_saved_with_a_hint(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    act(ben, attempt, "hint", 1, choice="blue", certainty="mid")
    row = db.session.scalars(select(Response)).one()
    assert (row.value, row.certainty) == ({"choice": "blue"}, "mid")


def test_a_checked_answer_tells_of_itself_alone(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    page = act(ben, attempt, "try", 1, choice="blue", certainty="high")
    assert "Not this one." in page
    assert found(page) == ["Blue is the color of deep ice."]
    assert "check it 2 more times" in page
    assert "You were sure, and it was not this one." in page
    page = act(ben, attempt, "try", 2, choice="orange", certainty="mid")
    assert "This question is finished." in page
    assert found(page) == ["It is the color of a small fire.", "Blue is the color of deep ice.", "are called warm"]
    assert found(page_of(ben, attempt, 2) + page_of(ben, attempt, 3), KEYS + OTHERS) == []


def test_a_finished_question_takes_no_change(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    act(ben, attempt, "try", 1, choice="orange", certainty="high")
    step = f"/attempts/{attempt}/questions/1"
    assert ben.save(attempt, "a-warm-color", {"choice": "blue"}, base=1).status_code == 409
    assert ben.save(attempt, "a-warm-color", {"choice": "orange"}, base=1, certainty="low").status_code == 409
    assert ben.post(f"{step}/try", {"try": 2, "base": 1, "choice": "blue"}).status_code == 409
    assert ben.post(f"{step}/hint", {"hint": 1, "base": 1, "choice": "orange"}).status_code == 409
    assert ben.post(step, {"go": "flag", "base": 1}).status_code == 303
    row = db.session.scalars(select(Response)).one()
    assert (row.value, row.certainty, row.flagged) == ({"choice": "orange"}, "high", True)


def test_the_last_try_closes_a_question(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    for nth, choice in enumerate(("blue", "gray", "blue"), 1):
        page = act(ben, attempt, "try", nth, choice=choice)
    assert "This question is finished." in page
    assert "are called warm" in page
    assert "Check this answer" not in page


def test_the_last_check_counts_with_its_costs(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    act(ben, attempt, "hint", 1)
    act(ben, attempt, "try", 1, choice="blue", certainty="high")
    act(ben, attempt, "try", 2, choice="orange", certainty="high")  # 1 - 1/4 - 1/4 of all points
    ben.save(attempt, "pairs-of-legs", {"typed": "8"}, certainty="mid")  # 2/3
    ben.post(f"/attempts/{attempt}/submit")
    row = db.session.scalars(select(Attempt)).one()
    assert (row.earned, row.possible, row.score_ppm) == (Fraction(7, 6), Fraction(3), 388_888)
    marks = {mark.question_key: mark for mark in db.session.scalars(select(MarkRow))}
    assert str(marks["a-warm-color"].factor) == "1/2"
    assert [marks[key].certainty for key in ("a-warm-color", "pairs-of-legs", "things-that-float")] == [
        "high",
        "mid",
        "low",
    ]
    page = html.unescape(ben.get(f"/attempts/{attempt}/result").text)
    for words in ("Right, 0.5 of 1", "left 50% of its points", "You were sure, and right.", "You were fairly sure"):
        assert words in page


def test_what_is_changed_after_a_check_does_not_count_until_checked(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    act(ben, attempt, "try", 1, choice="blue")
    assert ben.save(attempt, "a-warm-color", {"choice": "orange"}, base=1).status_code == 200
    ben.post(f"/attempts/{attempt}/submit")
    mark = db.session.scalars(select(MarkRow).where(MarkRow.question_key == "a-warm-color")).one()
    assert mark.credit == 0


def test_the_same_answer_is_not_checked_twice(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    act(ben, attempt, "try", 1, choice="blue")
    act(ben, attempt, "try", 1, choice="blue")
    again = ben.post(f"/attempts/{attempt}/questions/1/try", {"try": 2, "base": 1, "choice": "blue"})
    assert again.status_code == 400
    assert "Change it before you check again." in again.text
    empty = ben.post(f"/attempts/{attempt}/questions/2/try", {"try": 1, "base": 0})
    assert empty.status_code == 400
    assert "Choose or type an answer first." in empty.text
    assert len(db.session.scalars(select(QuestionTry)).all()) == 1


NONSENSE: tuple[tuple[str, dict[str, str]], ...] = (
    ("hint", {"hint": "3"}),
    ("hint", {"hint": "2"}),
    ("hint", {"hint": "0"}),
    ("hint", {"hint": "one"}),
    ("hint", {}),
    ("try", {"try": "2", "choice": "orange"}),
    ("try", {"try": "-1", "choice": "orange"}),
    ("try", {"choice": "orange"}),
    ("try", {"try": "1", "choice": "orange", "certainty": "certain"}),
    ("try", {"try": "1", "choice": "purple"}),
)


def test_qz08_nonsense_is_refused_and_changes_nothing(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    for what, fields in NONSENSE:
        answer = ben.post(f"/attempts/{attempt}/questions/1/{what}", {"base": 0, **fields})
        assert answer.status_code == 400, (what, fields)
        assert found(html.unescape(answer.text)) == []
    for certainty in ("certain", 3, True, ["high"], {"high": 1}, ""):
        assert ben.save(attempt, "a-warm-color", {"choice": "blue"}, certainty=certainty).status_code == 400
    assert ben.post(f"/attempts/{attempt}/questions/9/hint", {"hint": 1}).status_code == 400
    for model in (Response, ResponseSave, HintTaken, QuestionTry):
        assert db.session.scalars(select(model)).all() == []


def test_qz08_a_quiz_that_asks_and_tells_nothing_takes_nothing(amara: Desk) -> None:
    attempt = amara.start()
    for what in ("try", "hint"):
        assert amara.post(f"/attempts/{attempt}/questions/1/{what}", {what: 1, "base": 0}).status_code == 400
    refused = amara.save(attempt, "flowers-for-the-chef", {"choice": "stay"}, certainty="high")
    assert refused.status_code == 400
    page = amara.get(f"/attempts/{attempt}/questions/1").text
    assert "How sure are you?" not in page
    assert "Check this answer" not in page
    assert db.session.scalars(select(Response)).all() == []


def test_after_handing_in_nothing_is_taken_any_more(ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    ben.post(f"/attempts/{attempt}/submit")
    for what in ("try", "hint"):
        assert ben.post(f"/attempts/{attempt}/questions/1/{what}", {what: 1, "base": 0}).status_code == 409


def test_a_practice_gives_its_feedback_at_once_and_its_verdict_later(
    app: Flask, school: School, seat: MakeDesk
) -> None:
    """What the format makes of `purpose: practice`: one check for each question, words at once."""
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    desk = seat("ben", activity=get_course_view(offer.publication_id).modules[0].activity_id)
    attempt = desk.start("every-type")
    page = act(desk, attempt, "try", 1, choice="table", certainty="low")
    assert "A table has a color but is none." in page
    for words in ("Not this one.", "Green is a color.", "Green is the only color here.", "Check this answer"):
        assert words not in page


def test_what_is_taken_costs_a_page_and_a_changed_answer_one_statement(
    ben: Desk, amara: Desk, statements: list[str]
) -> None:
    def count(act: Callable[[], object]) -> int:
        statements.clear()
        act()
        return len(statements)

    practice, plain = ben.start(QUIZ), amara.start()
    page = "/attempts/{}/questions/1"
    for _ in range(2):  # once warm
        told, untold = (count(partial(d.get, page.format(a))) for d, a in ((ben, practice), (amara, plain)))
    assert told == untold + 1
    first = count(partial(ben.save, practice, "a-warm-color", {"choice": "blue"}, certainty="low"))
    again = count(partial(ben.save, practice, "a-warm-color", {"choice": "gray"}, base=1))
    assert again == first + 1
