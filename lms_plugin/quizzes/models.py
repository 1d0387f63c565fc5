"""Attempts and their answers, every save, what was taken on the way, marks and signatures."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from lms_plugin.core.db.base import Base, JsonObject, RowId
from lms_plugin.core.db.types import Json
from lms_plugin.questions.certainty import Certainty
from lms_plugin.questions.marks import ZERO
from lms_plugin.questions.scores import Earned


def one_of_certainty() -> CheckConstraint:
    """For tables that say how sure somebody was; none where that was not asked or not said."""
    return CheckConstraint("certainty IN ('low', 'mid', 'high')", name="certainty")


AWAITING = "state = 'awaiting'"


class Attempt(Base):
    """One try at a quiz, pinned to the publication it began on, with its policy and paper as they were then.

    `earned` and `possible` are exact points, so that the best of several tries and the sum over several quizzes are
    decided on fractions. `score_ppm` is their ratio in millionths, cut; none where there is nothing to earn.
    `closes_at` is the deadline of a timed attempt; `clock_at` when the clock hands it in, the grace included; none
    where the person may go on in overtime. `submitted_by` says who or what handed in.
    `late` is whether it was handed in after the due date, as that was then. `locked` are the keys of questions that
    take no more answers (`locks.py`).
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("context_id", "activity_id", "user_id", "cycle", "number", name="uq_attempts_number"),
        CheckConstraint("state IN ('open', 'submitted', 'awaiting', 'marked', 'voided')", name="state"),
        CheckConstraint("number >= 1 AND cycle >= 1", name="number"),
        CheckConstraint("state IN ('open', 'voided') OR submitted_at IS NOT NULL", name="submitted"),
        CheckConstraint("score_ppm BETWEEN 0 AND 1000000", name="score"),
        CheckConstraint("clock_at IS NULL OR (closes_at IS NOT NULL AND clock_at >= closes_at)", name="clock"),
        CheckConstraint("submitted_by IN ('learner', 'clock', 'date', 'educator')", name="submitted_by"),
        Index(
            "ix_attempts_clock_at",
            "clock_at",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
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
        Index("ix_attempts_person", "user_id", "activity_id"),
        Index("ix_attempts_awaiting", "context_id", postgresql_where=text(AWAITING), sqlite_where=text(AWAITING)),
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
    closes_at: Mapped[datetime | None]
    clock_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None]
    earned_num: Mapped[int | None] = mapped_column(BigInteger)
    earned_den: Mapped[int | None] = mapped_column(BigInteger)
    possible_num: Mapped[int | None] = mapped_column(BigInteger)
    possible_den: Mapped[int | None] = mapped_column(BigInteger)
    score_ppm: Mapped[int | None]
    passed: Mapped[bool | None]
    late: Mapped[bool | None]

    @property
    def is_open(self) -> bool:
        """Answers are still taken."""
        return self.state == "open"

    def is_time_up(self, now: datetime) -> bool:
        """The deadline has passed and nobody goes on in overtime: only what is on its way counts still."""
        return self.closes_at is not None and self.clock_at is not None and now >= self.closes_at

    def is_overdue(self, now: datetime) -> bool:
        """Still open although even the grace has passed: whoever comes first hands it in."""
        return self.is_open and self.clock_at is not None and now > self.clock_at

    @property
    def in_overtime(self) -> bool:
        """Handed in after the deadline of a quiz that lets people go on."""
        at, end = self.submitted_at, self.closes_at
        return self.clock_at is None and at is not None and end is not None and at > end

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
    __table_args__ = (CheckConstraint("revision >= 1", name="revision"), one_of_certainty())

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    value: Mapped[JsonObject | None]
    is_draft: Mapped[bool]
    flagged: Mapped[bool]
    saved_at: Mapped[datetime]
    certainty: Mapped[Certainty | None]


