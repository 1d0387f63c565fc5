"""From an answer in one's own words to the grade in the LMS, on both engines, and two markers at the same moment."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import MarkRow
from tests.functional.learning.by_hand import ALL, ANSWERS, TWO_OF_THREE
from tests.functional.placing.places import V2, visit
from tests.harness.browser import Browser
from tests.harness.front_door import CLAIM, begin, good_claims, post_launch
from tests.harness.house import House
from tests.harness.pages import Page

CUSTOM = {"course": "question-gallery", "module": "by-hand"}


def come(house: House, browser: Browser, sub: str, **claims: Any) -> Page:
    """Open the demo LMS's own link, with its own grade column, as if it led to the module that is marked by hand."""
    begun = begin(house, browser)
    wanted = {"custom": CUSTOM, **claims}
    token = good_claims(house, begun.nonce, sub) | {f"{CLAIM}{name}": value for name, value in wanted.items()}
    page = post_launch(house, browser, begun.state, house.platform.platform.sign(token))
    return browser.get(house.tool_url + page.headers["location"])


def hand_in(house: House, browser: Browser, sub: str, answers: Mapping[str, dict[str, Any]] = ANSWERS) -> Page:
    """From the link to the result."""
    page = come(house, browser, sub)
    page = browser.get(page.link("In your own words"), origin=page.url)
    page = browser.submit(page, page.form("/start"))
    for answer in answers.values():
        page = browser.submit(page, page.form("/questions/"), go="next", **answer)
    return browser.submit(page, page.form("/submit"))


def answer_page(browser: Browser, home: Page) -> Page:
    """The answer that waits, by the educator's bar and list."""
    queue = browser.get(home.link("Marking"), origin=home.url)
    return browser.get(queue.link("Mark 1"), origin=queue.url)


def test_the_grade_waits_for_the_last_mark(house: House) -> None:
    learner, educator = house.browser(), house.browser()
    waiting = hand_in(house, learner, "amara")
    assert "An educator reads one answer" in waiting.text
    house.deliver()
    assert house.gradebook("amara")["score"] is None
    page = answer_page(educator, come(house, educator, "dana"))
    done = educator.submit(page, page.form("/make-tea"), **TWO_OF_THREE, comment="How long?")
    assert "No answer waits" in done.text
    house.deliver()
    row = house.gradebook("amara")
    assert (row["score"], row["activity_progress"], row["grading_progress"]) == (75, "Completed", "FullyGraded")
    result = learner.get(waiting.url, origin=waiting.url).text
    assert "You passed" in result
    assert "How long?" in result
    hand_in(house, learner, "amara", {"make-tea": ANSWERS["make-tea"], "a-letter": ANSWERS["a-letter"]})
    house.deliver()
    assert house.gradebook("amara")["score"] == 75
    again = educator.get(done.link("Look at it again"), origin=done.url)
    educator.submit(again, again.form("/make-tea"), **ALL, reason="It was there.")
    while not house.deliver():  # no two scores go with the same second
        sleep(0.05)
    assert house.gradebook("amara")["score"] == 100


def test_two_markers_at_the_same_moment(house: House) -> None:
    hand_in(house, house.browser(), "amara")
    teacher = [f"{V2}/membership#Instructor"]
    desks = []
    for sub, levels in (("dana", ALL), ("tariq", TWO_OF_THREE)):
        browser = house.browser()
        desks.append((browser, answer_page(browser, come(house, browser, sub, roles=teacher)), levels))
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(b.submit, page, page.form("/make-tea"), **levels) for b, page, levels in desks]
    first, late = sorted((each.result() for each in futures), key=lambda page: page.status)
    assert (first.status, late.status) == (200, 409)
    assert "Keep which mark?" in late.text
    with house.app.app_context():
        rows = db.session.execute(select(MarkRow.round).where(MarkRow.question_key == "make-tea")).all()
        db.session.remove()
    assert sorted(row.round for row in rows) == [1, 2]


def test_who_teaches_elsewhere_finds_nothing_to_mark(sqlite_house: House) -> None:
    house, browser = sqlite_house, sqlite_house.browser()
    hand_in(house, house.browser(), "amara")
    here = answer_page(browser, come(house, browser, "dana"))
    stranger = house.browser()
    other = visit(house, stranger, "dana", course="8", custom=CUSTOM)
    launch = other.url.split("/l/")[1].split("/")[0]
    assert "No answer waits" in stranger.get(f"{house.tool_url}/l/{launch}/marking/").text
    address = f"{house.tool_url}/l/{launch}/marking/" + here.url.split("/marking/")[1].split("?")[0]
    assert stranger.get(address).status == 404
