"""A case is written in forms: story and stages on a page of its own, each question in the form of its type."""

from typing import Any

import pytest

from tests.functional.authoring.test_editor import make_quiz, publish, two_link
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def press(browser: Browser, page: Page, go: str, **fields: Any) -> Page:
    """Press a button of the form that is open."""
    return browser.submit(page, page.form("/questions/"), go=go, **fields)


def begin(browser: Browser, quiz: Page) -> Page:
    page = browser.submit(quiz, quiz.form("/questions/new"), kind="case")
    return press(browser, page, "stay", title="the night photo", stimulus="Kit posts a picture at 3 a.m.")


def ask(browser: Browser, case: Page, stage: str, stem: str, answer: str = "true") -> Page:
    """Add a question to a stage; the page of the case after it."""
    form = press(browser, case, f"ask:{stage}", **dict[str, Any]({f"add.{stage}": "true_false"}))
    saved = press(browser, form, "stay", stem=stem, answer=answer, rationale="A rare event names a person.")
    return browser.get(saved.link("The case"))


def test_a_case_written_from_nothing_is_published(house: House) -> None:
    browser = house.browser()
    quiz = make_quiz(house, browser)
    case = begin(browser, quiz)
    assert "Stage 1, question" not in case.text
    case = ask(browser, case, "stage-1", "The post is a disclosure.")
    case = press(browser, case, "stage:")
    case = press(browser, case, "stay", **dict[str, Any]({"stages.1.reveal": "By 7 a.m. the town knows."}))
    case = ask(browser, case, "stage-2", "Kit deletes it and says nothing.", "false")
    assert "Nothing stands in the way of publishing." in case.text
    assert "1. The post is a disclosure." in case.text
    assert "2. Kit deletes it and says nothing." in case.text
    done = publish(browser, browser.get(quiz.url))
    assert "Version 1 is published." in done.text


def test_two_who_write_one_question_of_a_case_lose_nothing(house: House) -> None:
    one, two = house.browser(), house.browser()
    quiz = make_quiz(house, one)
    case = ask(one, begin(one, quiz), "stage-1", "The post is a disclosure.")
    mine = one.get(case.link("1. The post is a disclosure."))
    story = two.get(two.get(two_link(house, two)).link("1. the night photo"))
    theirs = two.get(story.link("1. The post is a disclosure."))
    press(one, mine, "stay", stem="The post discloses.")
    refused = press(two, theirs, "stay", rationale="The hour names her.")
    assert refused.status == 409
    assert "The post discloses." in refused.text
    assert "The hour names her." in refused.text
    kept = press(two, refused, "stay")
    assert "The hour names her." in kept.text
    # Whoever writes the story meanwhile stands in nobody's way.
    saved = press(two, story, "stay", stimulus="Kit posts a picture at night.")
    assert saved.status == 200
    assert "Kit posts a picture at night." in saved.text
    assert "1. The post is a disclosure." in saved.text


def test_a_case_is_arranged_undone_and_its_questions_become_other_kinds(house: House) -> None:
    browser = house.browser()
    quiz = make_quiz(house, browser)
    case = ask(browser, begin(browser, quiz), "stage-1", "The post is a disclosure.")
    case = press(browser, case, "stage:")
    assert "Stage 2 asks nothing yet" in case.text
    case = press(browser, case, "q-down:the-post-is-a-disclosure")
    assert "Stage 1 asks nothing yet" in case.text
    assert "Moved “The post is a disclosure.”" in case.text
    gone = press(browser, case, "drop:stages.1")
    assert "Removed a stage." in gone.text
    assert "The post is a disclosure." not in gone.text
    browser.submit(gone, gone.form("/act"), do="undo")
    case = browser.get(case.url)
    inner = browser.get(case.link("1. The post is a disclosure."))
    assert "Question 1 of 1 in “the night photo”, stage 2" in inner.text
    assert "Kit posts a picture at 3 a.m." in inner.text
    kinds = browser.get(inner.link("Change the kind"))
    shown = browser.submit(kinds, kinds.form("/kind"), to="single_choice")
    single = browser.submit(shown, next(form for form in shown.forms if "base" in form.fields))
    assert "Made it “Single choice”" in single.text
    nothing = press(browser, browser.get(case.url), "q-drop:the-post-is-a-disclosure")
    assert "Stage 2 asks nothing yet" in nothing.text


def test_two_who_write_one_story_see_both_and_lose_no_question(house: House) -> None:
    one, two = house.browser(), house.browser()
    quiz = make_quiz(house, one)
    mine = ask(one, begin(one, quiz), "stage-1", "The post is a disclosure.")
    theirs = two.get(two.get(two_link(house, two)).link("1. the night photo"))
    press(one, mine, "stay", stimulus="Kit posts at noon.")
    refused = press(two, theirs, "stay", stimulus="Kit posts at night.")
    assert refused.status == 409
    assert "Kit posts at noon." in refused.text
    kept = press(two, refused, "stay")
    assert "Kit posts at night." in kept.text
    assert "1. The post is a disclosure." in kept.text
    listed = one.get(quiz.url)
    one.submit(listed, next(form for form in listed.forms if "base" in form.fields), do="remove")
    removed = press(two, kept, "stay", stimulus="Kit posts at dawn.")
    assert "Somebody else removed this question meanwhile" in removed.text
    back = press(two, removed, "stay")
    assert "Kit posts at dawn." in back.text
    assert "1. The post is a disclosure." in back.text
