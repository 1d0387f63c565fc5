"""A clock on the page: more time arrives without a reload, and at the end what stands there is handed in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.settings import Link
from lms_plugin.quizzes.models import Attempt, Response
from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Against the clock", custom={"course": "question-gallery", "module": "timed"}),)


def end_in(house: House, time: timedelta) -> None:
    """The one attempt began so much earlier that so much of its time is left."""
    with house.app.app_context():
        closes_at = datetime.now(UTC) + time
        row = db.session.scalars(select(Attempt)).one()
        assert row.closes_at is not None
        begun = row.started_at - (row.closes_at - closes_at)
        db.session.execute(
            update(Attempt).values(started_at=begun, closes_at=closes_at, clock_at=closes_at + timedelta(seconds=30))
        )
        db.session.commit()


def test_ax10_more_time_arrives_and_the_end_hands_in_half_typed_words(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk, dana = make_walk("amara", width=390), make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    walk.press("Three questions in six minutes")
    expect(page.get_by_text("6 minutes.", exact=True)).to_be_visible()
    problems = examine(page, "start")
    keep(page, "timed-start-390")
    walk.press("Start the quiz")
    expect(page.locator("[data-clock-words]")).to_have_text(re.compile(r"About 6 minutes left, until \d\d:\d\d"))
    page.locator(".choice input").first.check()
    expect(walk.saved).to_contain_text("Saved")
    dana.open()
    people = dana.open_in_window()
    dana.press("Extra time")
    problems += examine(people, "extra time")
    keep(people, "extra-time-1100")
    people.get_by_label("More minutes for Amara Okafor").fill("14")
    people.get_by_role("button", name="Give Amara Okafor these minutes").click()
    expect(people.get_by_text("The try has more time.")).to_be_visible()
    expect(page.get_by_text("You were given more time.", exact=True)).to_be_visible()
    expect(page.locator("[data-clock-words]")).to_have_text(re.compile(r"About (19|20) minutes left"))
    expect(page.locator(".choice input").first).to_be_checked()  # nothing was loaded anew
    problems += examine(page, "question")
    keep(page, "timed-question-390")
    walk.press("Next question")
    walk.press("Next question")
    end_in(sqlite_house, timedelta(seconds=4))
    page.reload()
    page.locator('input[name="text"]').press_sequentially("clo")
    page.wait_for_url("**/result")
    expect(page.get_by_text("The time was over, so we handed in what you had answered.")).to_be_visible()
    problems += examine(page, "result")
    keep(page, "timed-result-390")
    assert problems == []
    with sqlite_house.app.app_context():
        words = db.session.scalars(select(Response.value).where(Response.question_key == "in-a-word")).one()
        assert words == {"text": "clo"}
        assert db.session.scalars(select(Attempt.submitted_by)).one() == "clock"
