"""Publishing a course: an immutable numbered snapshot, in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.curriculum import models
from lms_plugin.curriculum.changes import Change, Published, check_changes, list_changes
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentError, ContentErrors, NotYourCourseError
from lms_plugin.curriculum.keys import list_stored_questions
from lms_plugin.curriculum.objects import CompiledObject, compile_course, tree_digest
from lms_plugin.curriculum.slots import missing_slots
from lms_plugin.curriculum.texts import keep_texts


@dataclass(frozen=True)
class Publishing:
    """What publishing did. `held_back` are tenants whose offer stays on the publication before, because the new one
    needs words from them that are missing."""

    publication_id: UUID
    course_key: str
    number: int
    created: bool
    changes: tuple[Change, ...] = ()
    warnings: tuple[ContentError, ...] = ()
    held_back: tuple[UUID, ...] = ()

    def __str__(self) -> str:
        if not self.created:
            return f"{self.course_key}: nothing to publish, still publication {self.number}"
        return f"{self.course_key}: publication {self.number}"


def newest_publication(course_key: str) -> models.Publication | None:
    """The publication with the highest number."""
    statement = select(models.Publication).where(models.Publication.course_key == course_key)
    return db.session.scalar(statement.order_by(models.Publication.number.desc()).limit(1))


@dataclass(frozen=True)
class Plan:
    """What publishing would do, found out without writing: `number` is the publication's, the newest one's where there
    is nothing to publish."""

    number: int
    is_new: bool
    changes: tuple[Change, ...]
    warnings: tuple[ContentError, ...]


def plan_publishing(course: Course) -> Plan:
    """What `publish_course` would do now. Raises ContentErrors as it does."""
    before = newest_publication(course.key)
    if before is not None and before.digest == tree_digest(compile_course(course)):
        return Plan(before.number, False, (), course.warnings)
    changes, warnings = _compare(before, course)
    if before is None:
        changes = tuple(list_changes({}, course))
    return Plan(1 if before is None else before.number + 1, True, changes, (*course.warnings, *warnings))


def publish_course(
    course: Course, *, note: str, now: datetime, owner: UUID | None = None, maker: UUID | None = None
) -> Publishing:
    """Store the course as its next publication, or say that the newest one holds it already.

    `owner` is the hospital whose own course it is, `maker` the person who does it. Raises NotYourCourseError where the
    key is somebody else's, and ContentErrors where a published question is gone or changed beyond its edition. The
    caller commits.
    """
    owned = db.session.scalar(select(models.OwnCourse.tenant_id).where(models.OwnCourse.course_key == course.key))
    if owned != owner:
        raise NotYourCourseError(f"The key {course.key} belongs to a course of another owner.")
    objects = compile_course(course)
    before = newest_publication(course.key)
    tree = tree_digest(objects)
    if before is not None and before.digest == tree:
        keep_texts(before.id, course.texts)
        return Publishing(before.id, course.key, before.number, created=False, warnings=course.warnings)
    changes, warnings = _compare(before, course)
    number = 1 if before is None else before.number + 1
    db.session.execute(insert_into(models.Course).values(key=course.key).on_conflict_do_nothing())
    _store(objects)
    publication = models.Publication(
        id=new_id(), course_key=course.key, number=number, digest=tree, published_at=now, note=note, made_by=maker
    )
    db.session.add(publication)
    db.session.flush()
    rows = [{"publication_id": publication.id, "path": item.path, "digest": item.digest} for item in objects]
    db.session.execute(insert_into(models.PublicationEntry).values(rows))
    keep_texts(publication.id, course.texts)
    _keep_activities(course)
    return Publishing(
        publication_id=publication.id,
        course_key=course.key,
        number=number,
        created=True,
        changes=changes,
        warnings=(*course.warnings, *warnings),
        held_back=tuple(_hold_back(course, before)),
    )


def _compare(before: models.Publication | None, course: Course) -> tuple[tuple[Change, ...], tuple[ContentError, ...]]:
    if before is None:
        return (), ()
    published = published_questions(before.id)
    found = check_changes(published, before.number, course)
    if found.errors:
        raise ContentErrors(found.errors)
    return tuple(list_changes(published, course)), tuple(found.warnings)


def published_questions(publication_id: UUID) -> dict[str, Published]:
    """The questions of a publication by key. One that stands in two files counts where it is last; banks come last."""
    statement = (
        select(models.PublicationEntry.path, models.ContentObject.shown, models.ContentKey.key)
        .join(models.ContentObject, models.ContentObject.digest == models.PublicationEntry.digest)
        .join(models.ContentKey, models.ContentKey.digest == models.ContentObject.digest)
        .where(models.PublicationEntry.publication_id == publication_id)
        .order_by(models.PublicationEntry.path)
    )
    rows = sorted(db.session.execute(statement), key=lambda row: str(row.path).startswith("banks/"))
    return {spec.key: Published(spec, path) for path, shown, key in rows for spec in list_stored_questions(shown, key)}


def _store(objects: Iterable[CompiledObject]) -> None:
    """Insert the objects that are not stored yet."""
    for item in objects:
        values = {"digest": item.digest, "kind": item.kind, "shown": item.shown}
        db.session.execute(insert_into(models.ContentObject).values(**values).on_conflict_do_nothing())
        if item.key is not None:
            row = {"digest": item.digest, "key": item.key}
            db.session.execute(insert_into(models.ContentKey).values(**row).on_conflict_do_nothing())


def _keep_activities(course: Course) -> None:
    """An activity for each module, lesson and quiz; those that are there stay as they are."""
    keys = [("module", module.key) for module in course.modules]
    keys += [("lesson", lesson.key) for lesson in course.lessons()]
    keys += [("quiz", quiz.key) for quiz in course.all_quizzes()]
    rows = [{"id": new_id(), "course_key": course.key, "kind": kind, "key": key} for kind, key in keys]
    db.session.execute(insert_into(models.Activity).values(rows).on_conflict_do_nothing())


def _hold_back(course: Course, before: models.Publication | None) -> Iterable[UUID]:
    """Pin offers to the publication before where the new one would show a learner an empty slot."""
    if before is None:
        return
    statement = select(models.Offer).where(
        models.Offer.course_key == course.key, models.Offer.publication_id.is_(None), models.Offer.state == "open"
    )
    for offer in db.session.scalars(statement):
        if missing_slots(course.spec.slots, course.mentioned_slots(), offer.slots):
            offer.publication_id = before.id
            yield offer.tenant_id
