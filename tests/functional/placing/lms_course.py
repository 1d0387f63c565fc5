"""A course of the demo LMS with an activity that was added by hand there, and its own copies of that course."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from lms_plugin.demo.platform.columns import NewColumn
from lms_plugin.demo.platform.content_links import NewLink, take_answer
from tests.functional.placing.places import QUIZ
from tests.functional.placing.test_choosing import choose
from tests.functional.test_the_whole_way import answer_all
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

BY_HAND = "Week 1"
QUIZ_TITLE = "Module quiz: patient information online"
COPY = "Spring course"
HISTORIES = {"context_history": "$Context.id.history", "link_history": "$ResourceLink.id.history"}


@dataclass(frozen=True)
class Copy:
    """A copied course: the new ids of its activities by title."""

    context_id: str
    links: dict[str, str]


def add_by_hand(house: House, custom: dict[str, str] | None = None) -> str:
    """An activity without the picker, graded out of 100, as a teacher adds one in most LMSs; its id."""
    new = NewLink(BY_HAND, custom or {}, "", NewColumn(BY_HAND, 100, None, "", ""))
    added = take_answer(house.platform.platform.store, uuid4().hex, [new]).first
    assert added is not None
    return added


def copy_course(house: House, browser: Browser, sub: str = "dana") -> Copy:
    """By the LMS's own page, with the people of the course."""
    base = house.platform.url
    browser.post(f"{base}/become/{sub}", {})
    asked = browser.get(browser.get(f"{base}/course").link("Copy this course"))
    made = browser.submit(asked, asked.form("/copy"), title=COPY, people="on")
    assert made.status == 200, made.text
    course = next(each for each in browser.get(f"{base}/api/courses").json() if each["title"] == COPY)
    return Copy(course["context_id"], {link["title"]: link["id"] for link in course["links"]})


def take_quiz(house: House, browser: Browser, sub: str, link: str, *, wrong: int) -> Page:
    """Open a link that leads to the quiz, leave so many answers out, submit."""
    check = answer_all(browser, house.launch(browser, sub, link), wrong=wrong)
    return browser.submit(check, check.form("/submit"))


def teach(house: House, link: str) -> None:
    """Dana lets the activity open the quiz, and Amara earns 80 there."""
    dana, amara = house.browser(), house.browser()
    choose(dana, house.launch(dana, "dana", link), QUIZ)
    take_quiz(house, amara, "amara", link, wrong=2)
    house.deliver()


def grades(house: House, course: str = "7") -> dict[tuple[str, str], Any]:
    """What the gradebook of a course holds, by person and column; those without a grade are left out."""
    browser = house.browser()
    rows = browser.get(f"{house.platform.url}/api/gradebook?{urlencode({'course': course})}").json()
    return {(row["user"], row["label"]): row["score"] for row in rows if row["score"] is not None}
