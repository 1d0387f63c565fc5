"""What those who teach see of the LMS's list: who never started, units, and a list that is not shared."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.browser.test_accessibility import LIST_OF_UNITS
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_who_never_started_and_units(make_walk: MakeWalk, sqlite_house: House) -> None:
    house = sqlite_house
    house.order("people", sub="nia", given_name="Nia", family_name="Obi")
    make_walk("amara").open()
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    house.work()
    page.get_by_role("link", name="Units").click()
    problems = look(page, "units-empty", "people")
    page.get_by_label("CSV file").set_input_files(
        {"name": "units.csv", "mimeType": "text/csv", "buffer": LIST_OF_UNITS.encode()}
    )
    page.get_by_role("button", name="Check this list").click()
    problems += look(page, "units-preview", "people")
    page.get_by_role("button", name="Update").click()
    problems += look(page, "units-updated", "people")
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("Nia Obi")).to_be_visible()
    problems += look(page, "matrix-with-units", "people")
    page.get_by_role("link", name="View as learner").click()
    expect(page.get_by_text("You are previewing as a learner.")).to_be_visible()
    problems += look(page, "preview-of-module", "people")
    assert problems == []


def test_a_list_that_is_not_shared(make_walk: MakeWalk, sqlite_house: House) -> None:
    house = sqlite_house
    house.trouble("status", status=403, path="members")
    make_walk("amara").open()
    walk = make_walk("dana")
    walk.open()
    house.work()
    page = walk.open_in_window()
    expect(page.get_by_text("does not share its list of people")).to_be_visible()
    assert look(page, "roster-refused", "people") == []
