"""Attempts, the answers in them, every save of an answer, and the marks."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, JsonObject, RowId
from lms_plugin.core.db.types import Json


class Attempt(Base):
    """One try at a quiz, pinned to the publication it began on, with its policy and paper as they were then.

    `earned` and `possible` are exact points, so that the best of several tries and the sum over several quizzes are
    decided on fractions. `score_ppm` is their ratio in millionths, cut; none where there is nothing to earn. `locked`
    are the keys of questions that take no more answers (`locks.py`).
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("context_id", "activity_id", "user_id", "cycle", "number", name="uq_attempts_number"),
        CheckConstraint("state IN ('open', 'submitted', 'awaiting', 'marked', 'voided')", name="state"),
        CheckConstraint("number >= 1 AND cycle >= 1", name="number"),
        CheckConstraint("state IN ('open', 'voided') OR submitted_at IS NOT NULL", name="submitted"),
        CheckConstraint("score_ppm BETWEEN 0 AND 1000000", name="score"),
        Index(
            "uq_attempts_open",
            "context_id",
            "activity_id",
            "user_id",
            "cycle",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: Mapped[RowId]
    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    cycle: Mapped[int] = mapped_column(default=1)
    number: Mapped[int]
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"))
    state: Mapped[str] = mapped_column(default="open")
    policy: Mapped[JsonObject]
    paper: Mapped[JsonObject]
    locked: Mapped[list[Any] | None] = mapped_column(Json())
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    earned_num: Mapped[int | None] = mapped_column(BigInteger)
    earned_den: Mapped[int | None] = mapped_column(BigInteger)
    possible_num: Mapped[int | None] = mapped_column(BigInteger)
    possible_den: Mapped[int | None] = mapped_column(BigInteger)
    score_ppm: Mapped[int | None]
    passed: Mapped[bool | None]

    @property
    def is_open(self) -> bool:
        """Answers are still taken."""
        return self.state == "open"

    @property
    def earned(self) -> Fraction:
        """Points earned; 0 before marking."""
        return Fraction(self.earned_num or 0, self.earned_den or 1)

    @property
    def possible(self) -> Fraction:
        """Points that could be earned; 0 before marking."""
        return Fraction(self.possible_num or 0, self.possible_den or 1)


class Response(Base):
    """The newest answer to one question. `value` is none where a question is only flagged or was emptied."""

    __tablename__ = "responses"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    value: Mapped[JsonObject | None]
    is_draft: Mapped[bool]
    flagged: Mapped[bool]
    saved_at: Mapped[datetime]


class ResponseSave(Base):
    """One accepted save; append-only. The client's id makes a repeated save harmless, and the rows are the history."""

    __tablename__ = "response_saves"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    save_id: Mapped[UUID] = mapped_column(primary_key=True)
    question_key: Mapped[str]
    revision: Mapped[int]
    value: Mapped[JsonObject | None]
    is_draft: Mapped[bool]
    flagged: Mapped[bool]
    saved_at: Mapped[datetime]


class MarkRow(Base):
    """One marking of one answer; append-only, the highest round counts. `credit` is none while a person has to mark."""

    __tablename__ = "marks"
    __table_args__ = (
        CheckConstraint("round >= 1", name="round"),
        CheckConstraint("(credit_num IS NULL) = (credit_den IS NULL)", name="credit_whole"),
        CheckConstraint("credit_num BETWEEN 0 AND credit_den AND credit_den > 0", name="credit"),
        CheckConstraint("points_num >= 0 AND points_den > 0", name="points"),
        CheckConstraint("factor_num BETWEEN 0 AND factor_den AND factor_den > 0", name="factor"),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, default=1)
    credit_num: Mapped[int | None] = mapped_column(BigInteger)
    credit_den: Mapped[int | None] = mapped_column(BigInteger)
    points_num: Mapped[int] = mapped_column(BigInteger)
    points_den: Mapped[int] = mapped_column(BigInteger)
    factor_num: Mapped[int] = mapped_column(BigInteger, default=1)
    factor_den: Mapped[int] = mapped_column(BigInteger, default=1)
    answered: Mapped[bool]
    parts: Mapped[JsonObject]
    feedback: Mapped[list[Any]] = mapped_column(Json())
    marked_at: Mapped[datetime]

    @property
    def credit(self) -> Fraction | None:
        """0 to 1, exactly."""
        if self.credit_num is None or self.credit_den is None:
            return None
        return Fraction(self.credit_num, self.credit_den)

    @property
    def points(self) -> Fraction:
        """What the question is worth."""
        return Fraction(self.points_num, self.points_den)
