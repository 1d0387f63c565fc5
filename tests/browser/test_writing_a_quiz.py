"""An educator writes a quiz of ten types, places it, mends a wrong key, regrades, and takes it back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import examine
from tests.browser.by_keys import BY_KEYS, Keys
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

TITLE = "Hands and masks"
# What is typed into the form of each type, by the name of the control; True is a tick.
QUESTIONS: dict[str, dict[str, str | bool]] = {
    "single_choice": {
        "stem": "When do you clean your hands first?",
        "options.0.text": "Before the contact",
        "options.1.text": "After the shift",
        "options.1.correct": True,  # wrong, and mended later
    },
    "multiple_response": {
        "stem": "Which of these carry germs?",
        "options.0.text": "Hands",
        "options.1.text": "Door handles",
        "options.2.text": "Boiled water",
        "options.0.correct": True,
        "options.1.correct": True,
    },
    "true_false": {"stem": "Gloves replace clean hands.", "answer": "false"},
    "matching": {
        "stem": "What belongs where?",
        "targets.0.text": "Sharps box",
        "targets.1.text": "Laundry",
        "prompts.0.text": "Needle",
        "prompts.0.match": "A",
        "prompts.1.text": "Sheet",
        "prompts.1.match": "B",
    },
    "categorise": {
        "stem": "Sort these things.",
        "categories.0.text": "Used once",
        "categories.1.text": "Used again",
        "items.0.text": "Mask",
        "items.0.in": "A",
        "items.1.text": "Stethoscope",
        "items.1.in": "B",
    },
    "ordering": {
        "stem": "Put the steps in order.",
        "items.0.text": "Wet the hands",
        "items.1.text": "Rub them",
        "items.2.text": "Dry them",
    },
    "matrix": {
        "stem": "Who wears what?",
        "choose": "many",
        "columns.0.text": "Mask",
        "columns.1.text": "Gown",
        "rows.0.text": "Surgeon",
        "rows.0.correct": "A, B",
        "rows.1.text": "Visitor",
        "rows.1.correct": "A",
    },
    "numeric": {"stem": "How many seconds do you rub?", "accept.0.value": "30", "accept.0.tolerance": "5"},
    "short_text": {"stem": "What do you clean them with?", "accept.0.text": "hand rub"},
    "cloze": {
        "stem": "Fill the gap.",
        "text": "Clean your {what} first.",
        "gaps.0.key": "what",
        "gaps.0.choices.0.text": "hands",
        "gaps.0.choices.0.correct": True,
        "gaps.0.choices.1.text": "shoes",
    },
}
# How a learner answers each, all of it right but for the key that is mended later.
ANSWERS: dict[str, dict[str, Any]] = {
    "when-do-you-clean-your-hands-first": {"choice": "before-the-contact"},
    "which-of-these-carry-germs": {"choices": ["door-handles", "hands"]},
    "gloves-replace-clean-hands": {"answer": False},
    "what-belongs-where": {"pairs": {"needle": "sharps-box", "sheet": "laundry"}},
    "sort-these-things": {"placed": {"mask": "used-once", "stethoscope": "used-again"}},
    "put-the-steps-in-order": {"order": ["wet-the-hands", "rub-them", "dry-them"]},
    "who-wears-what": {"cells": {"surgeon": ["mask", "gown"], "visitor": ["mask"]}},
    "how-many-seconds-do-you-rub": {"typed": "30", "value": "30"},
    "what-do-you-clean-them-with": {"text": "hand rub"},
    "fill-the-gap": {"gaps": {"what": {"choice": "hands"}}},
}
# A page with many rows has many places where Tab stops.
FAR = 480
Put = Callable[[Page, Locator, "str | bool"], None]
Press = Callable[[Page, Locator], None]


def put_by_mouse(page: Page, control: Locator, value: str | bool) -> None:
    if value is True:
        control.check()
    elif control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(str(value))
    else:
        control.fill(str(value))


def put_by_keys(page: Page, control: Locator, value: str | bool) -> None:
    keys = Keys(page)
    is_radio = control.get_attribute("type") == "radio"
    if is_radio:  # one Tab stop for the group: the one that is chosen, or the first; then arrows
        group = page.locator(f'[name="{control.get_attribute("name")}"]')
        chosen = group.and_(page.locator(":checked"))
        keys.tab_to(chosen if chosen.count() else group.first, most=FAR)
        if not chosen.count():
            keys.press("Space")
        while not control.is_checked():
            keys.press("ArrowDown")
        return
    keys.tab_to(control, most=FAR)
    if value is True:
        keys.press("Space")
    elif control.evaluate("element => element.tagName") == "SELECT":
        keys.type(control.locator(f'option[value="{value}"]').inner_text())
    else:
        keys.press("Control+a")
        keys.type(str(value))


def press_by_mouse(page: Page, control: Locator) -> None:
    control.click()


def press_by_keys(page: Page, control: Locator) -> None:
    keys = Keys(page)
    keys.tab_to(control, most=FAR)
    keys.press("Enter")


HANDS = {"mouse": (put_by_mouse, press_by_mouse), "keys": (put_by_keys, press_by_keys)}


class Desk:
    """The educator's page of the editor, and the hand that works on it."""

    def __init__(self, page: Page, put: Put, press: Press) -> None:
        self.page, self._put, self._press = page, put, press

    def put(self, name: str, value: str | bool) -> None:
        control = self.page.locator(f'[id="{name}"]')
        self._put(self.page, control, value)

    def press(self, words: str, *, role: str = "button") -> None:
        target = self.page.get_by_role(role, name=words).first  # type: ignore[arg-type]
        self._press(self.page, target)
        self.page.wait_for_load_state()

    def write(self, kind: str, fields: dict[str, str | bool]) -> None:
        self.put("kind", kind)
        self.press("Add question")
        self.page.locator("[data-editor]").wait_for()
        for name, value in fields.items():
            self.put(name, value)
        expect(self.page.locator("[data-saved]")).to_contain_text("Saved")
        expect(
            self.page.get_by_text("Nothing stands in the way").or_(self.page.locator(".h-warn")).first
        ).to_be_visible()
        self.press("All questions", role="link")


