"""The pages of a link that was added by hand, of a copied course and of a review: for everybody, at every width."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk, keep
from tests.harness.house import House

pytestmark = pytest.mark.browser

BY_HAND = Link("9", "Week 1", {}, None)
COPY = Link("19", "Week 1", {"link_history": "9", "context_history": "7"}, None)
QUIZ = "Module quiz: patient information online"


def open_link(walk: Walk, house: House, link: Link, *, course: str = "7") -> Page:
    """In the whole window: a frame has a partition of its own."""
    platform = house.platform.platform
    known = (*[each for each in platform.settings.links if each.id != link.id], link)
    platform.settings = replace(platform.settings, links=known, context_id=course)
    walk.open()
    walk.page.goto(f"{house.platform.url}/launch/{link.id}")
    walk.page.wait_for_url(f"{house.tool_url}/l/**")
    return walk.page


def look(page: Page, where: str, size: tuple[int, int]) -> list[str]:
    problems = examine(page, where)
    keep(page, f"{where}-{size[0]}")
    return problems


@pytest.mark.parametrize("size", [(1100, 900), (615, 457), (390, 844)])
def test_chosen_by_hand_and_copied(make_walk: MakeWalk, sqlite_house: House, size: tuple[int, int]) -> None:
    house, problems = sqlite_house, []
    amara, dana = (make_walk(sub) for sub in ("amara", "dana"))
    for walk in (amara, dana):
        walk.page.set_viewport_size({"width": size[0], "height": size[1]})
    waiting = open_link(amara, house, BY_HAND)
    expect(waiting.get_by_role("heading", name="This is not set up yet")).to_be_visible()
    problems += look(waiting, "not-set-up", size)
    page = open_link(dana, house, BY_HAND)
    problems += look(page, "choose", size)
    page.get_by_label("Search titles").fill("module quiz")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("1 found.").wait_for()
    page.get_by_role("radio").check()
    page.get_by_role("button", name="Let the link open this").click()
    page.get_by_role("heading", name="Progress").wait_for()
    page.get_by_role("link", name="View as learner").click()
    expect(page.get_by_text("You are previewing as a learner.")).to_be_visible()
    problems += look(page, "preview", size)
    page = open_link(dana, house, COPY, course="8")
    page.get_by_text("This course was copied from").wait_for()
    problems += look(page, "copied-people", size)
    page.get_by_role("link", name="Look them over").click()
    problems += look(page, "copied", size)
    page.get_by_role("button", name="Undo: Week 1").click()
    page.get_by_text("Taken back.").wait_for()
    problems += look(page, "copied-undone", size)
    assert problems == []
