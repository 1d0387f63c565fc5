"""An educator pastes or uploads questions, looks at what they became, mends one, adds them, and takes it back."""

import re
from typing import Any

import pytest

from tests.functional.authoring.test_editor import make_quiz
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

THREE = """1. Who answers a reporter?
A. The media contact
B. Whoever is asked
Answer: A

2. Gloves replace washing your hands.
Answer: False

3. Which identifier is safe?
A. The room number
B. The date of birth
"""
SHEET = "type,stem,option_a,option_b,correct\nsingle_choice,Who signs?,The nurse,Nobody,A\n,Is it raining?,Yes,No,b\n"


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def open_import(house: House, browser: Browser) -> tuple[Page, Page]:
    quiz = make_quiz(house, browser)
    return quiz, browser.get(quiz.link("Import"))


def paste(browser: Browser, page: Page, text: str) -> Page:
    return browser.submit(page, page.form("/import"), text=text)


def ticked(page: Page) -> list[str]:
    return sorted(page.form("/import/review").fields.get("take", []))


def add(browser: Browser, page: Page, **changes: Any) -> Page:
    return browser.submit(page, page.form("/import/review"), do="add", **changes)


def test_three_are_pasted_one_is_mended_all_are_added_and_taken_back(house: House) -> None:
    browser = house.browser()
    quiz, page = open_import(house, browser)
    page = paste(browser, page, THREE)
    assert "3 questions found" in page.text
    assert "no answer marked as correct" in page.text
    assert ticked(page) == ["0", "1"]
    assert "No questions yet" in browser.get(quiz.url).text

    added = add(browser, page, **{"right-2": "1"})
    assert "Added 3 questions." in added.text
    assert "must fix" not in added.text
    assert "3. Which identifier is safe?" in added.text
    undone = browser.submit(added, added.form("/act"), do="undo")
    assert "No questions yet" in undone.text


def test_checking_again_shows_what_was_mended_and_saves_nothing(house: House) -> None:
    browser = house.browser()
    quiz, page = open_import(house, browser)
    page = paste(browser, page, THREE)
    mended: dict[str, Any] = {"right-2": "1"}
    page = browser.submit(page, page.form("/import/review"), do="check", **mended)
    assert "Mended here." in page.text
    assert ticked(page) == ["0", "1", "2"]
    assert "No questions yet" in browser.get(quiz.url).text


def test_a_question_is_mended_as_text(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    page = paste(browser, page, THREE)
    text = page.form("/import/review").fields["text-0"][0]
    added = add(browser, page, **{"text-0": text.replace("Who answers a reporter?", "Who talks to the press?")})
    assert "1. Who talks to the press?" in added.text


def test_a_text_that_cannot_be_read_stops_adding_and_is_kept(house: House) -> None:
    browser = house.browser()
    quiz, page = open_import(house, browser)
    page = paste(browser, page, THREE)
    refused = add(browser, page, **{"text-0": "- key: [unclosed"})
    assert refused.status == 400
    assert "Look at this first: line 1." in refused.text
    assert refused.form("/import/review").fields["text-0"] == ["- key: [unclosed"]
    assert "No questions yet" in browser.get(quiz.url).text


def test_a_draft_is_added_when_it_is_ticked(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    added = add(browser, paste(browser, page, THREE), take=["0", "2"])
    assert "Added 2 questions." in added.text
    assert "1 must fix" in added.text


def test_a_sheet_is_uploaded(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    page = browser.upload(page, page.form("/import"), "file", "questions.csv", SHEET.encode())
    assert "2 questions found" in page.text
    assert "Added 2 questions." in add(browser, page).text


def test_the_template_can_be_filled_in(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    for words in ("CSV", "Excel"):
        sheet = browser.get(page.link(words)).body
        read = browser.upload(page, page.form("/import"), "file", "template", sheet)
        assert "2 questions found" in read.text


def test_what_cannot_be_read_is_said_and_what_was_typed_is_kept(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    refused = paste(browser, page, "::Who?:: {=He ~She}")
    assert refused.status == 400
    assert "Nothing was added." in refused.text
    assert refused.form("/import").fields["text"] == ["::Who?:: {=He ~She}"]


def test_what_is_too_large_is_said_on_the_page(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    refused = browser.upload(page, page.form("/import"), "file", "large.txt", b"x" * 2_100_000)
    assert refused.status == 413
    assert "larger than 2 MB. Nothing was added." in refused.text


def test_im14_the_same_text_again_is_known_and_left_unticked(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    add(browser, paste(browser, page, THREE))
    again = paste(browser, page, THREE)
    assert "Already here" in again.text
    assert ticked(again) == []
    assert "so nothing was added" in add(browser, again).text
    assert "Added 1 question." in add(browser, again, take="0").text


def test_the_same_question_twice_in_a_text_is_taken_once(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    page = paste(browser, page, "1. Who?\nA. He\nB. She\nAnswer: A\n\n1. Who?\nA. He\nB. She\nAnswer: A\n")
    assert "The same as line 1." in page.text
    assert ticked(page) == ["0"]


def test_signs_of_html_stay_text(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    attack = '<script>alert(1)</script></textarea><img src=x onerror="alert(1)">'
    page = paste(browser, page, f"1. {attack}?\nA. {attack}\nB. {attack} too\n")
    assert "<script>alert" not in page.body.decode()
    assert re.search(r"<img[^>]*onerror", page.body.decode()) is None
    refused = add(browser, page, **{"text-0": attack, "place-0": attack, "notes-0": attack})
    assert refused.status == 400
    assert "<script>alert" not in refused.body.decode()


def test_questions_are_downloaded_with_a_word_on_what_is_left_behind(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    quiz = add(browser, paste(browser, page, THREE), take=["0", "1", "2"])
    page = browser.get(quiz.link("Download"))
    assert "which-identifier-is-safe: not a finished question; left out." in page.text
    assert "gloves-replace-washing-your-hands: Aiken holds single choice only" in page.text
    aiken = browser.submit(page, page.form("/export-as"), kind="txt")
    assert aiken.body.decode().startswith("Who answers a reporter?\nA) The media contact")
    sheet = browser.submit(page, page.form("/export-as"), kind="xlsx")
    assert sheet.headers["content-disposition"] == 'attachment; filename="hand-hygiene.xlsx"'
    again = browser.get(quiz.link("Import"))
    again = browser.upload(again, again.form("/import"), "file", "hand-hygiene.xlsx", sheet.body)
    assert "2 questions found" in again.text


def test_a_form_made_to_do_harm_is_refused_in_words(house: House) -> None:
    browser = house.browser()
    quiz, page = open_import(house, browser)
    page = paste(browser, page, THREE)
    for text in (
        "\0",
        "[" * 5000,
        "- {" * 3000,
        "a: &a [*a]",
        "- use: x",
        "- key: 1\n  type: []\n  stem: {}\n  note: []",
    ):
        answer = add(browser, page, **{"text-0": text, "count": "99999999", "verdict-1": "x", "take": ["0", "-1"]})
        assert answer.status in (200, 400), text
    assert browser.get(quiz.url).status == 200
