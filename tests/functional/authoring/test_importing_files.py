"""A file of ours comes in through the browser: looked at beside what is there, updated, copied or left, taken back."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.drafts.bundles import Bundle, as_package
from lms_plugin.drafts.models import Draft
from tests.functional.authoring.test_editor import make_quiz
from tests.functional.authoring.test_importing import SHEET, add, open_import, paste, ticked
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

QUIZ = """# Kept by the infection nurse.
title:   "Clean hands"
purpose: practice
policy: {pass_mark: 90}

questions:
- key: before-contact
  type: single_choice
  stem: When do you clean your hands?
  # Nobody chose the second.
  options:
  - {key: before,  text: Before each contact, correct: true}
  - {key: shift, text: "Once a shift"}

- key: gloves
  type: true_false
  stem: Gloves replace washing.
  answer: false
"""
COURSE = "format: 1\ntitle: A\nlanguage: en-US\nlicence: x\ntimezone: America/Chicago\nmodules: []\n"


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def texts(house: House) -> dict[str, str]:
    """The files of the hospital's own courses."""
    with house.app.app_context():
        found = {draft.path: draft.text for draft in db.session.scalars(select(Draft))}
        db.session.remove()
        return found


def upload(browser: Browser, page: Page, content: str | bytes, name: str = "clean-hands.yaml") -> Page:
    data = content.encode() if isinstance(content, str) else content
    return browser.upload(page, page.form("/import"), "file", name, data)


