"""Where a hospital wants a second person: one educator writes and asks, a colleague looks at it and publishes it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Tenant
from lms_plugin.roster.models import User
from tests.functional.authoring.test_editor import OWN, add, choice, make_quiz
from tests.functional.placing.places import V2, visit
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

NOTE = "Hand hygiene for new nurses"


@pytest.fixture
def strict(house: House) -> House:
    """A hospital with the rule."""
    demand(house)
    return house


@pytest.fixture
def sqlite_strict(sqlite_house: House) -> House:
    """The same on one engine, for what the database has no part in."""
    demand(sqlite_house)
    return sqlite_house


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
    start = browser.get(visit(house, browser, sub, custom=OWN, roles=[f"{V2}/membership#Instructor"]).link("Edit"))
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


def test_what_is_changed_after_sending_is_not_what_was_sent(strict: House) -> None:
    dana = strict.browser()
    quiz = written(strict, dana)
    send(dana, quiz)
    rosa, seen = colleague(strict)
    check = rosa.get(seen.link("Check it"))
    add(dana, dana.get(quiz.url), "true_false", stem="Gloves replace washing.", answer="false")
    refused = answer(rosa, check, "publish")
    assert refused.status == 409
    assert "It was changed since it was sent. Nothing was published." in refused.text
    assert "It has to be sent anew before it can be checked." in refused.text
    assert "It was changed since it was sent for review" in dana.get(quiz.url).text
    again = send(dana, dana.get(quiz.url))
    assert "It waits for a colleague’s check." in again.text
    # The page that shows the first request is of no use any more, though the texts are those of now.
    assert answer(rosa, check, "publish").status == 409
    done = answer(rosa, rosa.get(check.url), "publish")
    assert "Version 1 is published." in done.text


def test_it_is_returned_with_a_comment(sqlite_strict: House) -> None:
    dana = sqlite_strict.browser()
    quiz = written(sqlite_strict, dana)
    send(dana, quiz)
    rosa, seen = colleague(sqlite_strict)
    check = rosa.get(seen.link("Check it"))
    silent = answer(rosa, check, "return", comment=" ")
    assert silent.status == 400
    assert "Say what should be changed." in silent.text
    answer(rosa, check, "return", comment="Name the source of answer B.")
    told = dana.get(quiz.url).text
    assert "Rosa Medina returned it" in told
    assert "Name the source of answer B." in told
    assert [details["reason"] for _, details in events(sqlite_strict, "draft.returned")] == [
        "Name the source of answer B."
    ]
    assert events(sqlite_strict, "course.published") == []


def test_two_who_wrote_it_need_a_third(sqlite_strict: House) -> None:
    dana = sqlite_strict.browser()
    quiz = written(sqlite_strict, dana)
    rosa, seen = colleague(sqlite_strict)
    seen = add(rosa, seen, "true_false", stem="Gloves replace washing.", answer="false")
    send(dana, quiz)
    page = rosa.get(seen.link("Review and publish"))
    assert "You changed it, too, so somebody else checks it." in page.text
    assert [form for form in page.forms if "/reviews/" in form.action] == []


def test_the_only_educator_is_told_whom_to_ask(sqlite_strict: House) -> None:
    dana = sqlite_strict.browser()
    quiz = written(sqlite_strict, dana)
    page = dana.get(quiz.link("Review and publish"))
    assert "ask the administrator of this tool to switch the second person off" in page.text


def test_of_two_colleagues_at_once_one_publishes(strict: House) -> None:
    dana = strict.browser()
    send(dana, written(strict, dana))
    desks = [colleague(strict, sub) for sub in ("rosa", "tariq")]
    checks = [(browser, browser.get(seen.link("Check it"))) for browser, seen in desks]
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda each: answer(each[0], each[1], "publish"), checks))
    assert sorted(page.status for page in pages) == [200, 409]
    late = next(page for page in pages if page.status == 409)
    assert "A colleague has checked and published it meanwhile." in late.text
    assert len(events(strict, "course.published")) == 1


def test_without_the_rule_a_check_can_be_asked_for_and_need_not_be_waited_for(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    quiz = written(sqlite_house, dana)
    waiting = send(dana, quiz)
    assert "It waits for a colleague’s check." in waiting.text
    done = dana.submit(waiting, waiting.form("/publish"), note="No time", do="publish")
    assert "Version 1 is published." in done.text
    assert "published by Dana Whitfield" in done.text
    assert "In review." not in dana.get(quiz.url).text


def test_what_was_returned_and_then_published_is_told_no_more(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    quiz = written(sqlite_house, dana)
    send(dana, quiz)
    rosa, seen = colleague(sqlite_house)
    answer(rosa, rosa.get(seen.link("Check it")), "return", comment="Name the source.")
    page = dana.get(quiz.link("Review and publish"))
    assert "Name the source." in page.text
    dana.submit(page, page.form("/publish"), note=NOTE, do="publish")
    assert "Name the source." not in dana.get(quiz.url).text
