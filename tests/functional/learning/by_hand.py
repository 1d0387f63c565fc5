"""The gallery's module that a person marks, and its people at their desks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import current_publication, get_course_view
from lms_plugin.curriculum.shown import ModuleView
from tests.functional.learning.school import Desk, School

QUIZ = "by-hand"
TEA = "Take hot water.\nWait a while."
ANSWERS: Mapping[str, dict[str, Any]] = {
    "a-season": {"choice": "autumn"},
    "make-tea": {"text": TEA},
    "a-letter": {"text": "Come soon."},
}
TWO_OF_THREE: dict[str, Any] = {"level:water": "2", "level:time": "0"}
ALL: dict[str, Any] = {"level:water": "2", "level:time": "1"}


def module_of(school: School) -> ModuleView:
    """The module; nothing is left to read."""
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    modules = get_course_view(offer.publication_id).modules
    db.session.remove()
    return next(each for each in modules if each.key == QUIZ)


def hand_in(desk: Desk, answers: Mapping[str, object] = ANSWERS) -> str:
    """Answer and submit; the id of the attempt."""
    attempt = desk.start(QUIZ)
    for key, answer in answers.items():
        assert desk.save(attempt, key, answer).status_code == 200
    assert desk.post(f"/attempts/{attempt}/submit").status_code == 303
    return attempt


def mark(desk: Desk, attempt: str, levels: Mapping[str, str] = TWO_OF_THREE, *, base: int = 1, **more: object) -> int:
    """What saving a mark answers."""
    return desk.post(f"/marking/{attempt}/make-tea", {"base": base, **levels, **more}).status_code


def trail(attempt: str) -> list[tuple[str, UUID | None]]:
    """What was done to an attempt, and by whom."""
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == attempt).order_by(AuditEvent.id))
    found = [(event.verb, event.actor_id) for event in events]
    db.session.remove()
    return found
