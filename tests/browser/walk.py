"""One person's way through the LMS and the tool, as a hand with a mouse or a thumb would take it."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.harness.answers import right_answers
from tests.harness.house import House


class Walk:
    """A person of the demo LMS in one browser profile."""

    def __init__(self, house: House, context: BrowserContext, sub: str) -> None:
        self.house, self.context, self.sub = house, context, sub
        self.page: Page = context.new_page()

    # In the LMS

    def enter(self) -> Page:
        """Sign in to the LMS, and be led to the course; the LMS's page."""
        self.page.goto(f"{self.house.platform.url}/")
        self.page.locator(f'form[action$="/become/{self.sub}"] button').click()
        return self.page

    def open(self) -> Frame:
        """Sign in to the LMS, open the course; the tool inside its frame."""
        self.enter()
        return self.frame

    def reopen(self) -> Frame:
        """Open the link again."""
        self.page.goto(f"{self.house.platform.url}/course")
        return self.frame

    def open_in_window(self) -> Page:
        """The tool in a window of its own, from the LMS's own link."""
        with self.page.expect_popup() as popup:
            self.page.get_by_role("link", name="Open in a new window").click()
        self.page = popup.value
        self.page.wait_for_url(f"{self.house.tool_url}/**")
        return self.page

    def move_to_window(self) -> Page:
        """The running session in a window of its own, by the button of its identity bar; goes on there."""
        with self.page.expect_popup() as popup:
            self.frame.get_by_role("button", name="Open in a new window").click()
        self.page = popup.value
        self.page.wait_for_url(re.compile(r"/l/[0-9a-f]{32}/."))
        return self.page

    def log_in_window(self) -> Page:
        """Where the frame keeps no cookie: the whole login in a window, by the frame's link; goes on there."""
        frame = self.page.frame_locator("iframe")
        with self.page.expect_popup() as popup:
            frame.get_by_role("link", name="Open in a new window").click()
        self.page = popup.value
        self.page.wait_for_url(re.compile(r"/l/[0-9a-f]{32}/."))
        return self.page

    @property
    def frame(self) -> Frame:
        """The tool's frame, once it shows a page of the tool."""
        for _ in range(1200):
            for frame in self.page.frames:
                if frame.url.startswith(f"{self.house.tool_url}/l/") and frame.locator("h1").count():
                    return frame
            self.page.wait_for_timeout(25)
        raise AssertionError(f"no page of the tool in {[frame.url for frame in self.page.frames]}")

    @property
    def place(self) -> Frame | Page:
        """Where the tool is: in the frame, or in its own window."""
        return self.page if self.page.url.startswith(self.house.tool_url) else self.frame

    # In the tool

    def press(self, name: str) -> None:
        """Press a button or link by its words and wait for the page that follows."""
        place = self.place
        target = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name)).first
        before = place.url
        target.click()
        self.wait_for_url_after(before)

    def wait_for_url_after(self, before: str) -> None:
        """Wait until the tool shows another address."""
        for _ in range(1200):
            if self.place.url != before:
                return self.place.wait_for_load_state()
            self.page.wait_for_timeout(25)
        raise AssertionError(f"still at {before}")

    def read_lessons(self, count: int = 5) -> None:
        """Go through lessons to the end of each."""
        for _ in range(count):
            expect(self.place.locator("article h1")).to_be_visible()
            before = self.place.url
            self.place.locator('form[action$="/done"] button').click()
            self.wait_for_url_after(before)

    @property
    def question_key(self) -> str:
        """The key of the question that is shown."""
        address = self.place.locator("form[data-answering]").get_attribute("data-address")
        assert address is not None
        return address.rsplit("/", 1)[1]

    def fill(self, *, right: bool = True) -> None:
        """Answer the question that is shown, and wait until it is shown as saved."""
        fill_question(self.place.locator("form[data-answering]"), right_answers()[self.question_key], right=right)
        expect(self.saved).to_contain_text("Saved")

    @property
    def saved(self) -> Locator:
        """The saved mark."""
        return self.place.locator("[data-saved]")

    def answer_all(self, total: int = 10, *, wrong: int = 0) -> None:
        """Answer every question, the first `wrong` of them wrongly, as far as the page that lists them."""
        self.answer_all_from(1, total, wrong=wrong)

    def answer_all_from(self, first: int, total: int = 10, *, wrong: int = 0) -> None:
        """The same from a question that is shown."""
        for number in range(first, total + 1):
            expect(self.place.get_by_text(f"Question {number} of {total}")).to_be_visible()
            self.fill(right=number > wrong)
            self.press("Check my answers" if number == total else "Next question")


def inner(page: Page) -> Frame:
    """The frame in a page of the LMS, whatever it shows."""
    return next(frame for frame in page.frames if frame != page.main_frame)


def fill_question(form: Locator, response: dict[str, Any], *, right: bool) -> None:
    """Put a response into the fields of a question; a wrong one differs from it in every type."""
    if "typed" in response or "text" in response:
        value = response.get("typed") or response.get("text") if right else "7777" if "typed" in response else "nothing"
        form.locator('input[name="typed"], input[name="text"]').fill(str(value))
        form.locator('input[name="typed"], input[name="text"]').blur()
        return
    wanted = {str(value).lower() for value in _keys(response)}
    boxes = form.locator(".choice input")
    multiple = boxes.first.get_attribute("type") == "checkbox"
    for box in boxes.all():
        is_key = str(box.get_attribute("value")).lower() in wanted
        if is_key == right:
            box.check()
            if not multiple:
                return


def _keys(response: dict[str, Any]) -> list[Any]:
    if "choices" in response:
        return list(response["choices"])
    return [response["choice"] if "choice" in response else response["answer"]]


def keep(page: Page, name: str) -> None:
    """A picture for the eye, where somebody wants one."""
    if folder := os.environ.get("LMS_PLUGIN_TESTS_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")