def test_an_empty_quiz_becomes_that_of_the_file_byte_for_byte_and_back(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    before = texts(house)
    page = upload(browser, page, QUIZ)
    assert "2 questions found" in page.text
    assert texts(house) == before
    added = add(browser, page)
    assert "Added 2 questions." in added.text
    assert "Clean hands" in added.text
    assert texts(house)["quizzes/hand-hygiene.yaml"] == QUIZ
    browser.submit(added, added.form("/act"), do="undo")
    assert texts(house) == before


def test_without_its_settings_the_questions_alone_come(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    added = add(browser, upload(browser, page, QUIZ), whole=None)
    assert "Hand hygiene" in added.text
    text = texts(house)["quizzes/hand-hygiene.yaml"]
    assert "# Nobody chose the second." in text
    assert "Kept by the infection nurse" not in text


def changed(text: str = QUIZ) -> str:
    more = "- key: soap\n  type: true_false\n  stem: Soap helps.\n  answer: true\n"
    return text.replace('"Once a shift"', '"Once a day"') + more


def test_each_question_is_new_the_same_or_differs_and_both_are_shown(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    add(browser, upload(browser, page, QUIZ))
    review = upload(browser, page, changed())
    assert "Differs from yours" in review.text
    assert "This question is in this quiz already." in review.text
    assert "Once a shift" in review.text
    assert "Once a day" in review.text
    assert ticked(review) == ["2"]
    assert "Added 1 question." in add(browser, review).text
    assert "Once a shift" in texts(house)["quizzes/hand-hygiene.yaml"]


def test_an_update_changes_that_question_alone_is_undone_with_the_rest_and_can_be_a_copy(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    add(browser, upload(browser, page, QUIZ))
    done = add(browser, upload(browser, page, changed()), **{"choice-0": "update"})
    assert "Added 1 question and updated 1." in done.text
    text = texts(house)["quizzes/hand-hygiene.yaml"]
    assert text.startswith(QUIZ.replace('"Once a shift"', '"Once a day"'))
    browser.submit(done, done.form("/act"), do="undo")
    assert texts(house)["quizzes/hand-hygiene.yaml"] == QUIZ
    assert "Added 2 questions." in add(browser, upload(browser, page, changed()), **{"choice-0": "copy"}).text
    assert "key: before-contact-2" in texts(house)["quizzes/hand-hygiene.yaml"]


def test_what_somebody_changed_meanwhile_is_not_overwritten(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    add(browser, upload(browser, page, QUIZ))
    review = upload(browser, page, changed())
    again = upload(browser, page, changed().replace("Once a day", "Once a week"))
    add(browser, again, take=[], **{"choice-0": "update"})
    refused = add(browser, review, **{"choice-0": "update"})
    assert refused.status == 400
    assert "Yours was changed meanwhile; look at it again: question 1." in refused.text
    assert "Once a week" in texts(house)["quizzes/hand-hygiene.yaml"]


def test_a_question_of_another_quiz_is_told_and_can_be_copied_only(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    add(browser, upload(browser, page, QUIZ))
    second = make_quiz(house, browser, "Second quiz")
    review = upload(browser, browser.get(second.link("Import")), changed())
    assert "This question is in “Clean hands”, with another text." in review.text
    assert sorted(review.form("/import/review").choices["choice-0"]) == ["copy", "leave"]
    forced = add(browser, review, **{"choice-0": "update"})
    assert forced.status == 400
    assert "Once a shift" in texts(house)["quizzes/hand-hygiene.yaml"]


def test_faults_are_told_with_their_lines_and_nothing_is_added(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    before = texts(house)
    refused = upload(browser, page, QUIZ.replace("answer: false", "answer: false: no"))
    assert refused.status == 400
    assert "clean-hands.yaml:18: not readable as YAML" in refused.text
    assert "Nothing was added." in refused.text
    for bad in (b"PK\x03\x04 no zip", b"PK", "- 1\n", "title: x\n", "title: \ud83d\n".encode("utf-8", "surrogatepass")):
        assert upload(browser, page, bad).status == 400
    assert texts(house) == before


def package(**quizzes: str) -> bytes:
    files = {f"quizzes/{name.replace('_', '-')}.yaml": text for name, text in quizzes.items()}
    return as_package(Bundle(course="theirs", texts={"course.yaml": COURSE, **files}))


def test_im14_a_course_as_zip_and_the_same_again(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    other = QUIZ.replace("before-contact", "other").replace("gloves", "more")
    data = package(hand_hygiene=QUIZ, zebra=other)
    review = upload(browser, page, data, "theirs.zip")
    assert "The course has 2 quizzes and banks." in review.text
    assert ticked(review) == ["0", "1"]
    assert "Added 2 questions." in add(browser, review).text
    again = upload(browser, page, data, "theirs.zip")
    assert again.text.count("This question is in this quiz already.") == 2
    assert ticked(again) == []


def test_im13_a_zip_that_was_cut_leaves_nothing_and_can_be_sent_again(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    before, data = texts(house), package(hand_hygiene=QUIZ)
    refused = upload(browser, page, data[: len(data) * 6 // 10], "theirs.zip")
    assert (refused.status, texts(house)) == (400, before)
    assert "damaged or was cut short. Make it or send it again." in refused.text
    assert "Added 2 questions." in add(browser, upload(browser, page, data, "theirs.zip")).text


def test_a_sheet_that_was_changed_offers_to_update(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    add(browser, upload(browser, page, SHEET, "questions.csv"))
    same = upload(browser, page, SHEET, "questions.csv")
    assert "Differs from yours" not in same.text
    assert ticked(same) == []
    review = upload(browser, page, SHEET.replace("Nobody", "The night nurse"), "questions.csv")
    assert "Differs from yours" in review.text
    done = add(browser, review, **{"choice-0": "update"})
    assert "Updated 1 question." in done.text
    text = texts(house)["quizzes/hand-hygiene.yaml"]
    assert re.search(r"key: nobody, text: The night nurse", text)
    assert text.count("- key: who-signs") == 1


def test_a_text_again_after_it_was_mended_here_is_left_unless_it_is_chosen(house: House) -> None:
    browser = house.browser()
    _, page = open_import(house, browser)
    given = "1. Who answers?\nA. He\nB. She\nAnswer: A\n"
    added = add(browser, paste(browser, page, given))
    question = browser.get(added.link("1. Who answers?"))
    mended: dict[str, Any] = {"options.one": "1", "rationale": "She does."}
    browser.submit(question, question.form("/questions/"), go="stay", **mended)
    review = paste(browser, page, given)
    assert "Differs from yours" in review.text
    assert "so nothing was added" in add(browser, review).text
    done = add(browser, review, **{"choice-0": "update"})
    assert "Updated 1 question." in done.text
    text = texts(house)["quizzes/hand-hygiene.yaml"]
    assert "text: He, correct: true" in text
    assert "rationale: She does." in text
