"""Two educators in one quiz: what one typed is not taken out by the other unseen, nor by another click of one's own."""

from typing import Any

import pytest

from tests.functional.authoring.test_editor import add, choice, make_quiz, two_link
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Form, Page


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def both(house: House) -> tuple[Browser, Page, Browser, Page]:
    """Two browsers, both at the list of the same quiz with one question. The second one is another person's."""
    one, two = house.browser(), house.browser()
    quiz = add(one, make_quiz(house, one), "single_choice", **choice())
    return one, quiz, two, two.get(two_link(house, two))


def open_question(browser: Browser, quiz: Page) -> Page:
    return browser.get(quiz.link("1. When do you clean your hands?"))


def beside(quiz: Page) -> Form:
    """The form that removes the first question, which says how the question stood."""
    return next(form for form in quiz.forms if "base" in form.fields)


def test_what_was_changed_unseen_is_not_removed(house: House) -> None:
    one, quiz, two, other = both(house)
    page = open_question(two, other)
    two.submit(page, page.form("/questions/"), go="stay", rationale="Germs travel.")
    refused = one.submit(quiz, beside(quiz), do="remove")
    assert refused.status == 409
    assert "Somebody changed this question meanwhile" in refused.text
    again = one.get(quiz.url)
    assert "No questions yet" in one.submit(again, beside(again), do="remove").text


def test_keeping_mine_keeps_all_of_it(house: House) -> None:
    """Also where they took out a row: no row of mine gets the key of another, and none comes back."""
    one, quiz, two, other = both(house)
    mine = open_question(one, quiz)
    theirs = open_question(two, other)
    two.submit(theirs, theirs.form("/questions/"), go="drop:options.0")
    refused = one.submit(
        mine, mine.form("/questions/"), go="stay", **dict[str, Any]({"options.1.text": "Twice a shift"})
    )
    assert refused.status == 409
    kept = one.submit(refused, refused.form("/questions/"), go="stay")
    assert kept.status == 200
    text = kept.form("/questions/").fields["base_text"][0]
    assert "{key: before-each-contact, text: Before each contact" in text
    assert "{key: once-a-shift, text: Twice a shift}" in text


def test_a_row_goes_with_the_save_that_its_button_makes(house: House) -> None:
    one, quiz, _, _ = both(house)
    page = open_question(one, quiz)
    done = one.submit(page, page.form("/questions/"), go="drop:options.1", rationale="Germs travel.")
    assert "Once a shift" not in done.form("/questions/").fields["base_text"][0]
    assert "Germs travel." in done.form("/questions/").fields["base_text"][0]


def test_a_text_that_cannot_be_read_stays_on_the_page(house: House) -> None:
    one, quiz, _, _ = both(house)
    page = open_question(one, quiz)
    broken = page.form("/questions/").fields["as_text"][0] + '    note: "not closed\n'
    refused = one.submit(page, page.form("/questions/"), go="text", as_text=broken)
    assert refused.status == 400
    assert "Not saved. Line" in refused.text
    assert "not closed" in refused.form("/questions/").fields["as_text"][0]


@pytest.mark.parametrize("is_new", [False, True])
def test_comments_that_are_typed_as_text_are_kept(house: House, is_new: bool) -> None:
    one, quiz, _, _ = both(house)
    page = one.submit(quiz, quiz.form("/questions/new"), kind="true_false") if is_new else open_question(one, quiz)
    text = page.form("/questions/").fields["as_text"][0].replace("type:", "# asked by the ward\n    type:", 1)
    done = one.submit(page, page.form("/questions/"), go="text", as_text=text)
    assert "# asked by the ward" in done.form("/questions/").fields["as_text"][0]


def test_a_key_that_is_typed_as_text_is_the_question_s_from_then_on(house: House) -> None:
    one, quiz, _, _ = both(house)
    page = open_question(one, quiz)
    old = page.url.rpartition("/")[2].partition("?")[0]
    text = page.form("/questions/").fields["as_text"][0].replace(f"key: {old}", "key: clean-when", 1)
    done = one.submit(page, page.form("/questions/"), go="text", as_text=text)
    assert (done.status, "/questions/clean-when" in done.url) == (200, True)
    other = one.submit(quiz, quiz.form("/questions/new"), kind="true_false")
    text = other.form("/questions/").fields["as_text"][0].replace("type:", "stem: Is it so?\n    type:", 1)
    made = one.submit(other, other.form("/questions/"), go="text", as_text=text)
    own = made.url.rpartition("/")[2].partition("?")[0]
    taken = made.form("/questions/").fields["as_text"][0].replace(f"key: {own}", "key: clean-when", 1)
    kept = one.submit(made, made.form("/questions/"), go="text", as_text=taken)
    assert f"key: {own}" in kept.form("/questions/").fields["as_text"][0]


def test_settings_that_another_changed_meanwhile_stay(house: House) -> None:
    one, quiz, two, other = both(house)
    mine, theirs = one.get(quiz.link("Change")), two.get(other.link("Change"))
    two.submit(theirs, theirs.form("/settings"), intro="Read the lesson first.")
    one.submit(mine, mine.form("/settings"), **dict[str, Any]({"policy.pass_mark": "90"}))
    now = one.get(quiz.link("Change")).form("/settings").fields
    assert (now["intro"], now["policy.pass_mark"]) == (["Read the lesson first."], ["90"])


def test_a_setting_that_both_changed_is_shown(house: House) -> None:
    one, quiz, two, other = both(house)
    mine, theirs = one.get(quiz.link("Change")), two.get(other.link("Change"))
    two.submit(theirs, theirs.form("/settings"), intro="Read the lesson first.")
    refused = one.submit(mine, mine.form("/settings"), intro="Take your time.")
    assert refused.status == 409
    assert "Read the lesson first." in refused.text
    assert refused.form("/settings").fields["intro"] == ["Take your time."]
    one.submit(refused, refused.form("/settings"))
    assert one.get(quiz.link("Change")).form("/settings").fields["intro"] == ["Take your time."]
