"""Row AU01 for all that is written beside questions: lessons, glossary, references, names, and what colleagues say."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.copying import copy_course
from lms_plugin.drafts.files import add_draft, change_text, list_drafts
from lms_plugin.drafts.media import add_media
from lms_plugin.drafts.reviews import return_review, send_for_review
from lms_plugin.drafts.steps import add_step
from lms_plugin.roster.models import User
from tests.browser.conftest import MakeWalk
from tests.browser.test_attacks_on_everybody import Watch
from tests.functional.authoring.attacks import ATTACKS
from tests.functional.authoring.images import png
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

COURSE = "social-media-in-healthcare"
ALL = "\n\n".join(ATTACKS)
NAMES = [" ".join(ATTACKS[first : first + 4]) for first in range(0, len(ATTACKS), 4)]


def persons(*subs: str) -> list[Person]:
    found = {user.sub: user for user in db.session.scalars(select(User))}
    return [Person(tenant_id=found[sub].tenant_id, user_id=found[sub].id, launch_id="l" * 32) for sub in subs]


def in_lines(*names: str) -> str:
    """An entry for each string, which stands in each of these fields."""
    rows = (", ".join(f"{name}: {json.dumps(attack)}" for name in names) for attack in ATTACKS)
    return "".join(f"- {{key: k{number}, {row}}}\n" for number, row in enumerate(rows))


def write_attacked(house: House) -> tuple[str, str]:
    """Each string in each field of a course and of its copy; the keys of the shelf and of the copy."""
    now = datetime.now(UTC)
    with house.app.app_context():
        dana, rosa = persons("dana", "rosa")
        shelf = drafts.open_shelf(dana, name="A hospital", language="en-US", timezone="UTC", now=now)
        add_draft(dana, shelf, "references.yaml", in_lines("text", "url", "checked"), now=now)
        add_draft(dana, shelf, "glossary.yaml", in_lines("term", "short", "text"), now=now)
        for name in NAMES:
            drafts.new_bank(dana, shelf, title=name, now=now)
        add_media(dana, shelf, f"{ATTACKS[20]}.png", png(3, 2), now=now)
        path = drafts.new_quiz(dana, shelf, title="Quiz", purpose="practice", now=now)
        drafts.add_questions(dana, shelf, path, [{"type": "true_false", "stem": "Is it?", "answer": True}], now=now)
        review = send_for_review(dana, shelf, path, [path], note=" ".join(ATTACKS)[:300], now=now)
        return_review(rosa, review.id, ALL[:1_000], now=now)
        copy = copy_course(dana, COURSE, name=" ".join(ATTACKS), now=now)
        lesson = next(each.path for each in list_drafts(dana.tenant_id, copy) if each.path.endswith(".md"))
        for name in NAMES:
            add_step(dana, copy, lesson.split("/")[1], "lesson", name, now=now)
        change_text(dana, copy, lesson, "Wrote", lambda text: f"{text}\n{ALL}\n", now=now)
        db.session.commit()
        db.session.remove()
    return shelf, copy


def test_au01_nothing_that_is_written_beside_questions_runs(make_walk: MakeWalk, sqlite_house: House) -> None:
    for name in ("rosa", "dana"):
        walk = make_walk(name)
        walk.open()
    page = walk.open_in_window()
    watch = Watch(walk)
    shelf, copy = write_attacked(sqlite_house)
    edit = f"{page.url.partition('/l/')[0]}/l/{page.url.partition('/l/')[2].partition('/')[0]}/edit"
    watch.visit(f"{edit}/")
    for path in ("references", "glossary", "quizzes/quiz.yaml/", "quizzes/quiz.yaml/publish"):
        watch.visit(f"{edit}/{shelf}/{path}")
    for path in ("pictures", "quizzes/quiz.yaml/take", "quizzes/quiz.yaml/draws", "quizzes/quiz.yaml/export-as"):
        watch.visit(f"{edit}/{shelf}/{path}", literal=False)
    with sqlite_house.app.app_context():
        lessons = [each.path for each in list_drafts(persons("dana")[0].tenant_id, copy) if each.path.endswith(".md")]
        db.session.remove()
    for lesson in lessons[:: max(1, len(lessons) // 12)]:
        watch.visit(f"{edit}/{copy}/{lesson}/", literal=False)
    first = next(each for each in lessons if "lessons/a-signed-yes" in each or each == lessons[0])
    for path in ("publish", "history"):
        watch.visit(f"{edit}/{copy}/{first}/{path}", literal=False)
    assert watch.looks > 20
    assert watch.found == []
