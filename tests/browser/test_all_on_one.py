"""All questions of a try on one page: saved as they are given, kept without a connection, and handed in."""

import pytest
from playwright.sync_api import expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="One page", custom={"course": "question-gallery", "quiz": "one-page"}),)


def test_answers_are_saved_as_they_are_given(make_walk: MakeWalk, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    page = walk.open_in_window()
    walk.press("Start the quiz")
    if width < 600:  # a phone takes them one at a time
        expect(page.get_by_text("Question 1 of")).to_be_visible()
        page.goto(f"{page.url.rpartition('/questions')[0]}/questions")
    problems = examine(page, f"all on one page at {width} px")
    saved = page.locator("[data-saved]")
    page.locator(".choice input").first.check()
    expect(saved).to_contain_text("Saved")
    walk.context.set_offline(True)
    page.locator(".choice input").nth(1).check()
    expect(saved).to_contain_text("not sent", ignore_case=True)
    walk.context.set_offline(False)
    expect(saved).to_contain_text("Saved")
    page.reload()
    expect(page.locator(".choice input").nth(1)).to_be_checked()
    assert problems == []
