"""The files of a hospital's own courses: texts, the acts that changed them, pictures, and what was published."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, RowId


class Draft(Base):
    """One file of a hospital's own course, as it is being written: its text is the draft, there is no other shape."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("course_key", "path"),)

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    path: Mapped[str]
    text: Mapped[str]
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime]


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
