"""Row AU09: no page has a script or style of its own in it, and Chromium finds nothing that its policy forbids.

A walk by the links of the pages themselves: each address of the application that a person is led to, once.
"""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import MakeWalk
from tests.browser.test_administration import sign_in
from tests.functional.learning.test_regraded import take_quiz
from tests.harness.administrators import add_administrator
from tests.harness.house import House

pytestmark = pytest.mark.browser

# In the text as it was sent: what our own scripts set later is theirs to set.
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|<[a-z][^>]*\s(?:style|on[a-z]+)=[\"'][^>]*>", re.IGNORECASE)
HREFS = "() => [...document.querySelectorAll('a[href]:not([download])')].map((link) => link.href)"
COUNT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} on ${event.documentURI}`);
});"""


class Tour:
    """A person's way over every kind of page that the tool leads to."""

    def __init__(self, house: House, page: Page) -> None:
        self.house, self.page = house, page
        self.problems: list[str] = []
        self.seen: set[str] = set()
        self._adapter = house.app.url_map.bind("localhost")
        page.context.add_init_script(COUNT_VIOLATIONS)
        page.on("console", lambda message: self._note(message.text))

    def _note(self, text: str) -> None:
        if text.startswith("policy:") or "Content Security Policy" in text:
            self.problems.append(text)

    def _kind(self, address: str) -> str:
        """Which of the application's addresses this is; "" for another's."""
        if not address.startswith(self.house.tool_url):
            return ""
        found: tuple[str, object] = self._adapter.match(urlsplit(address).path or "/")
        return "" if found[0] == "static" else found[0]

    def walk(self, *starts: str) -> None:
        """Breadth first from here, and from `starts`."""
        waiting = deque([self.page.url, *starts])
        while waiting:
            address = urldefrag(waiting.popleft())[0]
            if not (kind := self._kind(address)) or kind in self.seen:
                continue
            self.seen.add(kind)
            self._look(address)
            waiting.extend(self.page.evaluate(HREFS))

    def _look(self, address: str) -> None:
        answer = self.page.request.get(address)
        if "text/html" not in answer.headers.get("content-type", ""):
            return
        self.page.goto(address)
        if "content-security-policy" not in answer.headers:
            self.problems.append(f"{address} has no policy")
        self.problems += [f"{address}: {each[:120]}" for each in INLINE.findall(answer.text())]


@pytest.fixture
def alone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


def test_au09_every_page_of_learners_and_educators(make_walk: MakeWalk, sqlite_house: House) -> None:
    take_quiz(sqlite_house, "bertil", wrong=3)
    amara = make_walk("amara")
    amara.open()
    learner = Tour(sqlite_house, amara.open_in_window())
    home = learner.page.url
    learner.walk()
    learner.page.goto(home)
    amara.press("Module quiz")
    amara.press("Start the quiz")
    first = learner.page.url
    learner.walk()
    learner.page.goto(first)
    amara.answer_all()
    check = learner.page.url
    learner.walk()
    learner.page.goto(check)
    amara.press("Submit as Amara Okafor")
    learner.walk()
    dana = make_walk("dana")
    dana.open()
    page = dana.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Name").fill("Hand hygiene")
    page.get_by_role("button", name="Make the quiz").click()
    page.locator("#kind").wait_for()
    educator = Tour(sqlite_house, page)
    educator.walk(f"{page.url.partition('?')[0]}questions/new?kind=ordering", f"{page.url.partition('?')[0]}publish")
    assert learner.problems + educator.problems == []
    assert {"quizzes.question", "quizzes.check", "quizzes.result"} <= learner.seen
    assert {"editor.question", "editor.import_page", "editor.review", "items.question"} <= educator.seen


def test_au09_every_page_of_an_administrator(alone: BrowserContext, sqlite_house: House) -> None:
    add_administrator(sqlite_house.app)
    tour = Tour(sqlite_house, alone.new_page())
    sign_in(tour.page, sqlite_house)
    tour.walk(f"{sqlite_house.tool_url}/admin/")
    assert tour.problems == []
    assert len(tour.seen) > 8
