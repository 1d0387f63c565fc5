"""Writing in the fields of a question and in its text: neither takes back the other, also where somebody else saves."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeWalk
from tests.functional.authoring.test_editor import add, choice, make_quiz
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_the_text_waits_for_what_is_typed_in_the_fields(make_walk: MakeWalk, sqlite_house: House) -> None:
    other = sqlite_house.browser()
    quiz = add(other, make_quiz(sqlite_house, other), "single_choice", **choice())
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    for link in ("Edit", "Hand hygiene", "1. When do you clean your hands?"):
        page.get_by_role("link", name=link, exact=True).click()
    text, stem = page.get_by_label("The question as text"), page.locator('[name="stem"]')
    page.locator("summary", has_text="As text").click()
    page.wait_for_load_state()
    expect(text).to_be_editable()
    stem.fill("When exactly?")
    assert not text.is_editable()
    expect(text).to_have_value("""  - key: when-do-you-clean-your-hands
    type: single_choice
    stem: When exactly?
    options:
      - {key: before-each-contact, text: Before each contact, correct: true}
      - {key: once-a-shift, text: Once a shift}
    rationale: Each contact can carry germs.
""")
    expect(text).to_be_editable()

    theirs = other.get(other.get(quiz.url).link("1. When exactly?"))
    other.submit(theirs, theirs.form("/questions/"), go="stay", rationale="Germs travel.")
    stem.fill("When, do you think?")
    expect(page.locator("[data-conflict]")).to_be_visible()
    assert not text.is_editable()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Somebody else changed this question meanwhile")).to_be_visible()
    expect(stem).to_have_value("When, do you think?")
