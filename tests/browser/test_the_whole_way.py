"""From a link in the LMS to a grade in its gradebook, through the frame (test_cookies.py does it on a ward PC)."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeWalk
from tests.harness.house import House

pytestmark = pytest.mark.browser


def wait_for_score(house: House, sub: str, seconds: float = 5.0) -> dict[str, object]:
    """The gradebook's row, once it has a score."""
    deadline = time.monotonic() + seconds
    while (row := house.gradebook(sub))["score"] is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return row


def test_five_lessons_ten_questions_one_grade_on_a_phone(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara", width=390)
    with sqlite_house.worker():
        walk.open()
        walk.press("Start")
        walk.read_lessons()
        walk.press("Start the quiz")
        walk.answer_all()
        walk.press("Submit as Amara Okafor")
        expect(walk.place.get_by_role("heading", name="You passed")).to_be_visible()
        row = wait_for_score(sqlite_house, "amara")
        expect(walk.place.get_by_text("Sent to Lakeside Learning at")).to_be_visible()
    assert row["score"] == 100
    assert row["activity_progress"] == "Completed"
    assert row["grading_progress"] == "FullyGraded"


def test_not_passed_then_passed_with_what_was_missed(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("bertil")
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.answer_all(wrong=3)
    walk.press("Submit as Bertil Lind")
    expect(walk.place.get_by_role("heading", name="Not passed yet")).to_be_visible()
    expect(walk.place.get_by_text("Waiting for Lakeside Learning.")).to_be_visible()
    sqlite_house.deliver()
    first = sqlite_house.gradebook("bertil")["score"]
    walk.press("Try again")  # to the start page, which says what counts
    walk.press("Try again")
    # What was fully right is carried over: three questions are left to answer.
    walk.answer_all(total=3)
    walk.press("Submit as Bertil Lind")
    expect(walk.place.get_by_role("heading", name="You passed")).to_be_visible()
    time.sleep(1.1)  # the LMS takes one score a second for each person
    sqlite_house.deliver()
    assert first < 80
    assert sqlite_house.gradebook("bertil")["score"] == 100


def test_the_educator_sees_who_is_where(make_walk: MakeWalk, sqlite_house: House) -> None:
    learner = make_walk("amara")
    learner.open()
    learner.press("Start")
    learner.read_lessons(2)
    educator = make_walk("dana")
    educator.open()
    row = educator.place.get_by_role("row", name="Amara Okafor")
    expect(row).to_be_visible()
    expect(row.get_by_text("Done")).to_have_count(2)


def test_in_a_window_of_its_own(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    expect(page.get_by_role("heading", name="Patient information online")).to_be_visible()
    walk.press("Start")
    expect(page.locator("article h1")).to_be_visible()


def test_finish_and_close_leads_back_and_ends_the_session(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    inside = page.url
    page.get_by_role("button", name="Finish and close").click()
    page.wait_for_url(f"{sqlite_house.platform.url}/course**")
    page.goto(inside)
    expect(page.get_by_role("heading", name="Please open the link again")).to_be_visible()


def test_the_next_person_at_the_same_computer(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    other = walk.context.new_page()
    other.goto(f"{sqlite_house.platform.url}/")
    other.locator('form[action$="/become/bertil"] button').click()
    with other.expect_popup() as popup:
        other.get_by_role("link", name="Open in a new window").click()
    expect(popup.value.get_by_text("You are answering as Bertil Lind")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
    assert "Amara" not in page.content()
