"""From texts to a publication: chosen files of a hospital's own course as they are now, the rest as published last."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.models import Publication, PublishedText
from lms_plugin.curriculum.publishing import Plan, Publishing, plan_publishing, publish_course
from lms_plugin.curriculum.services import find_offer, offer_course
from lms_plugin.drafts.bundles import Bundle, write_folder
from lms_plugin.drafts.choosing import forget_who_changed, lock_course, who_changed
from lms_plugin.drafts.copying import source_words
from lms_plugin.drafts.errors import NotYourReviewError, ReviewEndedError, SecondPersonError
from lms_plugin.drafts.loading import inside, load_from
from lms_plugin.drafts.media import place_media
from lms_plugin.drafts.models import DraftReview
from lms_plugin.drafts.reviews import as_request, find_newest, get_waiting
from lms_plugin.drafts.rules import find_bar, find_bar_to_answer
from lms_plugin.drafts.states import CourseState, read_state
from lms_plugin.drafts.steps import list_steps
from lms_plugin.platforms.tenants import get_tenant


@dataclass(frozen=True, kw_only=True)
class Version:
    """A publication of a hospital's own course, for its history."""

    id: UUID
    number: int
    note: str
    published_at: datetime
    made_by: UUID | None
    asked_by: UUID | None


def texts_of_file(course_key: str, path: str) -> Mapping[int, str]:
    """The texts of a file in the publications that have it, by number."""
    rows = db.session.execute(
        select(Publication.number, PublishedText.text)
        .join(PublishedText, PublishedText.publication_id == Publication.id)
        .where(Publication.course_key == course_key, PublishedText.path == path)
    )
    return {row.number: row.text for row in rows}


def list_versions(course_key: str) -> list[Version]:
    """The publications of a course, the newest first, with who asked for a check of it, where somebody did."""
    statement = (
        select(Publication, DraftReview.asked_by)
        .outerjoin(DraftReview, DraftReview.publication_id == Publication.id)
        .where(Publication.course_key == course_key)
        .order_by(Publication.number.desc())
    )
    return [
        Version(
            id=row.id,
            number=row.number,
            note=row.note,
            published_at=row.published_at,
            made_by=row.made_by,
            asked_by=asked_by,
        )
        for row, asked_by in db.session.execute(statement)
    ]


def load_texts(course_key: str, texts: Mapping[str, str], *, now: datetime) -> Course:
    """A course from the texts of its files. Raises ContentErrors, with paths as they are in the course."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / course_key
        write_folder(Bundle(texts=texts), root)
        place_media(course_key, texts, root)
        return load_from(root, now=now)


def plan(state: CourseState, paths: Collection[str], *, now: datetime) -> Plan:
    """What publishing these files would do. Raises ContentErrors."""
    course = load_texts(state.key, state.texts(paths), now=now)
    try:
        return plan_publishing(course)
    except ContentErrors as error:
        raise ContentErrors(inside(error.errors, course.root)) from error


def publish(
    author: Person,
    course_key: str,
    paths: Collection[str],
    *,
    note: str,
    now: datetime,
    review: DraftReview | None = None,
) -> Publishing:
    """Publish these files, and offer the course to the hospital's own learners.

    `review` is the check that this answers, locked (`approve`). Raises ContentErrors, and SecondPersonError where the
    hospital wants somebody else for it.
    """
    lock_course(course_key)
    state = read_state(author.tenant_id, course_key)
    drafts = state.chosen(paths)
    bar = find_bar(
        author.user_id,
        needs_second_person=get_tenant(author.tenant_id).needs_second_person,
        changed_by=who_changed(drafts, state.before),
        request=as_request(review),
    )
    if bar is not None:
        raise SecondPersonError(bar)
    course = load_texts(course_key, state.texts(paths), now=now)
    try:
        done = publish_course(course, note=note, now=now, owner=author.tenant_id, maker=author.user_id)
    except ContentErrors as error:
        raise ContentErrors(inside(error.errors, course.root)) from error
    if done.created:
        _record(author, course_key, done, paths, note, now, review)
        forget_who_changed(drafts)
        list_steps(author, course_key, paths, now=now)
    _end_reviews(author, course_key, paths, done, review, now)
    if find_offer(author.tenant_id, course_key) is None:
        offer_course(author.tenant_id, course_key, source_words(author.tenant_id, course_key), now=now)
    return done


def approve(reviewer: Person, review_id: UUID, *, now: datetime) -> Publishing:
    """Publish what a colleague sent for a check, as it was sent.

    Raises what `publish` does, DraftNotFoundError, NotYourReviewError, and ReviewEndedError where it was answered
    meanwhile or is not as it was sent.
    """
    review = get_waiting(reviewer.tenant_id, review_id)
    bar = find_bar_to_answer(reviewer.user_id, as_request(review))
    if bar == "stale":
        raise ReviewEndedError("It was changed since it was sent. Nothing was published.")
    if bar is not None:
        raise NotYourReviewError("Nothing was published.")
    return publish(reviewer, review.course_key, review.paths, note=review.note, now=now, review=review)


def _end_reviews(
    author: Person,
    course_key: str,
    paths: Iterable[str],
    done: Publishing,
    answered: DraftReview | None,
    now: datetime,
) -> None:
    """The one that was answered, and those of files that went out without, waiting or returned."""
    if answered is not None:
        answered.state, answered.publication_id = "published", done.publication_id
        answered.answered_by, answered.answered_at = author.user_id, now
    for path in paths:
        newest = find_newest(author.tenant_id, course_key, path)
        if newest is not None and newest is not answered and newest.state != "published":
            newest.state = "replaced"
    db.session.flush()


def _record(
    author: Person,
    course_key: str,
    done: Publishing,
    paths: Collection[str],
    note: str,
    now: datetime,
    review: DraftReview | None,
) -> None:
    new: dict[str, Any] = {
        "publication": done.number,
        "files": sorted(paths),
        "changes": {change.key: change.kind for change in done.changes},
    }
    if review is not None:
        new |= {"asked_by": str(review.asked_by), "approved_by": str(author.user_id), "review": str(review.id)}
    record_event(
        "course.published",
        actor=author.actor,
        subject_kind="course",
        subject_id=course_key,
        details={"new": new, "reason": note},
        tenant_id=author.tenant_id,
        now=now,
    )