def grades(house: House) -> dict[str, float | None]:
    """Each person's score in the new column of the LMS."""
    house.deliver()
    browser = house.browser()
    rows = browser.get(f"{house.platform.url}/api/gradebook").json()
    return {row["user"]: row["score"] for row in rows if row["label"] == TITLE and row["score"] is not None}


def expect_grades(page: Page, house: House, wanted: dict[str, float | None]) -> None:
    """Grades that many people get at once go out a few in each second, so the last may be due a little later."""
    for _ in range(20):
        if grades(house) == wanted:
            break
        page.wait_for_timeout(250)
    assert grades(house) == wanted


def answer(walk: Walk, *, but: str = "") -> None:
    """Take the quiz; `but` is answered wrongly."""
    walk.open()
    walk.page.get_by_role("link", name=TITLE).first.click()
    walk.move_to_window()
    walk.press("Start the quiz")
    for number in range(1, len(ANSWERS) + 1):
        expect(walk.place.get_by_text(f"Question {number} of {len(ANSWERS)}")).to_be_visible()
        key, page = walk.question_key, walk.page
        kind = str(page.locator("[data-question]").get_attribute("data-kind"))
        BY_KEYS[kind](page, ANSWERS[key] if key != but else {"answer": True})
        expect(walk.saved).to_contain_text("Saved")
        walk.press("Check my answers" if number == len(ANSWERS) else "Next question")
    walk.press("Submit as")
    expect(walk.page.get_by_text("You passed")).to_be_visible()


@pytest.mark.parametrize("hand", HANDS)
def test_from_an_empty_page_to_a_mended_key(hand: str, make_walk: MakeWalk, sqlite_house: House) -> None:
    dana = make_walk("dana", width=1100)
    dana.open()
    desk = Desk(dana.open_in_window(), *HANDS[hand])
    page = desk.page
    problems: list[str] = []

    def look(where: str) -> None:
        if hand == "mouse":
            problems.extend(examine(page, where))

    desk.press("Edit", role="link")
    look("own quizzes, none")
    desk.put("title", TITLE)
    desk.press("Make the quiz")
    look("quiz, empty")
    for kind, fields in QUESTIONS.items():
        desk.write(kind, fields)
    look("quiz of ten")
    expect(page.get_by_text("10 questions")).to_be_visible()
    page.get_by_role("link", name="1. When do you clean").click()
    page.locator("[data-editor]").wait_for()
    look("question")
    desk.press("All questions", role="link")
    desk.press("Change", role="link")
    expect(page.get_by_role("heading", name=f"Settings of {TITLE}")).to_be_visible()
    look("settings")
    desk.press("Cancel", role="link")
    desk.press("Review and publish", role="link")
    look("publish")
    desk.put("note", "First version")
    desk.press("Publish version 1")
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    look("history")
    place(make_walk("dana", width=1100))
    amara, bertil = make_walk("amara", width=390), make_walk("bertil", width=1100)
    answer(amara)
    answer(bertil, but="gloves-replace-clean-hands")
    expect_grades(page, sqlite_house, {"amara": 90, "bertil": 80})
    mend(desk)
    look("history with a new key")
    desk.press("See what changes", role="link")
    look("regrade, rules")
    desk.press("See what changes")
    expect(page.locator("#main")).to_contain_text("Amara Okafor")
    look("regrade, preview")
    desk.put("reason", "The key was wrong")
    desk.press("Apply and send 2 grades")
    expect(page.get_by_role("heading", name="The scores are changed")).to_be_visible()
    look("regrade, done")
    expect_grades(page, sqlite_house, {"amara": 100, "bertil": 90})
    desk.press("Undo")
    expect(page.get_by_role("heading", name="This regrade was undone")).to_be_visible()
    expect_grades(page, sqlite_house, {"amara": 90, "bertil": 80})
    assert problems == []


def place(walk: Walk) -> None:
    """Put the quiz into the LMS's course by its own button."""
    walk.open()
    walk.page.get_by_role("link", name="Add an activity").click()
    walk.page.get_by_role("heading", name="Add an activity").wait_for()
    frame = walk.frame
    frame.get_by_role("heading", name="What should people do here?").wait_for()
    frame.locator("li", has_text=TITLE).locator('[name="item"]').check()
    frame.get_by_role("button", name="Add 1 to the course").click()
    expect(walk.page.get_by_text("added to the course")).to_be_visible()


def mend(desk: Desk) -> None:
    """Another answer is right, and learners get that from now on."""
    desk.press("Keep editing", role="link")
    desk.press("1. When do you clean", role="link")
    desk.put("options.0.correct", True)
    expect(desk.page.locator("[data-saved]")).to_contain_text("Saved")
    desk.press("All questions", role="link")
    desk.press("Review and publish", role="link")
    expect(desk.page.locator("#main")).to_contain_text("Scores can be regraded after publishing")
    desk.put("note", "Question 1: clean hands come first")
    desk.press("Publish version 2")
    expect(desk.page.get_by_text("Nobody’s score has changed by it")).to_be_visible()
