"""The whole quiz without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.by_keys import Keys
from tests.browser.conftest import MakeWalk
from tests.harness.answers import right_answers

pytestmark = pytest.mark.browser


def test_ax02_the_quiz_by_keys_alone(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    keys = Keys(page)
    page.get_by_role("link", name="Module quiz").press("Enter")
    page.get_by_role("button", name="Start the quiz").press("Enter")
    for number in range(1, 11):
        expect(page.get_by_text(f"Question {number} of 10")).to_be_visible()
        response = right_answers()[walk.question_key]
        typed = response.get("typed") or response.get("text")
        if typed is not None:
            page.locator('input[name="typed"], input[name="text"]').focus()
            keys.type(str(typed))
            keys.press("Tab")
        else:
            wanted = {str(v).lower() for v in response.get("choices", [response.get("choice", response.get("answer"))])}
            options = page.locator(".choice input").all()
            for place, option in enumerate(options, 1):
                if str(option.get_attribute("value")).lower() in wanted:
                    keys.press(str(place))
        expect(walk.saved).to_contain_text("Saved")
        keys.press("n")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    page.get_by_role("button", name="Submit as Amara Okafor").press("Enter")
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()
    expect(page.get_by_text("100%")).to_be_visible()
