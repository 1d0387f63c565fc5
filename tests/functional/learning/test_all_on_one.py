"""A quiz with all questions on one page: one form, saved whole or as it is given; the same rules as with one."""

import re
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import SAME_ORIGIN, Desk, School, open_school, said, write_course
from tests.functional.learning.test_timed import MINUTE, pass_time

HEAD = "purpose: module_quiz\npolicy: {layout: all, shuffle: {options: false}}\n"
TIMED = "purpose: module_quiz\npolicy: {layout: all, time_limit: 30m}\n"
MORE = """  - key: small-number
    type: numeric
    objective: goal
    stem: How many?
    accept: [{value: 12}]
  - key: small-order
    type: ordering
    objective: goal
    stem: In which order?
    items: [{key: one, text: One}, {key: two, text: Two}, {key: three, text: Three}]
  - key: small-agree
    type: attestation
    stem: Agree to it.
    statement: I have read it.
    typed_name: false
"""


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    folder = write_course(tmp_path, quizzes={"small": (HEAD, 2), "long": (HEAD, 12), "timed": (TIMED, 2)})
    with next(folder.glob("*/modules/small/quizzes/small.yaml")).open("a") as file:
        file.write(MORE)
    school = open_school(folder, slots={})
    db.session.remove()
    return school


@pytest.fixture
def desk(seat: MakeDesk) -> Desk:
    return seat("amara")


def fields_of(page: str) -> dict[str, str]:
    """The revisions that a page begins from."""
    return dict(re.findall(r'name="(q\d+\.base)" value="(\d+)"', page))


def store(desk: Desk, attempt: str, fields: Mapping[str, object]) -> TestResponse:
    """What the page's script sends."""
    headers = SAME_ORIGIN | {"Accept": "application/json", "X-CSRF-Token": desk.token}
    return desk.client.post(f"{desk.root}/attempts/{attempt}/responses", data=fields, headers=headers)


def answers(attempt: str) -> dict[str, object]:
    rows = db.session.scalars(select(Response).where(Response.attempt_id == UUID(attempt)))
    found: dict[str, object] = {row.question_key: row.value for row in rows}
    db.session.remove()
    return found


def test_one_form_without_script_saves_all_that_was_given_and_leads_to_the_check(desk: Desk) -> None:
    answer = desk.post("/quizzes/small/start", {"layout": "all"})
    attempt = answer.location.split("/attempts/")[1].split("/")[0]
    page = desk.get(answer.location).text
    assert (page.count("data-one="), len(fields_of(page))) == (5, 5)
    assert f'href="{desk.root}/attempts/{attempt}/questions/1"' in page  # one at a time
    sent = fields_of(page) | {"q1.choice": "good", "q2.choice": "bad", "q3.typed": "12", "go": "save"}
    sent |= {"q4.order": "two", "q5.agreed": re.findall(r'name="q5.agreed" value="([^"]+)"', page)[0]}
    assert desk.post(f"/attempts/{attempt}/questions", sent).location.endswith(f"/attempts/{attempt}/questions")
    found = answers(attempt)
    assert found.keys() == {"small-1", "small-2", "small-number", "small-agree"}
    page = desk.get(f"/attempts/{attempt}/questions").text
    assert re.search(r'name="q3.typed"[^>]*value="12"', page)
    sent = fields_of(page) | sent | fields_of(page) | {"q2.choice": "good", "go": "check"}
    answer = desk.post(f"/attempts/{attempt}/questions", sent)
    assert answer.location.endswith("/check?all=1")
    assert answers(attempt)["small-2"] == {"choice": "good"}
    back = desk.post(f"/attempts/{attempt}/place", {"number": 4, "all": "1"})
    assert back.location.endswith("/questions#question-4")


def test_an_arrow_without_script_moves_and_saves(desk: Desk) -> None:
    attempt = desk.start("small")
    sent: dict[str, object] = {"q4.base": "0", "q4.order": ["one", "two", "three"], "q4.move": "down:one"}
    answer = desk.post(f"/attempts/{attempt}/questions", sent)
    assert answer.location.endswith("#question-4")
    assert answers(attempt) == {"small-order": {"order": ["two", "one", "three"]}}


def test_an_answer_that_cannot_be_read_stays_on_the_page_and_keeps_no_other_from_being_saved(desk: Desk) -> None:
    attempt = desk.start("small")
    sent = {"q1.base": "0", "q1.choice": "good", "q3.base": "0", "q3.typed": "a dozen", "go": "check"}
    answer = desk.post(f"/attempts/{attempt}/questions", sent)
    assert (answer.status_code, answers(attempt)) == (400, {"small-1": {"choice": "good"}})
    assert 'value="a dozen"' in answer.text
    assert 'href="#question-3"' in answer.text
    assert 'href="#question-1"' not in answer.text


