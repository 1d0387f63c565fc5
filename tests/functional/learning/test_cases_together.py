"""A case with what else a quiz may have: hints and tries, a gap text, an answer that a person marks, a time limit."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import HintTaken, QuestionTry
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, open_school, said, write_course

QUIZ = """title: Together
purpose: practice
policy:
  pass_mark: 50
  time_limit: 30m
  tries: 2
  try_cost: 1/2
  show: {right_wrong: per_question, feedback: per_question, answers: per_question}
questions:
  - key: night
    type: case
    title: the night
    stimulus: It is a night in an invented town.
    stages:
      - key: first
        questions:
          - {key: one, type: true_false, objective: goal, stem: Is it so?, answer: true, hints: [It is., It truly is.]}
          - key: gaps
            type: cloze
            stem: Fill the gap.
            objective: goal
            text: "It is {color} at night."
            gaps: [{key: color, choices: [{key: dark, text: dark, correct: true}, {key: light, text: light}]}]
      - key: second
        reveal: The morning has come.
        questions:
          - {key: two, type: true_false, objective: goal, stem: Is it over?, answer: true, hints: [Nearly., Wholly.]}
          - key: words
            type: free_text
            marking: person
            objective: goal
            stem: What will you do?
            rubric: [{key: goal, title: Goal, levels: [{points: 0, text: None}, {points: 1, text: Fits}]}]
"""


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    folder = write_course(tmp_path, quizzes={"together": ("purpose: practice\n", 1)})
    (file,) = folder.glob("*/modules/small/quizzes/together.yaml")
    file.write_text(QUIZ)
    school = open_school(folder)
    db.session.remove()
    return school


def press(desk: Desk, attempt: str, number: int, what: str, nth: int, **fields: object) -> tuple[int, str]:
    answer = desk.post(f"/attempts/{attempt}/questions/{number}/{what}", {what: nth, **fields})
    return answer.status_code, answer.text


def taken() -> tuple[int | None, int | None]:
    found = (
        db.session.scalar(select(func.count(HintTaken.number))),
        db.session.scalar(select(func.count(QuestionTry.number))),
    )
    db.session.remove()
    return found


def confirm(desk: Desk, attempt: str) -> None:
    desk.save(attempt, "gaps", {"gaps": {"color": {"choice": "dark"}}})
    answer = desk.post(f"/attempts/{attempt}/questions/2", {"go": "anyway", "gaps:color": "dark", "base": 1})
    assert answer.location.endswith("/questions/3"), answer.text


def test_nothing_is_taken_of_a_question_that_is_not_open(amara: Desk) -> None:
    attempt = amara.start("together")
    for what in ("hint", "try"):
        status, text = press(amara, attempt, 3, what, 1, answer="true")
        assert status == 409
        assert "not open yet" in text
        assert not [word for word in ("Nearly.", "morning", "Is it over?") if word in text]
    assert taken() == (0, 0)
    assert press(amara, attempt, 1, "hint", 1, answer="false")[0] == 303
    assert press(amara, attempt, 1, "try", 1, answer="false", base=1)[0] == 303
    confirm(amara, attempt)
    for what in ("hint", "try"):
        status, text = press(amara, attempt, 1, what, 2, answer="false", base=1)
        assert status == 409
        assert "This answer is locked" in text
    assert taken() == (1, 1)


def test_a_person_marks_an_answer_beside_its_case(amara: Desk, seat: MakeDesk) -> None:
    attempt = amara.start("together")
    amara.save(attempt, "one", {"answer": True})
    page = amara.get(f"/attempts/{attempt}/questions/2").text
    assert "invented town" in page
    assert "minutes" in page
    confirm(amara, attempt)
    amara.save(attempt, "two", {"answer": True})
    assert said(amara.save(attempt, "words", {"text": "Go home."}))["saved"] is True
    assert amara.post(f"/attempts/{attempt}/submit").status_code == 303
    assert "Waiting for an educator" in amara.get(f"/attempts/{attempt}/result").text
    dana = seat("dana", role="instructor")
    page = dana.get(f"/marking/{attempt}/words").text
    assert "It is a night in an invented town." in page
    assert "The morning has come." in page
    assert dana.post(f"/marking/{attempt}/words", {"base": 1, "level:goal": "1"}).status_code == 303
    result = amara.get(f"/attempts/{attempt}/result").text
    assert "4 of 4 points" in result
    assert result.count("The morning has come.") == 1
