"""axe finds nothing on any page, light and dark, on a ward PC and a phone; nothing scrolls sideways at 320 px."""

from collections.abc import Callable

import pytest

from tests.browser.axe import examine
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk
from tests.harness.house import House

pytestmark = pytest.mark.browser

LIST_OF_UNITS = (
    "email,unit,manager\namara.okafor@example.org,4 West,S. Adeyemi\nnobody@example.org,Rehab,L. Petrov\nx,Rehab,\n"
)
THEMES = {1100: "Light", 390: "Dark"}


def set_theme(walk: Walk, theme: str) -> None:
    """Choose the colors on the Display page, as a reader would."""
    page = walk.page
    page.get_by_role("link", name="Display settings").click()
    page.get_by_label(theme, exact=True).check()
    page.get_by_role("button", name="Save settings").click()


def test_ax01_every_page_of_the_learner(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    page = walk.open_in_window()
    problems: list[str] = []

    def look(where: str) -> None:
        problems.extend(examine(page, where))

    page.get_by_role("link", name="Display settings").click()
    look("display")
    page.go_back()
    set_theme(walk, THEMES[width])
    look("home, first visit")
    walk.press("Start")
    look("lesson")
    form = page.locator("form[data-check-form]").first
    form.locator(".choice input").first.check()
    form.get_by_role("button", name="Check my answer").click()
    page.get_by_role("link", name="Answer again").first.wait_for()
    look("lesson, answered")
    walk.read_lessons()
    look("quiz start")
    walk.press("Start the quiz")
    look_at_questions(walk, look)
    walk.press("Submit as Amara Okafor")
    look("result, not passed and waiting")
    walk.press("Back to the module")
    look("home, all but the quiz")
    page.get_by_role("link", name="Not you?").click()
    look("not you")
    assert problems == []


def look_at_questions(walk: Walk, look: Callable[[str], None]) -> None:
    """Each question, empty and answered; then the page that lists them."""
    seen: set[str] = set()
    for number in range(1, 11):
        kind = walk.place.locator("[data-question]").get_attribute("data-question") or ""
        if kind not in seen:
            seen.add(kind)
            look(f"question {kind}")
        if number > 4:
            walk.fill()
            look(f"question {kind}, answered")
        walk.press("Check my answers" if number == 10 else "Next question")
    look("check")


def test_ax04_results_after_passing(make_walk: MakeWalk, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.answer_all()
    walk.press("Submit as Amara Okafor")
    for fold in page.locator("details").all():
        fold.evaluate("element => element.open = true")
    assert examine(page, "result, passed") == []


def test_ax01_every_page_of_the_educator(make_walk: MakeWalk, width: int) -> None:
    learner = make_walk("amara")
    learner.open()
    learner.press("Start")
    walk = make_walk("dana", width=width)
    walk.open()
    page = walk.open_in_window()
    set_theme(walk, THEMES[width])
    problems = examine(page, "people")
    page.get_by_label("Name").fill("nobody")
    page.get_by_role("button", name="Apply").click()
    problems += examine(page, "people, nobody found")
    page.get_by_role("link", name="View as learner").click()
    problems += examine(page, "preview")
    assert problems == []


def test_pages_without_a_session(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("amara", width=width)
    page = walk.page
    problems = []
    for where, path in (
        ("refused", "/lti/login"),
        ("over", "/l/0123456789abcdef0123456789abcdef/"),
        ("nothing there", "/nothing"),
    ):
        page.goto(sqlite_house.tool_url + path)
        problems += examine(page, where)
    assert problems == []


def test_the_demo_lms(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.page.goto(f"{sqlite_house.platform.url}/")
    problems = examine(walk.page, "people of the LMS", themes=1)
    walk.page.goto(f"{sqlite_house.platform.url}/gradebook")
    problems += examine(walk.page, "gradebook", themes=1)
    assert problems == []


def test_the_educator_s_lists_of_people_and_units(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    walk = make_walk("dana", width=width)
    walk.open()
    page = walk.open_in_window()
    set_theme(walk, THEMES[width])
    problems = examine(page, "people, list asked for")
    sqlite_house.work()
    page.reload()
    problems += examine(page, "people, list read")
    page.get_by_role("link", name="Units").click()
    problems += examine(page, "units")
    for text in ("ward,name\n", LIST_OF_UNITS):
        page.get_by_label("CSV file").set_input_files(
            {"name": "u.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        page.get_by_role("button", name="Check this list").click()
        problems += examine(page, "units, looked at")
    page.get_by_role("button", name="Update").click()
    problems += examine(page, "units, taken in")
    page.get_by_role("link", name="Progress").click()
    problems += examine(page, "people with units")
    assert problems == []
