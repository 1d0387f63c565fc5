"""The files of a hospital's own courses as text, acts on them, checks of them, and the texts that were published."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, RowId
from lms_plugin.core.db.types import Json

WAITING = text("state = 'waiting'")


class Draft(Base):
    """One file of a hospital's own course, as it is being written: its text is the draft, there is no other shape.

    `changed_by` are the ids of those who changed it since it was published last.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("course_key", "path"),)

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    path: Mapped[str]
    text: Mapped[str]
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime]
    changed_by: Mapped[list[str]] = mapped_column(Json(), default=list)


class DraftAct(Base):
    """An act on a file with the text before it, so that it can be undone while nothing came after it."""

    __tablename__ = "draft_acts"

    id: Mapped[RowId]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    what: Mapped[str]
    text_before: Mapped[str]
    digest_after: Mapped[str]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class PublishedText(Base):
    """A file's text as a publication was made of it: for the history, and for publishing one file of many."""

    __tablename__ = "published_texts"

    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class DraftReview(Base):
    """A file that was sent for a colleague's check, with all that is published with it, at texts with this digest.

    It waits until a colleague publishes it, or returns it with a comment, or until it is sent anew or published by
    somebody without the check (`replaced`).
    """

    __tablename__ = "draft_reviews"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'published', 'returned', 'replaced')", name="state"),
        CheckConstraint("(state = 'published') = (publication_id IS NOT NULL)", name="published"),
        CheckConstraint("state <> 'returned' OR comment IS NOT NULL", name="returned"),
        CheckConstraint("answered_by <> asked_by", name="two_people"),
        Index(
            "uq_draft_reviews_waiting",
            "course_key",
            "path",
            unique=True,
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    path: Mapped[str]
    paths: Mapped[list[str]] = mapped_column(Json())
    digest: Mapped[str]
    note: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    comment: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    publication_id: Mapped[UUID | None] = mapped_column(ForeignKey("publications.id"), index=True)
