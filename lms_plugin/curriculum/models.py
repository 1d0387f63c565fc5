"""Courses, their publications, and the objects that these hold: what is shown apart from what decides credit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, JsonObject, RowId


class Course(Base):
    """A course by its key: published at least once, or of a hospital's own and still being written."""

    __tablename__ = "courses"

    key: Mapped[str] = mapped_column(primary_key=True)


class OwnCourse(Base):
    """Whose a course is that a hospital writes itself; the shipped ones are nobody's."""

    __tablename__ = "own_courses"

    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)


class Publication(Base):
    """A numbered, immutable snapshot of a course. `made_by` is the person, where one did it by a launch."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("course_key", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[RowId]
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    number: Mapped[int]
    digest: Mapped[str]
    published_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    # No constraint: the publication outlives the person.
    made_by: Mapped[UUID | None]


class PublishedText(Base):
    """A file's text as a publication was made of it: for histories, for copies, for publishing one file of many."""

    __tablename__ = "published_texts"

    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class ContentObject(Base):
    """A lesson, a quiz, a module, a course: what a learner may see of it. Stored once by hash, never changed."""

    __tablename__ = "content_objects"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    shown: Mapped[JsonObject]


class ContentKey(Base):
    """The rest of an object: answers, credit, feedback, notes. Read by marking and released feedback alone."""

    __tablename__ = "content_keys"

    digest: Mapped[str] = mapped_column(ForeignKey("content_objects.digest"), primary_key=True)
    key: Mapped[JsonObject]


class PublicationEntry(Base):
    """One line of a publication's tree: path and object."""

    __tablename__ = "publication_entries"

    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("content_objects.digest"), index=True)


class Offer(Base):
    """A course as one hospital gives it: with its own words, on a pinned publication or always the newest."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "course_key"),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
    )

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    publication_id: Mapped[UUID | None] = mapped_column(ForeignKey("publications.id"))
    slots: Mapped[JsonObject]
    state: Mapped[str] = mapped_column(default="open")


class Activity(Base):
    """A module, lesson or quiz as progress, attempts and line items know it: it survives publications."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("course_key", "kind", "key"),
        CheckConstraint("kind IN ('module', 'lesson', 'quiz')", name="kind"),
    )

    id: Mapped[RowId]
    course_key: Mapped[str] = mapped_column(ForeignKey("courses.key"))
    kind: Mapped[str]
    key: Mapped[str]
