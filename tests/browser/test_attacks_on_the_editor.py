"""Rows AU01 and AU06: what authors fill in never runs, in the editor, its preview, its lists and what learners get."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import MakeWalk
from tests.functional.authoring.attacks import ATTACKS
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Fields that take long texts hold all strings at once; those that take a line hold one after another.
LONG = ["stem", "options.0.text", "options.1.text", "options.0.feedback", "options.1.feedback", "rationale", "note"]
LONG += ["feedback.right", "feedback.partial", "feedback.wrong", "hints.0.", "figure.caption", "figure.long"]
SHORT = [
    "figure.src",
    "figure.alt",
    "figure.credit",
    "author",
    "reviewer",
    "objective",
    "points",
    "review_by",
    "hint_cost",
]
SAVE = """async ([fields]) => {
  const form = document.querySelector("[data-editor]"), data = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
  return [answer.status, answer.ok ? (await answer.json()).address : await answer.text()];
}"""


def ran(page: Page) -> bool:
    """Whether any of the strings ran: each would leave this mark."""
    return bool(page.evaluate("() => window.attacked === true"))


def test_au01_nothing_that_an_author_fills_in_runs(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("dana", width=1100)
    walk.open()
    page = walk.open_in_window()
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.get_by_role("link", name="Edit", exact=True).click()
    page.fill("#title", "".join(ATTACKS)[:480])
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("button", name="Add question").wait_for()
    quiz = page.url
    assert not ran(page)
    everything = "\n\n".join(ATTACKS)
    assert len(everything) < 20_000
    addresses = []
    page.goto(f"{quiz.split('?')[0]}questions/new?kind=single_choice")
    for number, short in enumerate(ATTACKS):
        fields = dict.fromkeys(SHORT, short) | {"options.one": "0", "tags": short}
        if number == 0:
            fields |= dict.fromkeys(LONG, everything)
        else:
            fields |= {"stem": f"{number} {short}", "options.0.text": f"a {short}", "options.1.text": f"b {short}"}
        status, address = page.evaluate(SAVE, [fields])
        assert status == 200, address
        addresses.append(address)
    for address in addresses[:: max(1, len(addresses) // 12)]:
        page.goto(f"{sqlite_house.tool_url}{address}")
        page.locator("[data-editor]").wait_for()
        assert not ran(page)
    for path in ("", "settings", "publish", "history"):
        page.goto(f"{quiz.split('?')[0]}{path}")
        expect(page.locator("#main")).to_be_visible()
        assert not ran(page)
    page.goto(quiz)
    for literal in ("{{7*7}}", "${7*7}", "%s%s%n", "#{7*7}"):
        expect(page.get_by_text(literal).first).to_be_visible()
    assert dialogs == []
