"""axe finds nothing in the editor: its list, a quiz, the form of each type, settings, publishing, history; light and
dark, on a ward PC and a phone. The import is in `test_thirty_pasted`, regrading and the Questions page have their own.
"""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms_plugin.authoring.question_forms.layouts import FORMS
from lms_plugin.authoring.question_forms.own_fields import OWN
from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.drafts import services as drafts
from lms_plugin.roster.models import User
from tests.browser.axe import SIZES, examine, look
from tests.browser.conftest import MakeWalk
from tests.browser.walk import keep
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

SOUND = {"key": "sound", "type": "true_false", "stem": "Gloves replace clean hands.", "answer": False}
FLAWED = {
    "key": "flawed",
    "type": "single_choice",
    "stem": "Which is not wrong?",
    "options": [{"key": "a", "text": "All of the above", "correct": True}, {"key": "b", "text": "Never"}],
}
CASE = {
    "key": "a-case",
    "type": "case",
    "stimulus": "A night.",
    "exhibits": [{"key": "chart", "title": "Chart", "text": "What it shows."}],
    "stages": [{"key": "one", "questions": [{"use": "sound"}, {"key": "inner", "type": "cloze"}]}, {"key": "two"}],
}


def fill(house: House) -> str:
    """A quiz with a question that is sound, one with flaws, and one of each type of which all is missing; its path."""
    now = datetime.now(UTC)
    with house.app.app_context():
        user = db.session.scalars(select(User).where(User.sub == "dana")).one()
        dana = Person(tenant_id=user.tenant_id, user_id=user.id, launch_id="l" * 32)
        shelf = drafts.open_shelf(dana, name="A hospital", language="en-US", timezone="UTC", now=now)
        path = drafts.new_quiz(dana, shelf, title="Every type", purpose="module_quiz", now=now)
        broken = [{"key": f"a-{kind.replace('_', '-')}", "type": kind} for kind in OWN]
        drafts.add_questions(dana, shelf, path, [SOUND, FLAWED, *broken, CASE], now=now)
        db.session.commit()
        db.session.remove()
    return f"{shelf}/{path}"


def one_theme_each(page: Page, where: str) -> list[str]:
    """Wide in light, narrow in dark: what all forms share is looked at in all four ways on the first."""
    problems = []
    for (name, (width, height)), theme in zip(SIZES.items(), ("light", "dark"), strict=True):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
        keep(page, f"editor-{where}-{name}")
        problems += examine(page, f"{where}, {name}, {theme}", themes=1)
    return problems


def test_every_page_of_the_editor(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    edit, problems = page.url, look(page, "list, none", "editor")
    quiz = f"{edit}{fill(sqlite_house)}/"
    pages = {"list": edit, "quiz": quiz, "first": f"{quiz}questions/flawed", "new": f"{quiz}questions/new?kind=matrix"}
    pages |= {path: f"{quiz}{path}" for path in ("settings", "history", "publish", "export-as", "import")}
    for where, address in pages.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        for fold in page.locator("#main details").all():
            fold.evaluate("element => { element.open = true; }")
        problems += look(page, where, "editor")
    for kind in FORMS:
        page.goto(f"{quiz}questions/a-{kind.replace('_', '-')}")
        page.locator("[data-editor]").wait_for()
        problems += one_theme_each(page, kind)
    assert problems == []
