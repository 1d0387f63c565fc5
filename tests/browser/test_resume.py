"""Closing the browser at any moment and launching again, on another device too, lands where she left off."""

import pytest
from playwright.sync_api import Response, expect

from tests.browser.conftest import MakeWalk

pytestmark = pytest.mark.browser


def test_the_same_question_on_another_device(make_walk: MakeWalk) -> None:
    ward = make_walk("amara")
    ward.open()
    ward.press("Module quiz")
    ward.press("Start the quiz")
    for _ in range(3):
        ward.fill()
        ward.press("Next question")
    ward.fill()
    key = ward.question_key
    chosen = ward.place.locator(".choice input:checked").get_attribute("value")
    ward.context.close()

    phone = make_walk("amara", width=390)
    phone.open()
    expect(phone.place.get_by_text("Question 4 of 10 · 4 answered")).to_be_visible()
    assert phone.question_key == key
    assert phone.place.locator(".choice input:checked").get_attribute("value") == chosen
    phone.press("Back")
    expect(phone.place.locator(".choice input:checked").first).to_be_visible()


def test_a_question_opened_from_the_list_of_answers(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    for number in range(1, 11):
        walk.press("Check my answers" if number == 10 else "Next question")
    walk.press("Back to question 1")
    walk.context.close()

    again = make_walk("amara")
    again.open()
    expect(again.place.get_by_text("Question 1 of 10 · 0 answered")).to_be_visible()


def test_half_typed_text_is_there_again(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    while not walk.place.locator('input[name="text"]').count():
        walk.press("Next question")
    walk.place.locator('input[name="text"]').press_sequentially("autho")
    expect(walk.saved).to_contain_text("Saved")
    walk.context.close()

    again = make_walk("amara")
    again.open()
    expect(again.place.locator('input[name="text"]')).to_have_value("autho")


def told(answer: Response) -> str:
    return answer.request.post_data or ""


def test_the_half_read_lesson_at_its_block(make_walk: MakeWalk, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    walk.press("Start")
    walk.read_lessons(1)
    heading = walk.place.locator("article h2").nth(2)
    title = heading.inner_text()
    block = heading.evaluate("element => element.closest('[data-block]').id")
    with walk.page.expect_response(lambda answer: answer.url.endswith("/position") and block in told(answer)):
        heading.evaluate("element => element.scrollIntoView({block: 'start'})")
    walk.context.close()

    again = make_walk("amara", width=width)
    again.open()
    expect(again.place.locator("article h1")).to_have_text("Eighteen identifiers and one trap")
    expect(again.place.get_by_role("heading", name=title)).to_be_in_viewport()


def test_a_check_answered_in_a_lesson_is_kept(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    walk.press("Start")
    form = walk.place.locator("form[data-check-form]").first
    form.locator(".choice input").first.check()
    form.get_by_role("button", name="Check my answer").click()
    expect(walk.place.locator("[data-saved]").first).to_contain_text("Saved")
    walk.context.close()

    again = make_walk("amara")
    again.open()
    expect(again.place.get_by_role("link", name="Answer again").first).to_be_visible()


def test_a_reload_and_the_back_button_change_nothing(make_walk: MakeWalk) -> None:
    walk = make_walk("amara")
    walk.open()
    page = walk.open_in_window()
    walk.press("Module quiz")
    walk.press("Start the quiz")
    walk.fill()
    walk.press("Next question")
    page.reload()
    expect(page.get_by_text("Question 2 of 10 · 1 answered")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Question 1 of 10 · 1 answered")).to_be_visible()
    expect(page.locator(".choice input:checked")).to_have_count(1)
