"""A hospital's own copy of a shipped course: every text as a draft, under a key and a name of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy import insert, select

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.curriculum.blocks.editing import edit_fields
from lms_plugin.curriculum.blocks.shapes import COURSE
from lms_plugin.curriculum.models import ContentObject, Course, OwnCourse, PublicationEntry
from lms_plugin.curriculum.services import find_offer, list_offered
from lms_plugin.curriculum.shown import CourseView
from lms_plugin.curriculum.texts import find_kept, get_texts
from lms_plugin.drafts.errors import DraftNotFoundError, NoCopyError
from lms_plugin.drafts.models import CourseCopy, Draft, DraftMedia
from lms_plugin.drafts.services import claim_course

LONGEST_KEY = 64
LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Source:
    """A course that may be copied. `has_texts` is False where it was published before texts were kept."""

    key: str
    title: str
    number: int
    has_texts: bool


def list_sources(tenant_id: UUID) -> list[Source]:
    """The shipped courses that a hospital is offered, by title."""
    courses = _offered(tenant_id)
    kept = find_kept([course.publication_id for course in courses])
    return [
        Source(
            key=course.key,
            title=course.title,
            number=course.number,
            has_texts=course.publication_id in kept,
        )
        for course in courses
    ]


def _offered(tenant_id: UUID) -> list[CourseView]:
    own = set(db.session.scalars(select(OwnCourse.course_key).where(OwnCourse.tenant_id == tenant_id)))
    return [course for course in list_offered(tenant_id) if course.key not in own]


def copy_course(author: Person, source_key: str, name: str, *, now: datetime) -> str:
    """Copy a course as this hospital's learners get it now; the key of the copy.

    With a name that a copy of it was made under before, that copy is given: a form may be sent twice.
    Raises DraftNotFoundError (not offered) and NoCopyError.
    """
    source = next((course for course in _offered(author.tenant_id) if course.key == source_key), None)
    if source is None:
        raise DraftNotFoundError("There is no such course.")
    name, texts = " ".join(name.split())[:LONGEST_NAME], get_texts(source.publication_id)
    if not texts:
        raise NoCopyError("It was published before its texts were kept. It has to be published again first.")
    key, is_new = _claim(author, source, name, now)
    if is_new:
        _fill(author, key, source, {**texts, "course.yaml": _named(texts["course.yaml"], source, name, now)}, now)
    return key


def _claim(author: Person, source: CourseView, name: str, now: datetime) -> tuple[str, bool]:
    """The key of the copy of this name, and whether it was made by this: two who ask at once get one."""
    same = select(CourseCopy.course_key).where(
        CourseCopy.tenant_id == author.tenant_id, CourseCopy.source_key == source.key, CourseCopy.name == name
    )
    for number in count(1):
        if (found := db.session.scalar(same)) is not None:
            return found, False
        key = _key(author.tenant_id, source.key, number)
        if db.session.get(Course, key) is not None:
            continue
        claim_course(author, key)
        row = {
            "course_key": key,
            "tenant_id": author.tenant_id,
            "source_key": source.key,
            "publication_id": source.publication_id,
            "name": name,
            "made_by": author.user_id,
            "made_at": now,
        }
        statement = insert_into(CourseCopy).values(**row).on_conflict_do_nothing()
        if db.session.execute(statement.returning(CourseCopy.course_key)).first() is not None:
            return key, True
    raise AssertionError


def _key(tenant_id: UUID, source_key: str, number: int) -> str:
    """`own-`, the hospital's, and the source's key, cut where it is too long; the second copy has a 2 behind it."""
    end = f"-{number}" if number > 1 else ""
    return f"own-{tenant_id.hex[-12:]}-{source_key}"[: LONGEST_KEY - len(end)].rstrip("-") + end


def _named(text: str, source: CourseView, name: str, now: datetime) -> str:
    """course.yaml under the name of the copy, with where it came from. Its licence stays."""
    origin = " ".join(f"Copied from “{source.title}” ({source.key}, publication {source.number})".split())
    return f"# {origin} on {now:%Y-%m-%d} and changed since.\n" + edit_fields(text, {"title": name}, COURSE)


def _fill(author: Person, key: str, source: CourseView, texts: Mapping[str, str], now: datetime) -> None:
    rows = [
        {
            "id": new_id(),
            "tenant_id": author.tenant_id,
            "course_key": key,
            "path": path,
            "text": text,
            "edited_by": author.user_id,
            "edited_at": now,
        }
        for path, text in texts.items()
    ]
    db.session.execute(insert(Draft), rows)
    media = _copy_media(author, key, source, now)
    record_event(
        "course.copied",
        actor=author.actor,
        subject_kind="course",
        subject_id=key,
        details={"new": {"from": source.key, "publication": source.number, "files": len(texts) + media}},
        tenant_id=author.tenant_id,
        now=now,
    )


def _copy_media(author: Person, key: str, source: CourseView, now: datetime) -> int:
    """Name the files of the course for the copy, too: their bytes are stored once. How many there are."""
    statement = (
        select(PublicationEntry.path, ContentObject.shown)
        .join(ContentObject, ContentObject.digest == PublicationEntry.digest)
        .where(PublicationEntry.publication_id == source.publication_id, ContentObject.kind == "media")
    )
    rows = [
        {
            "course_key": key,
            "path": path,
            "digest": shown["digest"],
            "mime": shown["kind"],
            "size": shown["size"],
            "width": shown.get("width"),
            "height": shown.get("height"),
            "uploaded_by": author.user_id,
            "uploaded_at": now,
        }
        for path, shown in db.session.execute(statement)
    ]
    if rows:
        db.session.execute(insert(DraftMedia), rows)
    return len(rows)


def find_copy(course_key: str) -> CourseCopy | None:
    """Where a course was copied from; None for one that was not."""
    return db.session.get(CourseCopy, course_key)


def source_texts(course_key: str) -> Mapping[str, str]:
    """The texts that a copy began with, but for its name; empty for what is no copy."""
    copy = find_copy(course_key)
    return get_texts(copy.publication_id) if copy is not None else {}


def source_words(tenant_id: UUID, course_key: str) -> Mapping[str, str]:
    """The hospital's own words for the slots of the course that this one was copied from."""
    copy = find_copy(course_key)
    offer = find_offer(tenant_id, copy.source_key) if copy is not None else None
    return offer.slots if offer is not None else {}
