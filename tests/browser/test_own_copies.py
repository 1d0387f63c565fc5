"""An educator copies a course, changes a lesson with its preview beside it, and publishes; two in it lose nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import examine
from tests.browser.by_keys import Keys
from tests.browser.conftest import MakeWalk

pytestmark = pytest.mark.browser

NAME = "Privacy, the way we do it"
BEFORE, AFTER = "The chat was closed.", "The chat on the ward tablet was closed."


def test_a_course_is_copied_and_a_lesson_of_it_changed(make_walk: MakeWalk) -> None:
    dana = make_walk("dana", width=1100)
    dana.open()
    page = dana.open_in_window()
    problems: list[str] = []
    dana.press("Edit")
    page.get_by_label("Course", exact=True).select_option("social-media-in-healthcare")
    page.get_by_label("Title of your copy").fill(NAME)
    page.get_by_role("button", name="Copy the course").click()
    expect(page.get_by_text("This is your own copy.")).to_be_visible()
    problems += examine(page, "own courses")
    page.get_by_role("link", name="Closed groups and private messages").click()
    body, preview = page.get_by_label("Text", exact=True), page.locator("[data-told]")
    text = body.input_value()
    body.fill(text.replace(BEFORE, "A [[shut]] door."))
    expect(preview).to_contain_text("No glossary term 'shut'")
    problems += examine(page, "lesson with a fault")
    body.fill(text.replace(BEFORE, AFTER))
    Keys(page).press("Control+s")
    expect(preview).to_contain_text(f"{AFTER} Every member was invited.")
    expect(preview).to_contain_text("Nothing stands in the way")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    problems += examine(page, "lesson")
    page.get_by_role("link", name="Review and publish").click()
    problems += examine(page, "publish a lesson")
    page.get_by_label("What changed, in one line").fill("Our tablet")
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    problems += examine(page, "history of a lesson")

    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("link", name="Closed groups and private messages").click()
    other = dana.context.new_page()
    other.goto(page.url)
    other.get_by_label("Title", exact=True).fill("Closed groups, and what they are not")
    expect(other.locator("[data-saved]")).to_contain_text("Saved")
    body.fill(text.replace(BEFORE, "It was shut."))
    expect(page.get_by_text("Press Save to see both.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Their text")).to_contain_text("title: Closed groups, and what they are not")
    expect(body).to_have_value(text.replace(BEFORE, "It was shut."))
    problems += examine(page, "lesson that two changed")
    assert problems == []
