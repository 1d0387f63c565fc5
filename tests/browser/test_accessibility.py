"""axe finds nothing on any page, light and dark, on a ward PC and a phone; nothing scrolls sideways at 320 px."""

from collections.abc import Callable

import pytest

from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk
from tests.harness.house import House

pytestmark = pytest.mark.browser

LIST_OF_UNITS = (
    "email,unit,manager\namara.okafor@example.org,4 West,S. Adeyemi\nnobody@example.org,Rehab,L. Petrov\nx,Rehab,\n"
)


def go_dark(walk: Walk) -> None:
    """Choose the dark colors on the Display page, as a reader would; axe looks at the light ones, too."""
    page = walk.page
    page.get_by_role("link", name="Display settings").click()
    page.get_by_label("Dark", exact=True).check()
    page.get_by_role("button", name="Save settings").click()


def test_ax01_every_page_of_the_learner(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    problems: list[str] = []

    def see(where: str) -> None:
        problems.extend(look(page, where))

    page.get_by_role("link", name="Display settings").click()
    see("display")
    page.go_back()
    go_dark(walk)
    see("home, first visit")
    walk.press("Start")
    see("lesson")
    form = page.locator("form[data-check-form]").first
    form.locator(".choice input").first.check()
    form.get_by_role("button", name="Check my answer").click()
    page.get_by_role("link", name="Answer again").first.wait_for()
    see("lesson, answered")
    walk.read_lessons()
    see("quiz start")
    walk.press("Start the quiz")
    look_at_questions(walk, see)
    walk.press("Submit as Amara Okafor")
    see("result, not passed and waiting")
    walk.press("Back to the module")
    see("home, all but the quiz")
    page.get_by_role("link", name="Not you?").click()
    see("not you")
    assert problems == []


def look_at_questions(walk: Walk, see: Callable[[str], None]) -> None:
    """Each question, empty and answered; then the page that lists them."""
    seen: set[str] = set()
    for number in range(1, 11):
        kind = walk.place.locator("[data-question]").get_attribute("data-question") or ""
        if kind not in seen:
            seen.add(kind)
            see(f"question {kind}")
        if number > 4:
            walk.fill()
            see(f"question {kind}, answered")
        walk.press("Check my answers" if number == 10 else "Next question")
    see("check")


def test_ax04_results_after_passing(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.answer_all()
    walk.press("Submit as Amara Okafor")
    for fold in page.locator("details").all():
        fold.evaluate("element => element.open = true")
    assert look(page, "result, passed") == []


def test_ax01_every_page_of_the_educator(make_walk: MakeWalk) -> None:
    learner = make_walk("amara")
    learner.open()
    learner.press("Start")
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    go_dark(walk)
    problems = look(page, "people")
    page.get_by_label("Name").fill("nobody")
    page.get_by_role("button", name="Apply").click()
    problems += look(page, "people, nobody found")
    page.get_by_role("link", name="View as learner").click()
    problems += look(page, "preview")
    assert problems == []


def test_pages_without_a_session(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    page = walk.page
    problems = []
    for where, path in (
        ("refused", "/lti/login"),
        ("over", "/l/0123456789abcdef0123456789abcdef/"),
        ("nothing there", "/nothing"),
    ):
        page.goto(sqlite_house.tool_url + path)
        problems += look(page, where)
    assert problems == []


def test_the_demo_lms(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.page.goto(f"{sqlite_house.platform.url}/")
    problems = look(walk.page, "people of the LMS", themes=1)
    walk.page.goto(f"{sqlite_house.platform.url}/gradebook")
    problems += look(walk.page, "gradebook", themes=1)
    assert problems == []


def test_the_educator_s_lists_of_people_and_units(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    go_dark(walk)
    problems = look(page, "people, list asked for")
    sqlite_house.work()
    page.reload()
    problems += look(page, "people, list read")
    page.get_by_role("link", name="Units").click()
    problems += look(page, "units")
    for text in ("ward,name\n", LIST_OF_UNITS):
        page.get_by_label("CSV file").set_input_files(
            {"name": "u.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        page.get_by_role("button", name="Check this list").click()
        problems += look(page, "units, looked at")
    page.get_by_role("button", name="Update").click()
    problems += look(page, "units, taken in")
    page.get_by_role("link", name="Progress").click()
    problems += look(page, "people with units")
    assert problems == []
