"""Marking by hand: a person's mark is a new round beside the old ones; the last that was missing ends the attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.questions.free_text import FreeTextSpec
from lms_plugin.questions.marks import verdict
from lms_plugin.quizzes.attempts import learners_attempt, lock_tries_beside, owner_of
from lms_plugin.quizzes.errors import AttemptNotFoundError, NewerMarkError, NothingToMarkError
from lms_plugin.quizzes.judgements import Judgement, check_judgement
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.submission import record_what_follows, settle

HANDED_IN = ("awaiting", "marked")


@dataclass(frozen=True, kw_only=True)
class Marker:
    """Who marks, in which course."""

    tenant_id: UUID
    context_id: UUID
    user_id: UUID
    launch_id: str | None = None


def mark_by_hand(marker: Marker, attempt_id: UUID, key: str, judgement: Judgement, *, now: datetime) -> Attempt:
    """Give an answer its mark, or another one. The last mark that was missing settles score, progress and grade.

    The same mark sent twice is one mark. Raises AttemptNotFoundError, NothingToMarkError, UnfinishedMarkError (levels
    or a needed reason are missing) and NewerMarkError (marked since `judgement.base`): then nothing is changed.
    """
    attempt, marks, spec = _open(marker, attempt_id, key)
    current = marks[key]
    is_change = not current.waits and judgement.base == current.round
    judgement = check_judgement(spec, judgement, is_change=is_change)
    if _is_repeated(current, marker, judgement):
        return attempt
    if judgement.base != current.round:
        raise NewerMarkError
    credit = spec.credit_for(judgement.chosen)
    marks[key] = _add(
        current,
        now,
        marker,
        credit_num=credit.numerator,
        credit_den=credit.denominator,
        feedback=[verdict(credit)],
        chosen=dict(judgement.chosen),
        comment=judgement.comment or None,
        reason=judgement.reason or None,
    )
    settle(attempt, marks.values())
    db.session.flush()
    record_what_follows(owner_of(attempt, marker.tenant_id), attempt, now=now)
    _note("answer.marked" if current.waits else "answer.remarked", marker, current, marks[key], now=now)
    return attempt


def take_back(marker: Marker, attempt_id: UUID, key: str, base: int, *, now: datetime) -> Attempt:
    """Let an answer wait again, while others of the attempt wait: afterwards a score is out, and a mark is changed.

    Raises AttemptNotFoundError, NothingToMarkError and NewerMarkError.
    """
    attempt, marks, _ = _open(marker, attempt_id, key)
    current = marks[key]
    if current.waits:
        return attempt
    if base != current.round or attempt.state != "awaiting":
        raise NewerMarkError
    empty: dict[str, Any] = {
        "credit_num": None,
        "credit_den": None,
        "feedback": [],
        "chosen": None,
        "comment": None,
        "reason": None,
    }
    taken = _add(current, now, marker, **empty)
    db.session.flush()
    _note("mark.taken_back", marker, current, taken, now=now)
    return attempt


def get_hand_marked(context_id: UUID, attempt_id: UUID) -> Attempt:
    """A submitted attempt of a learner of this course. Raises AttemptNotFoundError."""
    attempt = db.session.scalar(learners_attempt(context_id, attempt_id).where(Attempt.state.in_(HANDED_IN)))
    if attempt is None:
        raise AttemptNotFoundError
    return attempt


def question_of(attempt: Attempt, key: str) -> FreeTextSpec:
    """The question that a person marks. Raises NothingToMarkError."""
    paper = Paper.from_json(attempt.paper)
    spec = get_quiz_questions(paper.quiz).get(key) if paper.find(key) is not None else None
    if spec is None or not spec.by_person:
        raise NothingToMarkError("No person marks this question.")
    return cast(FreeTextSpec, spec)


def _open(marker: Marker, attempt_id: UUID, key: str) -> tuple[Attempt, dict[str, MarkRow], FreeTextSpec]:
    """The attempt, locked with everything of this person here, its marks, and the question."""
    attempt = get_hand_marked(marker.context_id, attempt_id)
    lock_tries_beside(attempt)
    spec = question_of(attempt, key)
    marks = list_marks(attempt.id)
    if key not in marks or not (marks[key].answered or marks[key].waits):
        raise NothingToMarkError("This question was not answered.")
    return attempt, marks, spec


def _is_repeated(current: MarkRow, marker: Marker, judgement: Judgement) -> bool:
    given = (current.marker_id, current.chosen, current.comment or "")
    return not current.waits and given == (marker.user_id, dict(judgement.chosen), judgement.comment)


def _add(current: MarkRow, now: datetime, marker: Marker, **values: Any) -> MarkRow:
    """The next round of a mark; what is not in `values` stays as it was."""
    weights = ("points_num", "points_den", "factor_num", "factor_den", "certainty")
    kept = ("attempt_id", "question_key", *weights, "answered", "parts", "ruling", "regrade_id")
    if current.ruling == "credit_all":  # everybody has the mark, whatever a person makes of the answer
        values |= {"credit_num": 1, "credit_den": 1, "feedback": ["right"]}
    facts: Mapping[str, Any] = {name: getattr(current, name) for name in kept}
    row = MarkRow(**facts, **values, round=current.round + 1, marker_id=marker.user_id, marked_at=now)
    db.session.add(row)
    return row


def _note(verb: str, marker: Marker, old: MarkRow, new: MarkRow, *, now: datetime) -> None:
    """In the trail: which answer, which levels before and after, and why; never what was written."""
    details: dict[str, Any] = {"question": new.question_key, "round": new.round, "new": new.chosen, "old": old.chosen}
    record_event(
        verb,
        actor=Actor("person", marker.user_id, marker.launch_id),
        subject_kind="attempt",
        subject_id=new.attempt_id,
        details=details | ({"reason": new.reason} if new.reason else {}),
        tenant_id=marker.tenant_id,
        now=now,
    )
