"""A quiz is taken out as a file and comes back changed: both texts are shown, one is updated. axe finds nothing."""

from pathlib import Path

import pytest

from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.functional.authoring.test_importing_files import QUIZ, changed

pytestmark = pytest.mark.browser


def test_a_file_is_looked_at_beside_what_is_there(make_walk: MakeWalk, tmp_path: Path) -> None:
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Name").fill("Hand hygiene")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("link", name="Import").click()
    given = tmp_path / "clean-hands.yaml"
    given.write_text(QUIZ)
    page.get_by_label("Or choose a file").set_input_files(given)
    page.get_by_role("button", name="Look at the questions").click()
    page.get_by_label("Take the file’s name and settings too").wait_for()
    problems = look(page, "a file of ours")
    page.get_by_role("button", name="Add 2 questions").click()
    page.get_by_text("Added 2 questions.").wait_for()

    page.get_by_role("link", name="Download").click()
    problems += look(page, "download")
    with page.expect_download() as taken:
        page.get_by_role("button", name="This quiz (YAML)").click()
    text = Path(taken.value.path()).read_text()
    assert text == QUIZ
    page.get_by_role("link", name="Edit quiz").click()
    page.get_by_role("link", name="Import").click()
    given.write_text(changed(text))
    page.get_by_label("Or choose a file").set_input_files(given)
    page.get_by_role("button", name="Look at the questions").click()
    page.get_by_label("Update yours").check()
    page.get_by_text("Each line that differs").click()
    problems += look(page, "beside what is there")
    page.get_by_role("button", name="Save 2 questions").click()
    page.get_by_text("Added 1 question and updated 1.").wait_for()
    assert problems == []
