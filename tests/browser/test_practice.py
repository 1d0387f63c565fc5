"""Practice with hints, tries and certainty: a thumb on a phone, keys alone for the checks, axe on what is told."""

import pytest
from playwright.sync_api import Page, expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Practice", custom={"course": "question-gallery", "module": "practice"}),)


def look(page: Page, name: str) -> list[str]:
    """Pictures at both widths, and what axe finds."""
    problems = examine(page, name)
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 844})
        keep(page, f"practice-{name}-{width}")
    return problems


def test_practice(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara", width=390)
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="Hints, tries and certainty").click()
    problems = look(page, "start")
    page.get_by_role("button", name="Start the quiz").tap()
    page.locator('.sure-one:has(input[value="high"])').tap()
    page.locator('.choice:has(input[value="blue"])').tap()
    expect(walk.saved).to_contain_text("Saved")
    problems += look(page, "question")
    page.get_by_role("button", name="Show a hint").press("Enter")
    expect(page.locator("#hint-said-1")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Hint 1 of 2")).to_be_attached()
    expect(page.locator('input[value="blue"]')).to_be_checked()
    expect(page.locator('input[value="high"]')).to_be_checked()
    page.get_by_role("button", name="Check this answer").press("Enter")
    expect(page.locator("#try-said-1")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Not this one.")).to_be_attached()
    problems += look(page, "wrong")
    page.locator('.choice:has(input[value="orange"])').tap()
    page.get_by_role("button", name="Check this answer").press("Enter")
    expect(page.get_by_text("This question is finished.")).to_be_visible()
    expect(page.get_by_text("You were sure, and right.")).to_be_visible()
    problems += look(page, "finished")
    page.get_by_role("button", name="Next question").tap()
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()
    page.get_by_role("button", name="3, no answer yet").tap()
    page.get_by_role("button", name="Check my answers").tap()
    page.get_by_role("button", name="Submit as").tap()
    expect(page.get_by_text("Right, 0.5 of 1")).to_be_visible()
    for fold in page.locator("details.qa > summary").all():
        fold.click()
    problems += look(page, "result")
    assert problems == []
