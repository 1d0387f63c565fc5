"""Whoever is not here to learn may try everything, and nothing of it is in a report, a grade or, a day later, here."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery, Result
from lms_plugin.lti.roles import TEST_USER
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.models import Attempt, MarkRow, Response, ResponseSave
from lms_plugin.quizzes.previews import forget_previews
from tests.functional.placing.places import COURSE, V2, visit
from tests.functional.placing.test_copied_courses import ask
from tests.functional.test_the_whole_way import answer_all
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

OWN = {"course": COURSE, "quiz": "m02-quiz"}
BANNER = "You are previewing as a learner. Nothing is kept."


def take(browser: Browser, start: Page) -> Page:
    check = answer_all(browser, start, wrong=2)
    return browser.submit(check, check.form("/submit"))


def preview(house: House, browser: Browser) -> Page:
    people = visit(house, browser, "dana", custom=OWN)
    module = browser.get(people.link("View as learner"))
    assert BANNER in module.text
    return browser.get(module.link("Module quiz"))


def count(house: House, model: type) -> int:
    found: int = ask(house, select(func.count()).select_from(model))[0][0]
    return found


@pytest.mark.parametrize(
    "roles",
    [
        pytest.param([f"{V2}/membership#Mentor"], id="mentor"),
        pytest.param([f"{V2}/institution/person#Administrator"], id="administrator"),
        pytest.param([f"{V2}/membership#Learner", TEST_USER], id="test-user"),
        pytest.param([f"{V2}/membership#ContentDeveloper"], id="content-developer"),
    ],
)
def test_no_grade_and_no_report_of_those_who_look_on(house: House, roles: list[str]) -> None:
    person = house.browser()
    start = visit(house, person, "bertil", custom=OWN, roles=roles)
    assert BANNER in start.text
    result = take(person, start)
    assert "This was a preview. No grade is sent." in result.text
    assert (count(house, Result), count(house, Delivery)) == (0, 0)
    house.deliver()
    assert house.platform.platform.received == []
    people = visit(house, house.browser(), "dana", custom=OWN)
    assert "Bertil" not in people.text
    assert "Nobody has opened this yet" in people.text


def test_qz17_an_instructor_s_preview_is_in_no_report(house: House) -> None:
    dana = house.browser()
    start = preview(house, dana)
    assert BANNER in start.text
    take(dana, start)
    assert (count(house, Result), count(house, Delivery)) == (0, 0)
    people = visit(house, dana, "dana", custom=OWN)
    assert "Nobody has opened this yet" in people.text
    # She enrolls as a learner herself: what she tried is not hers to go on with.
    mine = visit(house, dana, "dana", custom=OWN, roles=[f"{V2}/membership#Learner"])
    assert "Your tries" not in mine.text
    assert BANNER not in mine.text


def test_an_open_preview_does_not_stand_in_the_way_of_the_real_try(house: House) -> None:
    dana = house.browser()
    start = preview(house, dana)
    dana.submit(start, start.form("/start"))
    mine = visit(house, dana, "dana", custom=OWN, roles=[f"{V2}/membership#Learner"])
    assert take(dana, mine).status == 200
    assert count(house, Result) == 2  # of the quiz, and of its module


def test_previews_are_forgotten_and_real_answers_stay(house: House) -> None:
    dana, amara = house.browser(), house.browser()
    take(dana, preview(house, dana))
    take(amara, visit(house, amara, "amara", custom=OWN))
    models = (Attempt, Response, ResponseSave, MarkRow)
    before = [count(house, model) for model in models]
    with house.app.app_context():
        assert forget_previews(before=datetime.now(UTC) - timedelta(days=1)) == 0
        assert forget_previews(before=datetime.now(UTC) + timedelta(days=1)) > 0
        db.session.commit()
        db.session.remove()
    assert [count(house, model) * 2 for model in models] == before
    assert {row.cycle for row in ask(house, select(Progress.cycle))} == {1}


def test_history_that_counts_cannot_be_deleted(house: House) -> None:
    amara = house.browser()
    take(amara, visit(house, amara, "amara", custom=OWN))
    for model in (ResponseSave, MarkRow):
        with house.app.app_context():
            with pytest.raises(DBAPIError, match="append-only"):
                db.session.query(model).delete()
            db.session.rollback()
            db.session.remove()
