"""The files of a hospital's own courses: texts, the acts that changed them, pictures, checks, and which are copies."""

from datetime import datetime
from typing import Any
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
    """An act on a file with the text before it, so that it can be undone while nothing came after it.

    `together` is what the acts on two files share that are one act to the person who did it: they are undone as one.
    """

    __tablename__ = "draft_acts"

    id: Mapped[RowId]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    what: Mapped[str]
    text_before: Mapped[str]
    digest_after: Mapped[str]
    together: Mapped[UUID | None] = mapped_column(index=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class CourseCopy(Base):
    """Which publication a hospital's own course was copied from, under which name: one copy for each name."""

    __tablename__ = "course_copies"
    __table_args__ = (UniqueConstraint("tenant_id", "source_key", "name"),)

    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    source_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"))
    name: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]


class DraftMedia(Base):
    """A picture or other file of a hospital's own course; its bytes lie in the store of files, under their digest.

    `path` is its place in the course, such as `media/desk.png`; `width` and `height` are a picture's, in pixels.
    """

    __tablename__ = "draft_media"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    uploaded_at: Mapped[datetime]

    @property
    def src(self) -> str:
        """What texts call it; it stands in a module's folder where its path is longer than that."""
        return self.path[self.path.rindex("media/") :]

    @property
    def name(self) -> str:
        """The name of the file alone."""
        return self.path.rpartition("/")[2]

    def to_json(self) -> dict[str, Any]:
        """What a page needs to know of it, as a publication has it (`curriculum.media.MediaFile.to_json`)."""
        said = {"digest": self.digest, "kind": self.mime, "size": self.size}
        return said | ({"width": self.width, "height": self.height} if self.width is not None else {})


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
