"""Forward-only quizzes, and cases in stages: what is locked stays as it is, what is not open yet is in no byte."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, open_school, said, write_course

CASE = """  - key: night
    type: case
    title: the night
    stimulus: It is a night in an invented town.
    exhibits: [{key: chart, title: Chart, text: What the chart says.}]
    stages:
      - key: first
        questions:
          - {key: one, type: true_false, objective: goal, stem: Is this the first?, answer: true}
          - {key: two, type: true_false, objective: goal, stem: Is this the second?, answer: true}
      - key: second
        reveal: The morning has come.
        questions:
          - {key: three, type: true_false, objective: goal, stem: Is this the hidden third?, answer: true}
          - {use: forward-2}
"""
YES, NO = {"answer": True}, {"answer": False}
HIDDEN = ("The morning has come", "hidden third", "forward-2")


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    quizzes = {
        "forward": ("purpose: practice\npolicy: {navigation: forward}\n", 3),
        "staged": ("purpose: practice\npolicy: {retake: missed}\n", 1),
    }
    folder = write_course(tmp_path, quizzes=quizzes)
    (staged,) = folder.glob("*/modules/small/quizzes/staged.yaml")
    staged.write_text(staged.read_text() + CASE)
    school = open_school(folder)
    db.session.remove()
    return school


def go(desk: Desk, attempt: str, number: int, **fields: object) -> str:
    """Press a button of a question; where it leads."""
    answer = desk.post(f"/attempts/{attempt}/questions/{number}", fields)
    assert answer.status_code == 303, answer.text
    return answer.location.split(f"{attempt}/")[1]


def test_it_is_said_before_the_start_and_at_the_button(amara: Desk) -> None:
    assert "Forward only." in amara.get("/quizzes/forward").text
    page = amara.get(f"/attempts/{amara.start('forward')}/questions/1").text
    assert "When you go on, this answer is locked." in page
    assert "Lock and go on" in page
    assert "Back" not in re.sub(r"(?s)<head>.*</head>", "", page).split('class="acts')[1]


def test_going_on_locks_and_no_way_leads_back(amara: Desk) -> None:
    attempt = amara.start("forward")
    assert go(amara, attempt, 1, go="confirm", choice="good") == "questions/2"
    assert amara.get(f"/attempts/{attempt}/questions/1").location.endswith("questions/2")
    assert amara.get(f"/attempts/{attempt}/questions/3").location.endswith("questions/2")
    amara.post(f"/attempts/{attempt}/place", {"number": 1})
    assert "Go on with question" in amara.get("/quizzes/forward").text
    check = amara.get(f"/attempts/{attempt}/check").text
    assert "goes forward only" in check
    assert 'name="number" value="1"' not in check
    assert "About forward-3" not in check
    assert "What about forward-3" not in check


def test_a_locked_answer_stands(amara: Desk) -> None:
    attempt, save_id = amara.start("forward"), str(uuid4())
    first = amara.save(attempt, "forward-1", {"choice": "good"}, save_id=save_id)
    go(amara, attempt, 1, go="confirm", choice="good", base=1)
    late = amara.save(attempt, "forward-1", {"choice": "bad"}, base=1)
    assert (late.status_code, said(late)["error"]) == (409, "This answer is locked")
    assert amara.save(attempt, "forward-1", {"choice": "good"}, save_id=save_id).json == first.json
    assert amara.save(attempt, "forward-1", {"choice": "good"}, base=1).status_code == 200
    ahead = amara.save(attempt, "forward-3", {"choice": "good"})
    assert (ahead.status_code, said(ahead)["error"]) == (409, "This question is not open yet")


def test_the_button_pressed_twice_goes_one_step(amara: Desk) -> None:
    attempt = amara.start("forward")
    for _ in range(2):
        assert go(amara, attempt, 1, go="confirm", choice="good") == "questions/2"
    assert amara.get(f"/attempts/{attempt}/questions/2").status_code == 200


def test_an_empty_answer_is_asked_about_before_it_is_locked(amara: Desk) -> None:
    attempt = amara.start("forward")
    asked = go(amara, attempt, 1, go="confirm")
    assert asked == "questions/1?unanswered=1#empty"
    assert "Question 1 has no answer." in amara.get(f"/attempts/{attempt}/{asked}").text
    assert go(amara, attempt, 1, go="anyway") == "questions/2"


def test_what_was_emptied_or_filled_just_now_decides_whether_it_is_asked(amara: Desk) -> None:
    attempt = amara.start("forward")
    assert go(amara, attempt, 1, go="flag") == "questions/1"
    assert go(amara, attempt, 1, go="confirm", choice="good", base=1) == "questions/2"
    assert go(amara, attempt, 2, go="stay", choice="good") == "questions/2"
    assert go(amara, attempt, 2, go="confirm", base=1) == "questions/2?unanswered=1#empty"


def test_the_last_one_leads_to_the_check_and_the_quiz_is_marked(amara: Desk) -> None:
    attempt = amara.start("forward")
    for number in (1, 2, 3):
        where = go(amara, attempt, number, go="confirm", choice="good")
    assert where == "check"
    assert amara.get(f"/attempts/{attempt}/questions/3").location.endswith("check")
    assert amara.post(f"/attempts/{attempt}/submit").status_code == 303
    assert "3 of 3 points" in amara.get(f"/attempts/{attempt}/result").text


def test_a_later_stage_is_in_no_byte_before_it_opens(amara: Desk) -> None:
    attempt = amara.start("staged")
    pages = [
        "/quizzes/staged",
        *(f"/attempts/{attempt}/{path}" for path in ("check", *(f"questions/{n}" for n in range(1, 6)))),
    ]
    for path in pages:
        text = amara.get(path).text
        assert not [word for word in HIDDEN if word in text], path
    assert "invented town" in amara.get(f"/attempts/{attempt}/questions/2").text
    assert amara.get(f"/attempts/{attempt}/questions/4").location.endswith("questions/5") is False
    assert amara.save(attempt, "three", YES).status_code == 409
    assert not [word for word in HIDDEN if word in amara.save(attempt, "three", {"answer": "x"}).text]


def test_confirming_locks_the_stage_and_opens_the_next(amara: Desk) -> None:
    attempt = amara.start("staged")
    amara.save(attempt, "one", YES)
    page = amara.get(f"/attempts/{attempt}/questions/3").text
    assert "your answers to questions 2 and 3 are locked" in page
    assert go(amara, attempt, 3, go="confirm") == "questions/3?unanswered=1#empty"
    assert go(amara, attempt, 3, go="confirm", answer="true") == "questions/4"
    opened = amara.get(f"/attempts/{attempt}/questions/4").text
    assert "The morning has come." in opened
    assert "hidden third" in opened
    assert amara.save(attempt, "one", NO, base=1).status_code == 409
    assert amara.get(f"/attempts/{attempt}/questions/2").location.endswith("questions/4")
    assert amara.get(f"/attempts/{attempt}/questions/1").status_code == 200


def test_a_result_has_the_case_once_with_its_questions_together(amara: Desk) -> None:
    attempt = amara.start("staged")
    amara.save(attempt, "staged-1", {"choice": "good"})
    amara.save(attempt, "one", YES)
    go(amara, attempt, 3, go="confirm", answer="true")
    amara.save(attempt, "three", YES)
    amara.save(attempt, "forward-2", {"choice": "bad"})
    amara.post(f"/attempts/{attempt}/submit")
    page = amara.get(f"/attempts/{attempt}/result").text
    assert page.count("It is a night in an invented town.") == 1
    assert page.count("The morning has come.") == 1
    assert "4 of 5 points" in page
    again = amara.start("staged")
    assert "Question 1 of 4" in amara.get(f"/attempts/{again}/questions/1").text, "the case is asked whole"


def test_another_person_begins_with_nothing_locked(seat: MakeDesk, amara: Desk) -> None:
    go(amara, amara.start("forward"), 1, go="confirm", choice="good")
    ben = seat("ben")
    assert ben.get(f"/attempts/{ben.start('forward')}/questions/1").status_code == 200
