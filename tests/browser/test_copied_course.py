"""A course is copied by clicks in the LMS: looked over, partly taken back, taken by a learner, graded and reviewed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk
from tests.functional.placing.lms_course import BY_HAND, HISTORIES, QUIZ_TITLE, add_by_hand, grades, teach
from tests.functional.placing.test_review_by_the_lms import place_quiz
from tests.harness.house import House

pytestmark = pytest.mark.browser

COPY = "Autumn course"
MODULE_TITLE = "Patient information online"


def copy_by_clicks(walk: Walk) -> None:
    """The LMS's page of the new course."""
    walk.page.get_by_role("link", name="Copy this course").click()
    walk.page.get_by_label("Name of the new course").fill(COPY)
    walk.page.get_by_role("button", name="Copy").click()
    expect(walk.page.get_by_text(f"Courses › {COPY}")).to_be_visible()


def context_of(house: House) -> str:
    courses = house.browser().get(f"{house.platform.url}/api/courses").json()
    return next(str(course["context_id"]) for course in courses if course["title"] == COPY)


def in_window(walk: Walk, link: str) -> Page:
    """A link of the course that is open, in a window of its own: the LMS's page stays where it is."""
    walk.page.get_by_role("navigation", name="Course").get_by_role("link", name=link, exact=True).click()
    with walk.page.expect_popup() as popup:
        walk.page.get_by_role("link", name="Open in a new window").click()
    popup.value.wait_for_url(f"{walk.house.tool_url}/l/**")
    return popup.value


def test_copied_looked_over_taken_and_graded(make_walk: MakeWalk, sqlite_house: House) -> None:
    house = sqlite_house
    house.order("tools/lakeside-demo", custom=HISTORIES)
    house.launch(house.browser(), "dana")  # links that nobody opened are not known to come from anywhere
    teach(house, add_by_hand(house))
    old = grades(house)
    dana = make_walk("dana")
    dana.enter()
    copy_by_clicks(dana)
    in_window(dana, BY_HAND).close()
    people = in_window(dana, MODULE_TITLE)
    expect(people.get_by_text("This course was copied from Social media in health care. 2 links")).to_be_visible()
    people.get_by_role("link", name="Look them over").click()
    problems = look(people, "copied-by-the-lms", "copies")
    people.get_by_role("button", name=f"Undo: {MODULE_TITLE}").click()
    expect(people.get_by_text("Taken back.")).to_be_visible()
    expect(people.get_by_role("button", name=f"Undo: {BY_HAND}")).to_be_visible()
    problems += look(people, "copied-by-the-lms-undone", "copies")

    amara = make_walk("amara")
    amara.enter()
    amara.page.get_by_role("link", name=COPY).click()
    amara.page.get_by_role("navigation", name="Course").get_by_role("link", name=BY_HAND, exact=True).click()
    expect(amara.frame.get_by_role("heading", name=QUIZ_TITLE)).to_be_visible()
    amara.press("Start the quiz")
    amara.answer_all(wrong=4)
    amara.press("Submit as Amara Okafor")
    house.deliver()
    amara.page.goto(f"{house.platform.url}/gradebook")
    amara.page.get_by_role("link", name=COPY).click()
    expect(
        amara.page.get_by_role("row", name="Amara Okafor").get_by_role("cell", name="60", exact=True)
    ).to_be_visible()
    assert grades(house, context_of(house)) == {("amara", BY_HAND): 60}
    assert grades(house) == old
    assert problems == []


def test_a_grade_is_clicked_and_what_was_handed_in_is_read(make_walk: MakeWalk, sqlite_house: House) -> None:
    house = sqlite_house
    link = place_quiz(house)
    amara = make_walk("amara")
    amara.enter()
    amara.page.goto(f"{house.platform.url}/course?link={link}")
    amara.press("Start the quiz")
    amara.answer_all(wrong=2)
    amara.press("Submit as Amara Okafor")
    house.deliver()
    dana = make_walk("dana")
    dana.enter()
    dana.page.get_by_role("link", name="Gradebook").click()
    with dana.page.expect_popup() as popup:
        dana.page.get_by_role("link", name="80, review what Amara Okafor handed in").click()
    popup.value.wait_for_url(f"{house.tool_url}/l/**")
    expect(popup.value.get_by_text("The answers of Amara Okafor")).to_be_visible()
    assert look(popup.value, "review", "copies") == []


def test_a_preview_by_clicks_leaves_no_grade(make_walk: MakeWalk, sqlite_house: House) -> None:
    house = sqlite_house
    dana = make_walk("dana")
    dana.open()
    dana.press("View as learner")
    expect(dana.frame.get_by_text("You are previewing as a learner. Nothing is kept.")).to_be_visible()
    dana.press("Module quiz")
    dana.press("Start the quiz")
    dana.answer_all()
    dana.place.get_by_role("button", name="Submit").first.click()
    expect(dana.frame.get_by_text("This was a preview. No grade is sent.")).to_be_visible()
    house.deliver()
    assert house.platform.platform.received == []
    assert grades(house) == {}
