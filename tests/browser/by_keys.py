"""A keyboard, and a hand that answers each kind of question by it alone."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

Answer = dict[str, Any]


class Keys:
    """The keys of a person who waits until a page is there: what a page does by keys, its scripts do.

    A page is seen before its scripts run; a key pressed in between is lost, on a busy machine now and then.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, key: str) -> None:
        self._page.wait_for_load_state()
        self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.wait_for_load_state()
        self._page.keyboard.type(text)

    def tab_to(self, target: Locator, *, most: int = 60) -> None:
        """Bring the focus there by Tab from where it is, as a hand would."""
        for _ in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("the Tab key does not reach it")


def keys_choices(page: Page, answer: Answer) -> None:
    given = answer.get("choices", [answer.get("choice", answer.get("answer"))])
    wanted = {str(value).lower() for value in given}
    for place, option in enumerate(page.locator(".choice input").all(), 1):
        if option.get_attribute("value") in wanted:
            Keys(page).press(str(place))


def keys_typed(page: Page, answer: Answer) -> None:
    Keys(page).tab_to(page.locator('[name="typed"], [name="text"]'))
    Keys(page).type(str(answer.get("typed") or answer.get("text")))
    Keys(page).press("Tab")


def keys_pairs(page: Page, answer: Answer) -> None:
    [(field, pairs)] = answer.items()
    for select in page.locator(f'select[name^="{field}:"]').all():
        row = str(select.get_attribute("name")).split(":")[1]
        label = select.locator(f'option[value="{pairs[row]}"]').inner_text()
        Keys(page).tab_to(select)
        Keys(page).type(label)


def keys_order(page: Page, answer: Answer) -> None:
    for place, key in enumerate(answer["order"]):
        arrow = page.locator(f'li[data-key="{key}"] [data-move="-1"]')
        while order_of(page).index(key) > place:
            Keys(page).tab_to(arrow)
            Keys(page).press("Enter")
            expect(arrow).to_be_focused()
    expect(page.locator("[data-moved]")).to_contain_text("is now step")


def order_of(page: Page) -> list[str]:
    return [str(item.get_attribute("data-key")) for item in page.locator("[data-order] > li").all()]


def cells_of(answer: Answer) -> list[str]:
    """Where a table is ticked, as selectors."""
    [(field, rows)] = answer.items()
    listed = ((row, value) for row, given in rows.items() for value in (given if isinstance(given, list) else [given]))
    return [f'input[name="{field}:{row}"][value="{value}"]' for row, value in listed]


def keys_grid(page: Page, answer: Answer) -> None:
    for cell in cells_of(answer):
        box = page.locator(cell)
        if box.get_attribute("type") == "radio":  # Tab reaches the first of a row, arrows the others
            Keys(page).tab_to(page.locator(f'input[name="{box.get_attribute("name")}"]').first)
            while not box.evaluate("element => element === document.activeElement"):
                Keys(page).press("ArrowRight")
        else:
            Keys(page).tab_to(box)
        if not box.is_checked():
            Keys(page).press("Space")


def keys_gaps(page: Page, answer: Answer) -> None:
    for gap, given in answer["gaps"].items():
        control = page.locator(f'[name="gaps:{gap}"]')
        Keys(page).tab_to(control)
        if "choice" in given:
            Keys(page).type(control.locator(f'option[value="{given["choice"]}"]').inner_text())
        else:
            Keys(page).type(str(given.get("typed") or given.get("text")))
    Keys(page).press("Tab")


def keys_agree(page: Page, answer: Answer) -> None:
    Keys(page).tab_to(page.locator('input[name="agreed"]'))
    Keys(page).press("Space")


def keys_hotspot(page: Page, answer: Answer) -> None:
    for key in answer["regions"]:
        Keys(page).tab_to(page.locator(f'input[name="regions"][value="{key}"]'))
        Keys(page).press("Space")


BY_KEYS: dict[str, Callable[[Page, Answer], None]] = {
    "choices": keys_choices,
    "typed": keys_typed,
    "essay": keys_typed,
    "pairs": keys_pairs,
    "order": keys_order,
    "grid": keys_grid,
    "gaps": keys_gaps,
    "agree": keys_agree,
    "hotspot": keys_hotspot,
}
