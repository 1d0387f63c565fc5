"""Where a hospital wants a second person: one educator writes and asks, a colleague looks at it and publishes it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Tenant
from lms_plugin.roster.models import User
from tests.functional.authoring.places import visit
from tests.functional.authoring.test_editor import OWN, add, choice, make_quiz
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

NOTE = "Hand hygiene for new nurses"


@pytest.fixture
def strict(house: House) -> House:
    """A hospital with the rule."""
    demand(house)
    return house


def demand(house: House) -> None:
    with house.app.app_context():
        db.session.scalars(select(Tenant)).one().needs_second_person = True
        db.session.commit()
        db.session.remove()


def written(house: House, browser: Browser) -> Page:
    return add(browser, make_quiz(house, browser), "single_choice", **choice())


def send(browser: Browser, quiz: Page, note: str = NOTE) -> Page:
    page = browser.get(quiz.link("Review and publish"))
    return browser.submit(page, page.form("/publish"), note=note, do="review")


def colleague(house: House, sub: str = "rosa") -> tuple[Browser, Page]:
    """Another educator, on the page of the quiz."""
    browser = house.browser()
    start = browser.get(visit(house, browser, sub, custom=OWN).link("Edit"))
    return browser, browser.get(start.link("Hand hygiene"))


def answer(browser: Browser, page: Page, do: str, **fields: Any) -> Page:
    return browser.submit(page, page.form("/reviews/"), do=do, **fields)


def events(house: House, verb: str) -> list[tuple[str | None, dict[str, Any]]]:
    """Who did it, by name, and the details."""
    with house.app.app_context():
        found = [
            (db.session.scalar(select(User.name).where(User.id == event.actor_id)), event.detail.details)
            for event in db.session.scalars(select(AuditEvent).where(AuditEvent.verb == verb).order_by(AuditEvent.id))
        ]
        db.session.remove()
    return found


def ids(house: House) -> dict[str | None, str]:
    with house.app.app_context():
        found = {user.name: str(user.id) for user in db.session.scalars(select(User))}
        db.session.remove()
    return found


def test_two_people_publish(strict: House) -> None:
    dana = strict.browser()
    visit(strict, strict.browser(), "rosa", custom=OWN)
    quiz = written(strict, dana)
    page = dana.get(quiz.link("Review and publish"))
    assert "A second person publishes this." in page.text
    assert "Rosa Medina may check it" in page.text
    refused = dana.submit(page, page.form("/publish"), note=NOTE, do="publish")
    assert refused.status == 403
    assert "Nothing was published." in refused.text

    waiting = send(dana, quiz)
    assert "It waits for a colleague’s check." in waiting.text
    assert "In review." in dana.get(quiz.url).text

    rosa, seen = colleague(strict)
    check = rosa.get(seen.link("Check it"))
    assert "Dana Whitfield asks you or a colleague to check this" in check.text
    assert "When do you clean your hands?" in check.text
    assert "Before each contact" in check.text
    done = answer(rosa, check, "publish")
    assert "Version 1 is published." in done.text
    assert "sent by Dana Whitfield, checked and published by Rosa Medina" in done.text

    people = ids(strict)
    [(who, details)] = events(strict, "course.published")
    assert who == "Rosa Medina"
    assert details["new"]["asked_by"] == people["Dana Whitfield"]
    assert details["new"]["approved_by"] == people["Rosa Medina"]
    assert details["reason"] == NOTE
    assert [who for who, _ in events(strict, "draft.sent_for_review")] == ["Dana Whitfield"]
