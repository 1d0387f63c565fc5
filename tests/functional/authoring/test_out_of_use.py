"""A quiz goes out of use: no new try, but what runs is finished and what is done stays; and it comes back."""

from typing import Any
from urllib.parse import urlsplit

from tests.functional.authoring.test_editor import add, choice, make_quiz
from tests.functional.placing.places import visit
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


def publish(browser: Browser, quiz: Page, note: str) -> Page:
    """Publish what the page of the quiz leads to."""
    page = browser.get(quiz.link("Review and publish"))
    return browser.submit(page, page.form("/publish"), note=note, do="publish")


def shelf(quiz: Page) -> dict[str, str]:
    """The parameters of a link to it."""
    parts = urlsplit(quiz.url).path.split("/edit/")[1].strip("/").split("/")
    return {"course": parts[0], "quiz": parts[-1].removesuffix(".yaml")}


def open_quiz(house: House, browser: Browser, sub: str, custom: dict[str, str]) -> Page:
    return visit(house, browser, sub, link=f"own-{custom['quiz']}", title="Hand hygiene", custom=custom)


def hand_in(browser: Browser, page: Page) -> Page:
    """Answer the one question and hand in."""
    asked = browser.submit(page, page.form("/questions/"), go="next", choice="before-each-contact")
    return browser.submit(asked, asked.form("/submit"))


def test_no_new_try_and_nothing_is_lost(house: House) -> None:
    dana, amara, bertil = house.browser(), house.browser(), house.browser()
    quiz = add(dana, make_quiz(house, dana), "single_choice", **choice())
    publish(dana, quiz, "First version")
    custom = shelf(quiz)
    start = open_quiz(house, amara, "amara", custom)
    done = hand_in(amara, amara.submit(start, start.form("/start")))
    running_start = open_quiz(house, bertil, "bertil", custom)
    running = bertil.submit(running_start, running_start.form("/start"))

    quiz = dana.get(quiz.url)
    page = dana.submit(quiz, quiz.form("/use"), do="withdraw")
    assert "Nobody can begin a try any more" in page.text
    assert "The 1 person in the middle of a try finishes on the version they began." in page.text
    assert "The 1 person who handed in keeps the scores they have." in page.text
    assert page.form("/publish").fields["note"] == ["Taken out of use"]
    dana.submit(page, page.form("/publish"), do="publish")
    assert "Out of use" in dana.get(quiz.url).text
    assert "Hand hygiene" not in house.choose(house.browser()).text

    told = open_quiz(house, amara, "amara", custom)
    assert "This quiz is not given any more." in told.text
    assert "Your answers and your result are safe." in told.text
    assert amara.get(done.url).status == 200
    assert hand_in(bertil, running).status == 200
    assert "This quiz is not given any more." in open_quiz(house, house.browser(), "student-view", custom).text

    quiz = dana.get(quiz.url)
    page = dana.submit(quiz, quiz.form("/use"), do="give")
    dana.submit(page, page.form("/publish"), do="publish")
    assert "Hand hygiene" in house.choose(house.browser()).text
    assert "This quiz is not given any more." not in open_quiz(house, amara, "amara", custom).text


def test_before_publishing_it_is_said_how_many_tries_the_old_key_marked(sqlite_house: House) -> None:
    dana, amara = sqlite_house.browser(), sqlite_house.browser()
    quiz = add(dana, make_quiz(sqlite_house, dana), "single_choice", **choice())
    publish(dana, quiz, "First version")
    start = open_quiz(sqlite_house, amara, "amara", shelf(quiz))
    hand_in(amara, amara.submit(start, start.form("/start")))
    question = dana.get(quiz.link("1. When do you clean your hands?"))
    other: dict[str, Any] = {"options.one": "1"}
    dana.submit(question, question.form("/questions/"), go="stay", **other)
    page = dana.get(dana.get(quiz.url).link("Review and publish"))
    assert "Right answer A becomes B" in page.text
    assert "1 try was marked by the old key" in page.text
