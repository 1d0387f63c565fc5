"""An educator on a phone keeps a bank, takes five of its questions into a quiz, and puts them in order: by dragging
with a finger, by keys, by moving one away and undoing that. Every page is free of what axe finds."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import examine
from tests.browser.by_keys import Keys
from tests.browser.conftest import MakeWalk
from tests.browser.walk import keep

pytestmark = pytest.mark.browser


def fill_the_bank(page: Page) -> None:
    page.get_by_label("Title of the bank").fill("Steps")
    page.get_by_role("button", name="Make the bank").click()
    page.get_by_role("link", name="Import").click()
    questions = (f"What comes at step {n}?\nA. Wash\nB. Wait\nANSWER: A\n" for n in range(1, 7))
    page.get_by_label("Paste your questions").fill("\n".join(questions))
    page.get_by_role("button", name="Look at the questions").click()
    page.get_by_role("button", name="Add 6 questions").click()
    page.get_by_text("Added 6 questions.").wait_for()
    page.get_by_role("link", name="All quizzes").click()


def order(page: Page) -> list[str]:
    """The steps in the order of the list."""
    return [text.rstrip("?")[-1] for text in page.locator(".qlist a.t").all_inner_texts()]


def drag(page: Page, from_row: int, to_row: int) -> None:
    """With one finger, from grip to grip."""
    boxes = [page.locator("[data-grip]").nth(row).bounding_box() for row in (from_row, to_row)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    x, start, end = boxes[0]["x"] + 9, boxes[0]["y"] + 17, boxes[1]["y"] + 30
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: float) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for y in points]})

    send("touchStart", start)
    for part in range(1, 9):
        send("touchMove", start + (end - start) * part / 8)
    send("touchEnd")


def test_five_questions_of_a_bank_are_put_in_order(make_walk: MakeWalk) -> None:
    walk = make_walk("dana", width=390)
    walk.enter()
    page = walk.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    fill_the_bank(page)
    page.get_by_label("Name", exact=True).fill("Ward round")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("link", name="Take from a bank").click()
    page.get_by_role("searchbox").fill("step")
    page.get_by_role("button", name="Search").last.click()
    for number in range(1, 6):
        page.get_by_label(f"What comes at step {number}?").check()
    keep(page, "bank-take")
    problems = examine(page, "take")
    page.get_by_role("button", name="Take what is ticked").click()
    expect(page.get_by_text("Added 5 questions.")).to_be_visible()

    status = page.locator("[data-moved]")
    page.locator("[data-grip]").first.scroll_into_view_if_needed()
    drag(page, 0, 2)
    expect(status).to_have_text("“What comes at step 1?” is now question 3 of 5.")
    assert order(page) == ["2", "3", "1", "4", "5"]
    page.get_by_role("link", name="4. What comes at step 4?").focus()
    Keys(page).press("Alt+ArrowUp")
    expect(status).to_have_text("“What comes at step 4?” is now question 3 of 5.")
    expect(page.get_by_role("link", name="3. What comes at step 4?")).to_be_focused()
    page.get_by_role("button", name="Move down question 1").press("Enter")
    expect(status).to_have_text("“What comes at step 2?” is now question 2 of 5.")
    expect(page.get_by_role("button", name="Move down question 2")).to_be_focused()
    assert order(page) == ["3", "2", "4", "1", "5"]
    keep(page, "bank-quiz")
    problems += examine(page, "quiz")

    page.get_by_role("link", name="Move question 5 to another quiz").click()
    problems += examine(page, "move")
    page.get_by_label("Steps · bank").check()
    page.get_by_role("button", name="Move the question").click()
    expect(page.get_by_text("to “Steps”.")).to_be_visible()
    assert order(page) == ["3", "2", "4", "1"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is as it was before.")).to_be_visible()
    assert order(page) == ["3", "2", "4", "1", "5"]

    page.get_by_role("link", name="Set up what is drawn").first.click()
    page.get_by_label("How many").fill("1")
    page.get_by_label("From the bank").select_option("steps")
    problems += examine(page, "draws")
    page.get_by_role("button", name="Save what is drawn").click()
    expect(page.get_by_text("1 of 6 drawn from Steps")).to_be_visible()
    problems += examine(page, "drawn")
    page.get_by_role("link", name="1. What comes at step 3?").click()
    page.get_by_role("link", name="Wide", exact=True).click()
    expect(page.get_by_role("link", name="Wide", exact=True)).to_have_attribute("aria-current", "true")
    problems += examine(page, "question, wide")
    page.get_by_role("link", name="Change the kind").click()
    page.get_by_label("Make it").select_option("true_false")
    page.get_by_role("button", name="Show what that does").click()
    expect(page.get_by_text("The answers, and which of them are right")).to_be_visible()
    problems += examine(page, "kind")
    assert problems == []
