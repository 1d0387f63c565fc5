"""Offering courses to hospitals and finding what their learners get. Pages import what they need from here alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.statements import Statement
from lms_plugin.curriculum import models
from lms_plugin.curriculum.errors import NotPublishedError
from lms_plugin.curriculum.publishing import Publishing, newest_publication, publish_course
from lms_plugin.curriculum.reading import get_activity, get_course_view, get_lesson, get_quiz
from lms_plugin.curriculum.rendering import place_links, render_lesson, render_text
from lms_plugin.curriculum.shown import CourseView, OfferView
from lms_plugin.curriculum.slots import check_values
from lms_plugin.curriculum.specs import SlotSpec

__all__ = [
    "CourseLine",
    "Publishing",
    "current_publication",
    "find_offer",
    "get_activity",
    "get_course_view",
    "get_lesson",
    "get_quiz",
    "list_courses",
    "list_offered",
    "offer_course",
    "place_links",
    "publish_course",
    "render_lesson",
    "render_text",
    "resolve_activity",
]


@dataclass(frozen=True)
class CourseLine:
    """A published course in a list."""

    key: str
    title: str
    publication: int
    published_at: datetime
    offers: int


def offer_course(tenant_id: UUID, course_key: str, slots: Mapping[str, str], *, now: datetime) -> models.Offer:
    """Offer the newest publication of a course to a hospital with its words, or change the words of an offer.

    Raises NotPublishedError, and OpenSlotsError naming the slots that are unknown, do not fit or are missing.
    """
    publication = newest_publication(course_key)
    if publication is None:
        raise NotPublishedError(f"The course {course_key} is not published.")
    course = get_course_view(publication.id)
    declared = [SlotSpec.model_validate(slot) for slot in course.slots]
    offer = find_offer(tenant_id, course_key)
    kept = (
        {} if offer is None else {key: value for key, value in offer.slots.items() if key in {s.key for s in declared}}
    )
    values = check_values(declared, course.used_slots, {**kept, **slots})
    if offer is None:
        offer = models.Offer(id=new_id(), tenant_id=tenant_id, course_key=course_key)
        db.session.add(offer)
    offer.slots, offer.publication_id, offer.state = values, None, "open"
    db.session.flush()
    return offer


def find_offer(tenant_id: UUID, course_key: str) -> models.Offer | None:
    """A hospital's offer of a course, open or closed."""
    statement = select(models.Offer).where(models.Offer.tenant_id == tenant_id, models.Offer.course_key == course_key)
    return db.session.scalar(statement)


_offer, _publication = table_of(models.Offer), table_of(models.Publication)
_newer = _publication.alias("newer")
_newest = select(func.max(_newer.c.number)).where(_newer.c.course_key == _offer.c.course_key).scalar_subquery()

# The publications that a hospital's learners get now: the offer's, else the newest; and the offer's words. Built once:
# every page asks.
_OFFERED = (
    select(_publication.c.id, _offer.c.slots)
    .join(_publication, _publication.c.course_key == _offer.c.course_key)
    .where(
        _offer.c.tenant_id == bindparam("tenant_id", type_=Uuid()),  # its column learns its type from another room
        _offer.c.state == "open",
        func.coalesce(_offer.c.publication_id == _publication.c.id, _publication.c.number == _newest),
    )
)
_OFFERED_COURSE = Statement(_OFFERED.where(_offer.c.course_key == bindparam("course_key")))


def list_offered(tenant_id: UUID) -> list[CourseView]:
    """Every course that a hospital is offered, as its learners get it now, by title. One statement once warm."""
    found = [get_course_view(row.id) for row in db.session.execute(_OFFERED, {"tenant_id": tenant_id})]
    return sorted(found, key=lambda course: (course.title, course.key))


def current_publication(tenant_id: UUID, course_key: str) -> OfferView | None:
    """The publication that a hospital's learners get now. One statement once warm."""
    row = _OFFERED_COURSE.one_or_none({"tenant_id": tenant_id, "course_key": course_key})
    if row is None:
        return None
    declared = get_course_view(row.id).slots
    return OfferView(row.id, {slot["key"]: row.slots.get(slot["key"]) or slot["label"] for slot in declared})


def resolve_activity(tenant_id: UUID, custom: Mapping[str, str]) -> UUID | None:
    """The activity that custom parameters (course, and quiz, lesson or module) lead to; the most specific one counts.

    None where the hospital is not offered the course, or its publication has no such thing.
    """
    offer = current_publication(tenant_id, custom["course"]) if custom.get("course") else None
    if offer is None:
        return None
    course = get_course_view(offer.publication_id)
    for kind in ("quiz", "lesson"):
        if key := custom.get(kind):
            steps = (*course.steps(), *course.retired_steps())
            found = (step.activity_id for step in steps if (step.kind, step.key) == (kind, key))
            return next(found, None)
    return next((module.activity_id for module in course.modules if module.key == custom.get("module")), None)


def list_courses() -> list[CourseLine]:
    """Every published course with its newest publication."""
    lines = []
    for key in db.session.scalars(select(models.Course.key).order_by(models.Course.key)):
        publication = newest_publication(key)
        if publication is not None:
            offers = db.session.scalar(
                select(func.count()).where(models.Offer.course_key == key, models.Offer.state == "open")
            )
            title = get_course_view(publication.id).title
            lines.append(CourseLine(key, title, publication.number, publication.published_at, offers or 0))
    return lines
