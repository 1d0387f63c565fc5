"""Sending a file for a colleague's check, and returning it. Publishing it is the other answer (`publishing`)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.drafts.choosing import chosen_drafts, digest_of_drafts, lock_course
from lms_plugin.drafts.errors import DraftNotFoundError, NotYourReviewError, ReviewEndedError
from lms_plugin.drafts.models import DraftReview
from lms_plugin.drafts.rules import Request


def find_waiting(tenant_id: UUID, course_key: str, path: str) -> DraftReview | None:
    """The check that a file waits for."""
    return db.session.scalar(_of_file(tenant_id, course_key, path).where(DraftReview.state == "waiting"))


def find_newest(tenant_id: UUID, course_key: str, path: str) -> DraftReview | None:
    """The newest request of a file, answered or not."""
    return db.session.scalar(_of_file(tenant_id, course_key, path).order_by(DraftReview.id.desc()).limit(1))


def _of_file(tenant_id: UUID, course_key: str, path: str) -> Select[DraftReview]:
    return select(DraftReview).where(
        DraftReview.tenant_id == tenant_id, DraftReview.course_key == course_key, DraftReview.path == path
    )


def list_waiting(tenant_id: UUID) -> Mapping[tuple[str, str], DraftReview]:
    """Every check that a hospital's files wait for, by course and path."""
    statement = select(DraftReview).where(DraftReview.tenant_id == tenant_id, DraftReview.state == "waiting")
    return {(review.course_key, review.path): review for review in db.session.scalars(statement)}


def get_waiting(tenant_id: UUID, review_id: UUID) -> DraftReview:
    """A check that is still asked for, under the lock of its course, so that one answer alone counts.

    Raises DraftNotFoundError and ReviewEndedError.
    """
    review = db.session.get(DraftReview, review_id)
    if review is None or review.tenant_id != tenant_id:
        raise DraftNotFoundError("There is no such request.")
    lock_course(review.course_key)
    db.session.refresh(review)
    if review.state != "waiting":
        raise ReviewEndedError(_ENDS[review.state])
    return review


_ENDS = {
    "published": "A colleague has checked and published it meanwhile.",
    "returned": "A colleague has returned it meanwhile.",
    "replaced": "It was sent anew or published meanwhile.",
}


def is_stale(review: DraftReview) -> bool:
    """Whether one of the texts is another now than when the check was asked for."""
    return digest_of_drafts(chosen_drafts(review.tenant_id, review.course_key, review.paths)) != review.digest


def as_request(review: DraftReview | None) -> Request | None:
    """What decides about it."""
    return None if review is None else Request(asked_by=review.asked_by, is_stale=is_stale(review))


def send_for_review(
    author: Person, course_key: str, path: str, paths: Collection[str], *, note: str, now: datetime
) -> DraftReview:
    """Ask for a check of a file, and of those that are published with it, at their present texts.

    `paths` has the file itself, too. An earlier request that waits is replaced; the same one again is the same.
    """
    lock_course(course_key)
    digest = digest_of_drafts(chosen_drafts(author.tenant_id, course_key, paths))
    waiting = find_waiting(author.tenant_id, course_key, path)
    if waiting is not None:
        if (waiting.digest, waiting.asked_by, waiting.note) == (digest, author.user_id, note):
            return waiting
        waiting.state = "replaced"
        db.session.flush()
    review = DraftReview(
        id=new_id(),
        tenant_id=author.tenant_id,
        course_key=course_key,
        path=path,
        paths=sorted(paths),
        digest=digest,
        note=note,
        asked_by=author.user_id,
        asked_at=now,
    )
    db.session.add(review)
    db.session.flush()
    _record("draft.sent_for_review", author, review, {"reason": note}, now)
    return review


def return_review(reviewer: Person, review_id: UUID, comment: str, *, now: datetime) -> DraftReview:
    """Give it back with a comment; also where it was changed meanwhile.

    Raises DraftNotFoundError, ReviewEndedError and NotYourReviewError.
    """
    review = get_waiting(reviewer.tenant_id, review_id)
    if review.asked_by == reviewer.user_id:
        raise NotYourReviewError("Nothing was changed.")
    review.state, review.comment = "returned", comment
    review.answered_by, review.answered_at = reviewer.user_id, now
    db.session.flush()
    _record("draft.returned", reviewer, review, {"reason": comment}, now)
    return review


def _record(verb: str, person: Person, review: DraftReview, details: dict[str, Any], now: datetime) -> None:
    record_event(
        verb,
        actor=person.actor,
        subject_kind="draft",
        subject_id=f"{review.course_key}/{review.path}",
        details={"review": str(review.id), "files": review.paths, "digest": review.digest, **details},
        tenant_id=person.tenant_id,
        now=now,
    )
