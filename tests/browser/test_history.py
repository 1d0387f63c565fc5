"""Back, forward and reload in each mode: in the frame, in a window by handover, in a window by a login of its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeProfile, MakeWalk, refuse_cookies
from tests.browser.walk import Walk
from tests.harness.house import House

pytestmark = pytest.mark.browser

MODES = ("frame", "handover", "login")


@pytest.fixture(params=MODES)
def walk(request: pytest.FixtureRequest, sqlite_house: House) -> Walk:
    """Amara inside the tool."""
    if request.param == "login":
        make_profile: MakeProfile = request.getfixturevalue("make_profile")
        walk = make_profile("amara", refuse_cookies(sqlite_house))
        walk.enter()
        walk.log_in_window()
        return walk
    make_walk: MakeWalk = request.getfixturevalue("make_walk")
    walk = make_walk("amara")
    walk.open()
    if request.param == "handover":
        walk.move_to_window()
    return walk


def test_back_forward_and_reload(walk: Walk) -> None:
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    walk.press("Next question")
    shows = _teller(walk)
    shows("Question 2 of 10 · 1 answered")
    walk.place.evaluate("() => { history.back() }")
    shows("Question 1 of 10 · 1 answered")
    expect(walk.place.locator(".choice input:checked")).to_have_count(1)
    walk.place.evaluate("() => { history.forward() }")
    shows("Question 2 of 10 · 1 answered")
    with walk.page.expect_event("framenavigated"):
        walk.place.evaluate("() => { location.reload() }")
    walk.fill()
    shows("Question 2 of 10 · 2 answered")
    walk.place.evaluate("() => { history.go(-2) }")
    expect(walk.place.get_by_role("link", name="Go on with question 2")).to_be_visible()
    walk.place.evaluate("() => { history.go(2) }")
    shows("Question 2 of 10 · 2 answered")
    walk.press("Next question")
    shows("Question 3 of 10 · 2 answered")


def _teller(walk: Walk) -> Callable[[str], None]:
    return lambda words: expect(walk.place.get_by_text(words)).to_be_visible()
