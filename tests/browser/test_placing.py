"""Dana adds two activities inside the LMS's page, and Amara finds them in her course."""

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk, keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

MODULE = "Patient information online"
QUIZ = "Module quiz: patient information online"


def ask(walk: Walk) -> Frame:
    """Press the LMS's own button; the picker inside its frame."""
    walk.open()
    walk.page.get_by_role("link", name="Add an activity").click()
    walk.page.get_by_role("heading", name="Add an activity").wait_for()
    frame = walk.frame
    frame.get_by_role("heading", name="What should people do here?").wait_for()
    return frame


def choose(place: Frame | Page, title: str) -> None:
    place.locator("li", has_text=title).filter(has=place.get_by_text(title, exact=True)).locator(
        '[name="item"]'
    ).check()


def test_dana_adds_two_and_amara_sees_them(make_walk: MakeWalk, width: int) -> None:
    dana = make_walk("dana", width=width)
    frame = ask(dana)
    expect(frame.get_by_text("Nothing chosen yet")).to_be_visible()
    choose(frame, MODULE)
    choose(frame, QUIZ)
    frame.get_by_label(f"Points for {QUIZ}").fill("20")
    frame.get_by_label(f"Send a grade for {MODULE}", exact=True).uncheck()
    expect(frame.locator("[data-count]")).to_have_text("2 chosen · 1 sends a grade")
    frame.get_by_role("button", name="Add 2 to the course").click()
    expect(dana.page.get_by_text("2 activities were added to the course.")).to_be_visible()
    amara = make_walk("amara", width=width)
    amara.open()
    amara.page.get_by_role("link", name=QUIZ).click()
    expect(amara.frame.get_by_role("heading", name=QUIZ)).to_be_visible()
    amara.page.goto(f"{amara.house.platform.url}/gradebook")
    expect(amara.page.get_by_role("columnheader", name=QUIZ)).to_be_visible()
    assert amara.page.get_by_role("columnheader", name=MODULE).count() == 2  # the course's own, and the quiz's


def test_cancel_and_choosing_nothing(make_walk: MakeWalk) -> None:
    dana = make_walk("dana")
    frame = ask(dana)
    frame.get_by_role("button", name="Add to the course").click()
    expect(dana.frame.get_by_text("Choose at least one.")).to_be_visible()
    dana.frame.get_by_role("button", name="Cancel").click()
    dana.page.wait_for_url("**/course")


@pytest.mark.parametrize("size", [(1100, 900), (615, 457), (390, 844)])
def test_the_picker_for_everybody(make_walk: MakeWalk, sqlite_house: House, size: tuple[int, int]) -> None:
    dana = make_walk("dana")
    dana.open()
    page = dana.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{sqlite_house.platform.url}/content/select")  # in the whole window: a frame has a partition of its own
    page.wait_for_url(f"{sqlite_house.tool_url}/**/picker")
    problems = examine(page, "picker")
    choose(page, MODULE)
    choose(page, QUIZ)
    problems += examine(page, "picker, chosen")
    keep(page, f"picker-{size[0]}")
    page.get_by_label(f"Points for {QUIZ}").fill("200")
    page.get_by_role("button", name="Add 2 to the course").click()
    page.get_by_text("Write a whole number").wait_for()
    problems += examine(page, "picker, refused")
    keep(page, f"picker-refused-{size[0]}")
    assert problems == []
