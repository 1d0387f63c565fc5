"""A case in stages and a quiz that only goes forward, with script: what is said, what is locked, how it looks."""

import pytest
from playwright.sync_api import expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import look
from tests.browser.conftest import MakeWalk

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Case", custom={"course": "question-gallery", "module": "case"}),)


def test_a_case_in_stages(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="A case in stages").last.click()
    page.get_by_role("button", name="Start the quiz").click()
    problems: list[str] = []
    page.locator('input[value="true"]').check()
    expect(walk.saved).to_contain_text("Saved")
    problems += look(page, "case", "case")
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Confirm and go on").click()
    expect(page.get_by_text("Question 2 has no answer.")).to_be_visible()
    problems += look(page, "empty", "case")
    page.get_by_label("The rare event in a small town").check()
    page.get_by_role("button", name="Confirm and go on").click()
    expect(page.get_by_text("By 7 a.m. a screenshot")).to_be_visible()
    expect(page.get_by_role("button", name="Question 1, answered, locked")).to_be_disabled()
    page.get_by_label("Tell the privacy office").check()
    problems += look(page, "second stage", "case")
    page.get_by_role("button", name="Check my answers").click()
    problems += look(page, "check", "case")
    page.get_by_role("button", name="Submit as").click()
    expect(page.get_by_text("100%").first).to_be_visible()
    assert problems + look(page, "result", "case") == []
