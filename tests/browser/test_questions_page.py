"""The Questions page in Chromium: the picture says what the table says, and axe finds nothing on either page."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.services import current_publication, get_course_view
from lms_plugin.roster.models import Context, Membership
from tests.browser.axe import look
from tests.browser.conftest import MakeWalk
from tests.harness.crowd import add_tries
from tests.harness.house import House

pytestmark = pytest.mark.browser

COURSE = "social-media-in-healthcare"
DRAWN = """() => [...document.querySelectorAll("canvas")].map((canvas) => {
  const chart = Chart.getChart(canvas);
  return chart.data.datasets.map((set) => set.data);
})"""


def fill(house: House) -> None:
    """Sixty-four people took the module's quiz; the further on a question stands, the fewer know it."""
    with house.app.app_context():
        seen = db.session.scalars(select(Membership)).first()
        assert seen is not None
        offer = current_publication(db.session.get_one(Context, seen.context_id).tenant_id, COURSE)
        assert offer is not None
        step = next(step for step in get_course_view(offer.publication_id).modules[0].contents if step.kind == "quiz")
        specs = get_quiz_questions(step.digest)

        def answers(number: int) -> Mapping[str, object]:
            found = {}
            for place, (key, spec) in enumerate(specs.items()):
                right = spec.full_response()
                knows = number % 8 >= place % 5
                if spec.type == "single_choice" and not knows:
                    others = [option["key"] for option in spec.shown()["options"] if option["key"] != right["choice"]]
                    right = {"choice": others[number % len(others)]}
                if knows or spec.type == "single_choice":
                    found[key] = right
            return found

        add_tries(seen.user_id, seen.context_id, offer.publication_id, step, 64, answers, datetime.now(UTC))
        db.session.remove()


def drawn(page: Page) -> list[list[int]]:
    page.wait_for_function("() => window.Chart && [...document.querySelectorAll('canvas')].every(Chart.getChart)")
    [picture] = page.evaluate(DRAWN)
    found: list[list[int]] = picture
    return found


def test_pictures_tables_and_axe(make_walk: MakeWalk, sqlite_house: House) -> None:
    walk = make_walk("dana")
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="Questions").click()
    problems = look(page, "nobody yet", "questions")
    fill(sqlite_house)
    page.reload()
    expect(page.get_by_role("heading", name="How the questions work")).to_be_visible()
    rights = page.locator('#items td[data-label="Right"]').all_inner_texts()
    scored = [int(text.strip().rstrip("%").split("\n")[-1].rstrip("%")) for text in rights if "%" in text]
    assert drawn(page) == [scored]
    problems += look(page, "table", "questions")
    page.locator("#items tbody a").nth(2).click()
    rows = page.locator("#answers tbody tr").all()
    groups = [
        [int(row.locator(f'td[data-label="{name}"]').inner_text().split("\n")[-1].rstrip("%")) for row in rows]
        for name in ("Strongest", "Weakest")
    ]
    assert drawn(page) == groups
    problems += look(page, "one question", "questions")
    assert problems == []