class ResponseSave(Base):
    """One save; append-only. The client's id makes a repeated save harmless, and the rows are the history.

    `late`: it came when the time was over, so it is kept here alone and not marked.
    """

    __tablename__ = "response_saves"
    __table_args__ = (one_of_certainty(),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    save_id: Mapped[UUID] = mapped_column(primary_key=True)
    question_key: Mapped[str]
    revision: Mapped[int]
    value: Mapped[JsonObject | None]
    is_draft: Mapped[bool]
    flagged: Mapped[bool]
    saved_at: Mapped[datetime]
    certainty: Mapped[Certainty | None]
    late: Mapped[bool] = mapped_column(default=False, server_default=false())


class MarkRow(Base):
    """One marking of one answer; append-only, the highest round counts. `credit` is none while a person has to mark.

    A person's mark has `marker_id`, the levels `chosen` of the rubric by criterion (places from 0), a `comment` for the
    learner and, where it replaces another, a `reason`. What learners tick themselves has no credit.
    `certainty` is there where it weighs in what the answer earns.

    `ruling` is the rule of the regrade (`regrade_id`, of a room above) that the mark stands under: one that was dropped
    is worth no points, one that everybody is credited for has full credit, whoever marks it anew.
    """

    __tablename__ = "marks"
    __table_args__ = (
        CheckConstraint("round >= 1", name="round"),
        CheckConstraint("(credit_num IS NULL) = (credit_den IS NULL)", name="credit_whole"),
        CheckConstraint("credit_num BETWEEN 0 AND credit_den AND credit_den > 0", name="credit"),
        CheckConstraint("points_num >= 0 AND points_den > 0", name="points"),
        CheckConstraint("factor_num BETWEEN 0 AND factor_den AND factor_den > 0", name="factor"),
        CheckConstraint("ruling IN ('remark', 'either_key', 'credit_all', 'drop')", name="ruling"),
        one_of_certainty(),
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
    marker_id: Mapped[UUID | None]
    chosen: Mapped[dict[str, Any] | None] = mapped_column(Json())
    comment: Mapped[str | None]
    reason: Mapped[str | None]
    marked_at: Mapped[datetime]
    certainty: Mapped[Certainty | None]
    ruling: Mapped[str | None]
    regrade_id: Mapped[UUID | None]

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

    @property
    def factor(self) -> Fraction:
        """What hints and tries left of the points, 0 to 1."""
        return Fraction(self.factor_num, self.factor_den)

    @property
    def earned(self) -> Fraction:
        """The points that the answer brings; 0 while a person has to mark."""
        return Earned(self.points, self.credit, self.factor, self.certainty).earned if self.credit is not None else ZERO

    @property
    def waits(self) -> bool:
        """A person has to mark it."""
        return self.credit_num is None and self.points_num > 0


class HintTaken(Base):
    """One hint that was shown, from when on; it is no secret of this attempt any more."""

    __tablename__ = "hints_taken"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]


class QuestionTry(Base):
    """One answer that was checked before handing in, with what it was worth then. The last one counts."""

    __tablename__ = "question_tries"
    __table_args__ = (
        CheckConstraint("number >= 1 AND hints >= 0", name="number"),
        one_of_certainty(),
        CheckConstraint("credit_num BETWEEN 0 AND credit_den AND credit_den > 0", name="credit"),
        CheckConstraint("factor_num BETWEEN 0 AND factor_den AND factor_den > 0", name="factor"),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[JsonObject]
    certainty: Mapped[Certainty | None]
    credit_num: Mapped[int] = mapped_column(BigInteger)
    credit_den: Mapped[int] = mapped_column(BigInteger)
    factor_num: Mapped[int] = mapped_column(BigInteger)
    factor_den: Mapped[int] = mapped_column(BigInteger)
    hints: Mapped[int]
    tried_at: Mapped[datetime]

    @property
    def credit(self) -> Fraction:
        """0 to 1, exactly."""
        return Fraction(self.credit_num, self.credit_den)

    @property
    def factor(self) -> Fraction:
        """What hints and tries left of the points."""
        return Fraction(self.factor_num, self.factor_den)


class Attestation(Base):
    """A signature; append-only. `text_digest` is of the statement that was agreed to, the hospital's words in it."""

    __tablename__ = "attestations"
    __table_args__ = (UniqueConstraint("attempt_id", "question_key", name="uq_attestations_attempt_id"),)

    id: Mapped[RowId]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    context_id: Mapped[UUID] = mapped_column(ForeignKey("contexts.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    cycle: Mapped[int]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"))
    question_key: Mapped[str]
    edition: Mapped[int]
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id"))
    printed_name: Mapped[str]
    meaning: Mapped[str]
    text_digest: Mapped[str]
    signed_at: Mapped[datetime]
