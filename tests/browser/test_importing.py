"""Importing on a ward PC and a phone: the pages are free of what axe finds, and the count follows the ticks."""

import pytest

from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.functional.authoring.test_importing import THREE

pytestmark = pytest.mark.browser


def test_questions_are_pasted_and_looked_at(make_walk: MakeWalk) -> None:
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Name").fill("Hand hygiene")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("link", name="Import").click()
    problems = look(page, "import")
    page.get_by_label("Paste your questions").fill(THREE)
    page.get_by_role("button", name="Look at the questions").click()
    page.get_by_role("button", name="Add 2 questions").wait_for()
    problems += look(page, "what was read")
    page.get_by_label("B. The date of birth").check()
    page.get_by_role("button", name="Add 3 questions").click()
    page.get_by_text("Added 3 questions.").wait_for()
    page.get_by_role("link", name="Download").click()
    problems += look(page, "download")
    assert problems == []
