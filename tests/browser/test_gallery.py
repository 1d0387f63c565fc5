"""The gallery course, every type: by keys alone on a ward PC, by thumb on a phone, with the score at the end."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms_plugin.demo.platform.settings import Link
from tests.browser.axe import examine
from tests.browser.by_keys import BY_KEYS, Answer, Keys, cells_of, order_of
from tests.browser.conftest import MakeWalk
from tests.browser.walk import Walk, keep
from tests.harness.answers import right_answers
from tests.harness.house import House

pytestmark = pytest.mark.browser

LINKS = (Link(id="3", title="Question gallery", custom={"course": "question-gallery", "module": "every-type"}),)


# By thumb: every touch is a tap on what is seen.


def thumb_choices(page: Page, answer: Answer) -> None:
    given = answer.get("choices", [answer.get("choice", answer.get("answer"))])
    for value in given:
        page.locator(f'.choice:has(input[value="{str(value).lower()}"])').tap()


def thumb_typed(page: Page, answer: Answer) -> None:
    box = page.locator('[name="typed"], [name="text"]')
    box.tap()
    Keys(page).type(str(answer.get("typed") or answer.get("text")))
    box.blur()


def thumb_pairs(page: Page, answer: Answer) -> None:
    # The list that a phone opens for a select is its own; no script reaches into it.
    [(field, pairs)] = answer.items()
    for row, target in pairs.items():
        page.locator(f'select[name="{field}:{row}"]').select_option(target)


def thumb_order(page: Page, answer: Answer) -> None:
    for place, key in enumerate(answer["order"]):
        while order_of(page).index(key) > place:
            page.locator(f'li[data-key="{key}"] [data-move="-1"]').tap()


def thumb_grid(page: Page, answer: Answer) -> None:
    for cell in cells_of(answer):
        page.locator(f"label:has({cell})").tap()


def thumb_gaps(page: Page, answer: Answer) -> None:
    for gap, given in answer["gaps"].items():
        control = page.locator(f'[name="gaps:{gap}"]')
        if "choice" in given:
            control.select_option(given["choice"])
        else:
            control.tap()
            Keys(page).type(str(given.get("typed") or given.get("text")))
            control.blur()


def thumb_agree(page: Page, answer: Answer) -> None:
    page.locator('.choice:has(input[name="agreed"])').tap()


def thumb_hotspot(page: Page, answer: Answer) -> None:
    picture = page.locator("[data-picture]")
    box = picture.bounding_box()
    assert box is not None
    for left, top in ((0.9, 0.05), (0.455, 0.6)):  # beside everything, then on the mug: the first mark gives way
        picture.tap(position={"x": box["width"] * left, "y": box["height"] * top})
        expect(page.get_by_label("My mark:")).to_have_count(1)


BY_THUMB: dict[str, Callable[[Page, Answer], None]] = {
    "choices": thumb_choices,
    "typed": thumb_typed,
    "essay": thumb_typed,
    "pairs": thumb_pairs,
    "order": thumb_order,
    "grid": thumb_grid,
    "gaps": thumb_gaps,
    "agree": thumb_agree,
    "hotspot": thumb_hotspot,
}


# As a screen reader reads a question: what is asked, its answers, whether they are saved, and the way on.
HEARD = {
    "choices": (r"^\s*- group .*:$", r"- (radio|checkbox) ", r"- status", r'- button "Flag'),
    "typed": (r"- textbox ", r"- paragraph", r"- status", r'- button "Flag'),
    "essay": (r"- textbox ", r"- paragraph", r"- status", r'- button "Flag'),
    "pairs": (r"^\s*- group .*:$", r"- combobox ", r"- status", r'- button "Flag'),
    "order": (r"^\s*- group .*:$", r"- list", r"button .*Move ", r"- status", r'- button "Flag'),
    "grid": (
        r"^\s*- group .*:$",
        r"- columnheader ",
        r"- rowheader ",
        r"- (radio|checkbox) ",
        r"- status",
        r'- button "Flag',
    ),
    "gaps": (
        r"^\s*- group .*:$",
        r"(textbox|combobox) .*Gap 1 of",
        r"(textbox|combobox) .*Gap 2 of",
        r"- status",
        r'- button "Flag',
    ),
    "hotspot": (r"^\s*- group .*:$", r"- img ", r"- checkbox ", r"- status", r'- button "Flag'),
    "agree": (r"^\s*- group .*:$", r"- paragraph", r"- checkbox ", r"- status", r'- button "Flag'),
}


def out_of_order(page: Page, name: str) -> list[str]:
    """What the accessibility tree says in another order than it should, or not at all."""
    lines = page.locator("#main").aria_snapshot().splitlines()
    if folder := os.environ.get("LMS_PLUGIN_TESTS_PICTURES"):
        (Path(folder) / f"heard-{name}.txt").write_text("\n".join(lines))
    kind = str(page.locator("[data-question]").get_attribute("data-kind"))
    at = next(index for index, line in enumerate(lines) if "navigation" in line)
    for wanted in HEARD[kind]:
        found = next((index for index in range(at + 1, len(lines)) if re.search(wanted, lines[index])), None)
        if found is None:
            return [f"{name}: {wanted} is not said after {lines[at].strip()}"]
        at = found
    return []


def examine_narrow(page: Page, name: str) -> list[str]:
    """What axe finds at 400 % zoom: 1280 by 1024 px are seen through 320 by 256."""
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 256})
    found = examine(page, f"{name} at 320 px")
    assert size is not None
    page.set_viewport_size(size)
    return found


def begin(walk: Walk) -> Page:
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="One of each").click()
    page.get_by_role("button", name="Start the quiz").click()
    return page


def test_ax08_every_type(make_walk: MakeWalk, sqlite_house: House, width: int) -> None:
    by_keys = width > 600
    walk = make_walk("amara" if by_keys else "bertil", width=width)
    page = begin(walk)
    answers = right_answers("question-gallery")
    total = page.locator(".qnav button").count()
    problems: list[str] = []
    for number in range(1, total + 1):
        expect(page.get_by_text(f"Question {number} of {total}")).to_be_visible()
        question = page.locator("[data-question]")
        kind, name = (str(question.get_attribute(f"data-{each}")) for each in ("kind", "question"))
        (BY_KEYS if by_keys else BY_THUMB)[kind](page, answers[walk.question_key])
        expect(walk.saved).to_contain_text("Saved")
        expect(page.locator("[data-error]")).to_be_hidden()
        keep(page, f"gallery-{name}-{width}")
        problems += out_of_order(page, name)
        problems += examine_narrow(page, name) if width < 600 else examine(page, f"{name} at {width} px")
        going = page.locator("[data-next]")
        going.press("Enter") if by_keys else going.tap()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_text(f"All {total} are complete.")).to_be_visible()
    page.get_by_label("Sign with your name").fill("Amara Okafor" if by_keys else "Bertil Lind")
    problems += examine(page, f"check at {width} px")
    submit = page.get_by_role("button", name="Sign and submit as")
    submit.press("Enter") if by_keys else submit.tap()
    expect(page.get_by_text("100%").first).to_be_visible()
    for fold in page.locator("details.qa > summary").all():
        fold.click()
    keep(page, f"gallery-result-{width}")
    problems += examine(page, f"result at {width} px")
    assert problems == []
    sqlite_house.deliver()
    page.goto(f"{sqlite_house.platform.url}/gradebook")
    expect(page.get_by_text("100", exact=True).first).to_be_visible()


def test_a_check_in_a_lesson(make_walk: MakeWalk, width: int) -> None:
    walk = make_walk("amara", width=width)
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="How to try the gallery").click()
    panel = page.locator("[data-check]").first
    panel.get_by_label("A pen").select_option("cup")
    panel.get_by_label("An empty form").select_option("bin")
    panel.get_by_role("button", name="Check my answer").click()
    expect(panel.get_by_text("Part right.")).to_be_visible()
    keep(page, f"gallery-check-{width}")
    assert examine(page, f"lesson at {width} px") == []