def test_a_save_sent_again_after_a_lost_reply_changes_nothing(desk: Desk) -> None:
    attempt = desk.start("small")
    sent = {"save_id": str(uuid4()), "q1.base": "0", "q1.choice": "good", "q2.base": "0", "q2.choice": "bad"}
    first = said(store(desk, attempt, sent))
    assert (first["saved"], first["revisions"], first["answered"]) == (True, {"1": 1, "2": 1}, 2)
    assert desk.save(attempt, "small-2", {"choice": "other"}, base=1).status_code == 200  # meanwhile elsewhere
    assert said(store(desk, attempt, sent))["revisions"] == {"1": 1, "2": 1}
    assert answers(attempt) == {"small-1": {"choice": "good"}, "small-2": {"choice": "other"}}
    assert len(db.session.scalars(select(ResponseSave)).all()) == 3


def test_an_answer_of_another_device_is_kept_unless_this_page_changed_the_same_one(desk: Desk) -> None:
    attempt = desk.start("small")
    began = {"q1.base": "0", "q1.choice": "good", "q2.base": "0", "q2.choice": "good"}
    desk.post(f"/attempts/{attempt}/questions", began)
    for key in ("small-1", "small-2"):
        assert desk.save(attempt, key, {"choice": "other"}, base=1).status_code == 200
    here = {"q1.base": "1", "q1.choice": "good", "q2.base": "1", "q2.choice": "bad"}  # the second alone was changed
    told = said(store(desk, attempt, here))
    assert (told["saved"], told["revisions"], told["refused"]) == (False, {"1": 1}, {"2": {"newer": True}})
    page = desk.post(f"/attempts/{attempt}/questions", here)
    assert (page.status_code, page.text.count("on another device")) == (409, 1)
    assert "There: <strong>Other small-2</strong>" in page.text
    assert answers(attempt)["small-2"] == {"choice": "other"}
    chosen = here | {"q2.newer": "2", "go": "keep:2"}
    assert desk.post(f"/attempts/{attempt}/questions", chosen).location.endswith("#question-2")
    assert answers(attempt) == {"small-1": {"choice": "other"}, "small-2": {"choice": "bad"}}


def test_keeping_the_other_answer_saves_the_rest(desk: Desk) -> None:
    attempt = desk.start("small")
    assert desk.save(attempt, "small-2", {"choice": "other"}).status_code == 200
    here = {"q1.base": "0", "q1.choice": "good", "q2.base": "0", "q2.choice": "bad", "go": "theirs:2"}
    assert desk.post(f"/attempts/{attempt}/questions", here).status_code == 303
    assert answers(attempt) == {"small-1": {"choice": "good"}, "small-2": {"choice": "other"}}


def test_the_clock_runs_as_with_one(desk: Desk) -> None:
    attempt = desk.start("timed")
    assert "data-clock-form" in desk.get(f"/attempts/{attempt}/questions").text
    assert said(store(desk, attempt, {"q1.base": "0", "q1.choice": "good"}))["saved"]
    pass_time(attempt, 32 * MINUTE)
    assert "Your time is over" in desk.get(f"/attempts/{attempt}/questions").text
    late = store(desk, attempt, {"q1.base": "1", "q1.choice": "good", "q2.base": "0", "q2.choice": "good"})
    assert (late.status_code, said(late)["late"]) == (409, True)
    assert answers(attempt).keys() == {"timed-1"}
    assert db.session.get_one(Attempt, UUID(attempt)).submitted_by == "clock"


def test_the_start_page_leads_to_one_page_and_on_a_phone_to_one_at_a_time(desk: Desk) -> None:
    page = desk.get("/quizzes/small").text
    assert len(re.findall(r'<button class="[^"]*d-sm-none[^"]*" type="submit">Start the quiz', page)) == 1
    assert len(re.findall(r'<button class="[^"]*d-none d-sm-inline-block" type="submit" name="layout"', page)) == 1
    attempt = desk.start("small")
    store(desk, attempt, {"q3.base": "0", "q3.typed": "12"})
    page = desk.get("/quizzes/small").text
    assert f'{desk.root}/attempts/{attempt}/questions#question-3"' in page
    assert f'{desk.root}/attempts/{attempt}/questions/3"' in page
    assert "All on one page" in desk.get(f"/attempts/{attempt}/questions/3").text


def test_the_page_and_a_save_make_as_many_statements_however_many_questions_there_are(
    desk: Desk, statements: list[str]
) -> None:
    counts = []
    for key, count in (("small", 2), ("long", 12)):
        attempt = desk.start(key)
        sent = {f"q{number}.base": "0" for number in range(1, count + 1)}
        desk.get(f"/attempts/{attempt}/questions")
        statements.clear()
        desk.get(f"/attempts/{attempt}/questions")
        shown = len(statements)
        store(desk, attempt, sent | {"q1.choice": "good"})
        one = len(statements) - shown
        store(desk, attempt, sent | {"q1.base": "1", "q1.choice": "bad", "q2.choice": "good"})
        counts.append((shown, one, len(statements) - shown - one))
    # A statement to agree to, which is in the first quiz alone, needs the hospital's words: one more for each save.
    assert counts == [(2, 7, 12), (2, 6, 11)]
