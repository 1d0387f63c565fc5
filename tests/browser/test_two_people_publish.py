"""An educator sends her quiz for review; a colleague returns it once, then checks and publishes it."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Tenant
from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.harness.house import House

pytestmark = pytest.mark.browser

TITLE = "Hands and masks"
COMMENT = "Say why after the shift is too late."


def editor(make_walk: MakeWalk, sub: str) -> Page:
    walk = make_walk(sub)
    walk.open()
    page = walk.move_to_window()
    page.get_by_role("link", name="Edit").first.click()
    return page


def write(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(TITLE)
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("button", name="Add question").click()
    page.locator('[id="stem"]').fill("When do you clean your hands first?")
    page.locator('[id="options.0.text"]').fill("Before the contact")
    page.locator('[id="options.1.text"]').fill("After the shift")
    page.locator('[id="options.0.correct"]').check()
    page.locator('[id="rationale"]').fill("Each contact can carry germs.")
    page.get_by_role("button", name="Save and next").click()


def send(page: Page) -> None:
    page.get_by_label("What changed, in one line").fill("First version")
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("It waits for a colleague’s check.")).to_be_visible()


def test_two_people(make_walk: MakeWalk, sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        db.session.scalars(select(Tenant)).one().needs_second_person = True
        db.session.commit()
    rosa, dana = editor(make_walk, "rosa"), editor(make_walk, "dana")
    write(dana)
    dana.get_by_role("link", name="Review and publish").click()
    expect(dana.get_by_text("Rosa Medina may check it")).to_be_visible()
    problems = look(dana, "before sending", "two")
    send(dana)

    rosa.reload()
    expect(rosa.get_by_text("In review")).to_be_visible()
    rosa.get_by_role("link", name=TITLE).click()
    rosa.get_by_role("link", name="Check it").click()
    problems += look(rosa, "the check", "two")
    rosa.get_by_label("If something should be changed first").fill(COMMENT)
    rosa.get_by_role("button", name="Return it with this comment").click()

    dana.get_by_role("link", name="Keep editing").click()
    expect(dana.get_by_text(COMMENT)).to_be_visible()
    problems += look(dana, "returned", "two")
    dana.get_by_role("link", name="1. When do you").click()
    dana.locator('[id="rationale"]').fill("Each contact can carry germs to the next person you touch.")
    dana.get_by_role("button", name="Save and next").click()
    dana.get_by_role("link", name="Review and publish").click()
    send(dana)

    rosa.get_by_role("link", name="All quizzes").click()
    rosa.get_by_role("link", name=TITLE).click()
    rosa.get_by_role("link", name="Check it").click()
    rosa.get_by_role("button", name="Publish version 1").click()
    expect(rosa.get_by_text("sent by Dana Whitfield, checked and published by Rosa Medina")).to_be_visible()
    rosa.get_by_text("What changed in version 1", exact=True).click()
    problems += look(rosa, "history", "two")
    assert problems == []
