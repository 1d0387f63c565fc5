"""Row AU01 for those who read: what an author published runs on no page of a learner, an educator or the LMS."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.attacked_quiz import publish_attacked
from tests.browser.by_keys import BY_KEYS
from tests.browser.conftest import MakeWalk
from tests.browser.test_writing_a_quiz import ANSWERS, QUESTIONS
from tests.browser.walk import Walk
from tests.functional.authoring.attacks import ATTACKS
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

WORDS = """() => document.body.innerText
  + [...document.querySelectorAll('input, textarea')].map((each) => each.value).join(' ')"""


class Watch:
    """Whether anything ran on the pages of a walk: a mark, a dialog, a request elsewhere. Complaints of the policy
    fail the walk itself."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.found, self.looks = walk, list[str](), 0
        self._hosts = {urlsplit(address).netloc for address in (walk.house.tool_url, walk.house.platform.url)}
        walk.context.on("request", self._note_request)
        walk.context.on("dialog", self._note_dialog)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.found.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _note_request(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme != "data" and there.netloc not in self._hosts:
            self.found.append(f"request {request.url}")

    def look(self, *, literal: bool = True) -> None:
        """Look at the page that stands; it shows the strings as words."""
        page = self.walk.page
        page.wait_for_load_state()
        self.looks += 1
        ran = [frame.url for frame in page.frames if frame.evaluate("() => window.attacked !== undefined")]
        self.found += [f"ran on {address}" for address in ran]
        if literal:
            text = " ".join(frame.evaluate(WORDS) for frame in page.frames)
            assert "onerror=" in text or "{{7*7}}" in text or "javascript:" in text, page.url

    def visit(self, address: str, *, literal: bool = True) -> Page:
        self.walk.page.goto(address)
        self.look(literal=literal)
        return self.walk.page


@pytest.fixture
def dana(make_walk: MakeWalk) -> Iterator[Watch]:
    """An educator with the editor open in a window."""
    walk = make_walk("dana")
    walk.open()
    walk.open_in_window()
    watch = Watch(walk)
    yield watch
    assert watch.found == []


def place(walk: Walk) -> None:
    """Put both quizzes into the LMS's course."""
    watch = Watch(walk)
    walk.enter()
    page = walk.page
    page.goto(f"{walk.house.platform.url}/content/select")  # in the whole window
    page.wait_for_url(f"{walk.house.tool_url}/**/picker")
    watch.look(literal=False)
    for words in ("Named", "Attacked lines", "Attacked types"):
        page.get_by_role("searchbox").fill(words)
        page.get_by_role("button", name="Search").click()
        found = page.locator("li", has_text=words).first
        found.wait_for()
        watch.look(literal=words == "Named")
        if words != "Named":
            found.locator('input[type="checkbox"][name="item"]').check()
    page.get_by_role("button", name="Add 2 to the course").click()
    expect(walk.page.get_by_text("added to the course")).to_be_visible()
    watch.visit(f"{walk.house.platform.url}/gradebook", literal=False)
    assert watch.found == []


def take(walk: Walk, title: str) -> Watch:
    """Take a quiz, from its start to the result, and look at every page."""
    watch = Watch(walk)
    walk.enter()
    walk.page.get_by_role("link", name=title).first.click()
    walk.move_to_window()
    watch.look()
    walk.press("Start the quiz")
    page = walk.page
    if title == "Attacked lines":
        watch.look()
        page.locator(".choice input").first.check()
        expect(walk.saved).to_contain_text("Saved")
        walk.press("Check my answers")
    else:
        for number, (kind, answer) in enumerate(zip(QUESTIONS, ANSWERS.values(), strict=True), 1):
            expect(walk.place.get_by_text(f"Question {number} of {len(QUESTIONS)}")).to_be_visible()
            watch.look()
            if kind == "single_choice":
                walk.press("hint")
                watch.look()
            if kind in ("true_false", "numeric", "short_text"):
                BY_KEYS[str(page.locator("[data-question]").get_attribute("data-kind"))](page, answer)
                expect(walk.saved).to_contain_text("Saved")
            walk.press("Check my answers" if number == len(QUESTIONS) else "Next question")
    watch.look(literal=title == "Attacked lines")
    walk.press("Submit as")
    for fold in page.locator("details").all():
        fold.evaluate("element => { element.open = true; }")
    watch.look()
    assert watch.found == []
    return watch


def test_au01_nothing_that_is_published_runs(make_walk: MakeWalk, sqlite_house: House, dana: Watch) -> None:
    shelf = publish_attacked(sqlite_house)
    place(make_walk("dana"))
    for title in ("Attacked types", "Attacked lines"):
        take(make_walk("amara", width=390 if title == "Attacked types" else 1100), title)
    page = dana.walk.page
    launch = page.url.partition("/l/")[0] + "/l/" + page.url.partition("/l/")[2].partition("/")[0]
    edit = f"{launch}/edit/{shelf}/quizzes"
    dana.visit(f"{launch}/edit/")
    for kind in QUESTIONS:
        dana.visit(f"{edit}/attacked-types.yaml/questions/attacked-{kind.replace('_', '-')}")
    for path in ("", "settings", "history", "export-as"):
        dana.visit(f"{edit}/attacked-types.yaml/{path}", literal=path != "export-as")
    dana.visit(f"{edit}/attacked-lines.yaml/")
    import_and_publish(dana, f"{edit}/attacked-lines.yaml")
    dana.visit(f"{launch}/regrade/{shelf}/attacked-true-false")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="See what changes").click()
    dana.look()
    look_at_answers(dana, launch)


def import_and_publish(dana: Watch, quiz: str) -> None:
    """The strings once more as a paste: the table that is looked at, and what publishing says."""
    page = dana.visit(f"{quiz}/import", literal=False)
    plain = [each for each in ATTACKS if "{" not in each]  # braces make it another format, which is refused whole
    rows = [f"{n}. Is it {each}?\nA. {each}\nB. {each} no\nAnswer: A" for n, each in enumerate(plain, 1)]
    page.get_by_label("Paste your questions").fill("\n\n".join(rows))
    page.get_by_role("button", name="Look at the questions").click()
    page.locator("[data-take]").first.wait_for()
    dana.look()
    page.get_by_role("button", name="Check again").click()
    page.locator("[data-take]").first.wait_for()
    dana.look()
    page.locator('[name="do"][value="add"]').click()
    page.locator(".qlist").wait_for()
    dana.look()
    dana.visit(f"{quiz}/publish")


def look_at_answers(dana: Watch, launch: str) -> None:
    """The educator's pages of questions, of one question each, and of people."""
    for title in ("Attacked types", "Attacked lines"):
        page = dana.visit(f"{launch}/questions/", literal=False)
        page.locator("#main a", has_text=title).click()
        dana.look(literal=False)  # it shows the first words of each
        items = page.locator("#items tbody a")
        for address in {str(link.get_attribute("href")) for link in items.all()[:10]}:
            dana.visit(f"{dana.walk.house.tool_url}{address}", literal=title == "Attacked types")
    dana.visit(f"{launch}/people", literal=False)
