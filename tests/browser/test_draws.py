"""A quiz with sections on a phone: where a question stands, and the check by sections, free of what axe finds."""

import pytest
from playwright.sync_api import expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="4", title="Draws", custom={"course": "question-gallery", "quiz": "draws"}),)


def test_sections_on_question_and_check(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara", width=390)
    walk.enter()
    page = walk.open_in_window()
    expect(page.get_by_text("3 questions. Most people take")).to_be_visible()
    page.get_by_role("button", name="Start the quiz").click()
    expect(page.get_by_text("For everybody", exact=True)).to_be_visible()
    page.get_by_role("button", name="Next question").last.click()
    expect(page.get_by_text("Drawn for you", exact=True)).to_be_visible()
    keep(page, "draws-question")
    problems = examine(page, "question")
    page.get_by_role("button", name="Next question").last.click()
    page.get_by_role("button", name="Check my answers").last.click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["For everybody", "Drawn for you"])
    keep(page, "draws-check")
    assert [*problems, *examine(page, "check")] == []
