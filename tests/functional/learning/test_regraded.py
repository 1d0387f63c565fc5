"""A question is regraded: the LMS's gradebook changes as previewed, and back again; on both engines."""

import re
from time import sleep

from tests.functional.test_the_whole_way import answer_all, question_key, read_all_lessons
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

COURSE = "social-media-in-healthcare"
WHY = "The question was not clear."


def take_quiz(house: House, sub: str, *, wrong: int) -> str:
    """From the link to the result; the key of the question that is asked first."""
    browser = house.browser()
    start = read_all_lessons(browser, house.launch(browser, sub))
    first = question_key(browser.submit(start, start.form("/start")))
    check = answer_all(browser, start, wrong=wrong)
    browser.submit(check, check.form("/submit"))
    return first


def come(house: House, browser: Browser, question: str) -> Page:
    """The educator at the page of a question."""
    root = house.launch(browser, "dana").url.rpartition("/")[0]
    launch = root.split("/l/")[1].split("/")[0]
    return browser.get(f"{house.tool_url}/l/{launch}/regrade/{COURSE}/{question}")


def deliver(house: House) -> None:
    while not house.deliver():  # no two scores go with the same second
        sleep(0.05)


def see(browser: Browser, page: Page, *, rule: str) -> Page:
    return browser.submit(page, page.form("/preview"), rule=rule)


def test_qz20_the_gradebook_changes_as_previewed_and_back(house: House) -> None:
    question = take_quiz(house, "amara", wrong=3)
    house.deliver()
    assert house.gradebook("amara")["score"] == 70
    educator = house.browser()
    found = see(educator, come(house, educator, question), rule="credit_all")
    assert re.search(r"from\s+70\s+to\s+80", found.text), found.text
    assert "Apply and send 1 grade" in found.text
    assert re.search(r"Passed\s+70\s", found.text), found.text  # what the LMS has
    done = educator.submit(found, found.form("/apply"), reason=WHY)
    assert "The scores are changed" in done.text
    deliver(house)
    assert house.gradebook("amara")["score"] == 80
    undone = educator.submit(done, done.form("/undo"))
    assert "This regrade was undone" in undone.text
    deliver(house)
    assert house.gradebook("amara")["score"] == 70
    assert WHY in educator.get(undone.link("Regrade a question"), origin=undone.url).text


def test_by_the_key_that_there_is_nothing_changes(sqlite_house: House) -> None:
    question = take_quiz(sqlite_house, "amara", wrong=3)
    educator = sqlite_house.browser()
    assert "No mark changes" in see(educator, come(sqlite_house, educator, question), rule="remark").text


def test_a_preview_that_does_not_hold_is_shown_again(sqlite_house: House) -> None:
    house, educator = sqlite_house, sqlite_house.browser()
    question = take_quiz(house, "amara", wrong=3)
    found = see(educator, come(house, educator, question), rule="credit_all")
    take_quiz(house, "bertil", wrong=4)
    again = educator.submit(found, found.form("/apply"), reason=WHY)
    assert again.status == 409
    assert "Something changed since this preview" in again.text
    assert "2 scores change" in again.text
    assert WHY in again.form("/apply").fields["reason"]
    empty = educator.submit(again, again.form("/apply"), reason=" ")
    assert empty.status == 400
    assert "Say why the scores change" in empty.text


def test_a_learner_regrades_nothing(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    launch = sqlite_house.launch(browser, "amara").url.split("/l/")[1].split("/")[0]
    address = f"{sqlite_house.tool_url}/l/{launch}/regrade/{COURSE}/q"
    assert browser.get(address).status == 403
    assert browser.get(f"{address}/preview?rule=drop").status == 403
