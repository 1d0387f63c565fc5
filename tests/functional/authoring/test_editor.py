"""An educator writes a quiz from nothing, sees what is wrong in it, publishes it, and mends it later."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.functional.placing.places import QUIZ, visit
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

OWN = {"course": QUIZ.split("/")[0], "quiz": "m02-quiz"}


def editor(house: House, browser: Browser) -> Page:
    """The editor's first page, as an educator gets there."""
    people = visit(house, browser, "dana", custom=OWN)
    return browser.get(people.link("Edit"))


def make_quiz(house: House, browser: Browser, title: str = "Hand hygiene") -> Page:
    start = editor(house, browser)
    return browser.submit(start, start.form("/edit/"), title=title, purpose="module_quiz")


def add(browser: Browser, quiz: Page, kind: str, **fields: Any) -> Page:
    """Write a question of a kind and go back to the list."""
    page = browser.submit(quiz, quiz.form("/questions/new"), kind=kind)
    browser.submit(page, page.form("/questions/new"), go="stay", **fields)
    return browser.get(quiz.url)


def choice(stem: str = "When do you clean your hands?", right: str = "0") -> dict[str, str]:
    return {
        "stem": stem,
        "options.0.text": "Before each contact",
        "options.1.text": "Once a shift",
        "options.one": right,
        "rationale": "Each contact can carry germs.",
    }


def publish(browser: Browser, quiz: Page, note: str = "First version") -> Page:
    page = browser.get(quiz.link("Review and publish"))
    return browser.submit(page, page.form("/publish"), note=note)


def test_a_quiz_written_from_nothing_is_published(house: House) -> None:
    browser = house.browser()
    quiz = make_quiz(house, browser)
    assert "No questions yet" in quiz.text
    quiz = add(browser, quiz, "single_choice", **choice())
    assert "1. When do you clean your hands?" in quiz.text
    assert "must fix" not in quiz.text
    silent = publish(browser, quiz, note="")
    assert silent.status == 400
    assert re.search(r'<input[^>]* id="note"[^>]*autofocus[^>]*><p[^>]* id="problem"', silent.body.decode())
    done = publish(browser, quiz)
    assert "Version 1 is published." in done.text
    quiz = browser.get(quiz.url)
    assert "Learners see it as it stands here." in quiz.text


def test_what_is_missing_is_said_and_stops_publishing(house: House) -> None:
    browser = house.browser()
    quiz = add(browser, make_quiz(house, browser), "single_choice", stem="Which?", **{"options.0.text": "One"})
    assert "must fix" in quiz.text
    page = browser.get(quiz.link("Review and publish"))
    assert "This has to be mended first" in page.text
    assert page.status == 200


def test_two_educators_lose_nothing(house: House) -> None:
    one, two = house.browser(), house.browser()
    quiz = add(one, make_quiz(house, one), "single_choice", **choice())
    first = one.get(quiz.link("1. When do you clean your hands?"))
    editor(house, two)
    second_quiz = two.get(two_link(house, two))
    second = two.get(second_quiz.link("1. When do you clean your hands?"))
    one.submit(first, first.form("/questions/"), go="stay", stem="When do you wash your hands?")
    refused = two.submit(second, second.form("/questions/"), go="stay", rationale="Germs travel.")
    assert refused.status == 409
    assert "Somebody else changed this question meanwhile" in refused.text
    assert "When do you wash your hands?" in refused.text  # theirs
    assert "Germs travel." in refused.text  # ours
    kept = two.submit(refused, refused.form("/questions/"), go="stay")
    assert kept.status == 200
    assert "Germs travel." in kept.text


def two_link(house: House, browser: Browser) -> str:
    return editor(house, browser).link("Hand hygiene")


def test_an_act_is_undone(house: House) -> None:
    browser = house.browser()
    quiz = add(browser, make_quiz(house, browser), "single_choice", **choice())
    removed = browser.submit(quiz, quiz.form("/act"), do="remove")
    assert "No questions yet" in removed.text
    back = browser.submit(removed, removed.form("/act"), do="undo")
    assert "1. When do you clean your hands?" in back.text


def test_the_key_of_a_new_question_comes_from_its_text(house: House) -> None:
    browser = house.browser()
    quiz = add(browser, make_quiz(house, browser), "true_false", stem="Gloves replace washing.", answer="false")
    assert urlsplit(quiz.link("1. Gloves replace washing.")).path.endswith("/questions/gloves-replace-washing")
    assert parse_qs(urlsplit(quiz.url).query) == {}
