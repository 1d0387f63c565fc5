"""Two people, two tabs, several frames: never mixed, never in each other's way; on one computer the later one holds."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeWalk

pytestmark = pytest.mark.browser

ADD_FRAMES = """addresses => addresses.forEach((address) => {
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.className = "more";
  document.body.append(frame);
})"""


def test_two_people_at_two_computers(make_walk: MakeWalk) -> None:
    amara, bertil = make_walk("amara"), make_walk("bertil", width=390)
    for walk in (amara, bertil):
        walk.open()
        walk.press("Module quiz")
        walk.press("Start the quiz")
    amara.fill()
    for walk, name in ((bertil, "Bertil Lind"), (amara, "Amara Okafor")):
        walk.press("Next question")
        expect(walk.place.get_by_text(f"You are answering as {name}")).to_be_visible()
    expect(amara.place.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    expect(bertil.place.get_by_text("Question 2 of 10 · 0 answered")).to_be_visible()


def test_several_frames_that_load_together_on_a_first_visit(make_walk: MakeWalk) -> None:
    """They race for the browser's cookie; each of them works, also after it was overwritten."""
    walk = make_walk("amara")
    walk.page.goto(f"{walk.house.platform.url}/")
    walk.page.locator('form[action$="/become/amara"] button').click(no_wait_after=True)
    walk.page.wait_for_url("**/course**", wait_until="commit")
    walk.page.evaluate(ADD_FRAMES, [f"{walk.house.platform.url}/launch/3"] * 3)
    frames = [walk.page.frame_locator("iframe").nth(number) for number in range(4)]
    for frame in frames:
        expect(frame.get_by_text("You are answering as Amara Okafor")).to_be_visible()
    for frame in frames:
        frame.get_by_role("link", name="Start").or_(frame.get_by_role("link", name="Continue")).first.click()
        expect(frame.locator("article h1")).to_be_visible()
        frame.locator('form[action$="/done"] button').click()
        expect(frame.get_by_text("You are answering as Amara Okafor")).to_be_visible()


def test_the_next_person_locks_a_page_that_is_still_open(make_walk: MakeWalk) -> None:
    """A save by script learns it, and the page leaves by itself: no answer lands under the wrong name."""
    walk = make_walk("amara")
    walk.context.route("**/session", lambda route: route.abort())  # or the page would ask by itself, and leave first
    walk.open()
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    other = walk.context.new_page()
    other.goto(f"{walk.house.platform.url}/")
    other.locator('form[action$="/become/bertil"] button').click()
    with other.expect_popup() as popup:
        other.get_by_role("link", name="Open in a new window").click()
    bertil = popup.value
    expect(bertil.get_by_text("You are answering as Bertil Lind")).to_be_visible()
    page.locator(".choice input:not(:checked)").first.click()
    expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
    assert "Amara" not in page.content()
    page.go_back()
    expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
    bertil.reload()
    expect(bertil.get_by_text("You are answering as Bertil Lind")).to_be_visible()
