"""Saving an answer as it is given: the client's id makes a repeated save harmless, and no answer vanishes unseen."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select, true

from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.services import keep_place
from lms_plugin.questions.certainty import Certainty
from lms_plugin.questions.registry import check_response_shown
from lms_plugin.quizzes.attempts import lock_attempt, locks_of
from lms_plugin.quizzes.closing import refuse_after_close
from lms_plugin.quizzes.errors import (
    AnswerLockedError,
    AttemptOverError,
    BadSaveError,
    NewerAnswerError,
    NotInPaperError,
    NotOpenYetError,
)
from lms_plugin.quizzes.late import is_late, keep_late
from lms_plugin.quizzes.locks import Locks
from lms_plugin.quizzes.models import Attempt, Response, ResponseSave
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.policies import thaw
from lms_plugin.quizzes.signing import as_read
from lms_plugin.quizzes.submission import submit_locked
from lms_plugin.quizzes.taken import refuse_closed


@dataclass(frozen=True, kw_only=True)
class Save:
    """What a page sends. `base` is the revision it began from, 0 for none; None of the last two leaves it as it is."""

    save_id: UUID
    base: int
    value: object
    draft: bool = False
    flagged: bool | None = None
    certainty: Certainty | None = None


@dataclass(frozen=True)
class Saved:
    """What is stored now. `late`: it came when the time was over, and is kept without being marked."""

    revision: int
    saved_at: datetime
    late: bool = False


def save_response(learner: Learner, attempt_id: UUID, question: str, save: Save, *, now: datetime) -> Saved:
    """Store an answer to one question of an open attempt, and the place with it.

    Raises AttemptNotFoundError, NotInPaperError, ResponseError (the shape does not fit), AttemptOverError (submitted),
    AnswerClosedError (checked for good), AnswerLockedError, NotOpenYetError, QuizClosedError and NewerAnswerError
    (changed elsewhere since `base`). In each case the earlier answer stands.
    """
    attempt = lock_attempt(learner, attempt_id)
    known, current = _read(attempt_id, question, save.save_id)
    if known is not None:
        return _known(known, question)
    paper = Paper.from_json(attempt.paper)
    late = is_late(attempt, now)
    if not late:
        _refuse_over(learner, attempt, now)
    if _is_settled(learner, attempt, locks_of(attempt, paper), question, save, current):
        return Saved(0, now) if current is None else Saved(current.revision, current.saved_at)
    if late:
        value = _checked(learner, attempt, paper, question, save.value)
        said = value is not None or (current is not None and current.value is not None)
        return _keep_late(learner, attempt, question, replace(save, value=value), now, said=said)
    value = _checked(learner, attempt, paper, question, save.value)
    flagged = save.flagged if save.flagged is not None else current is not None and current.flagged
    certainty = _certainty(attempt, current, save.certainty)
    if current is not None and (value, flagged, save.draft, certainty) == _state(current):
        return Saved(current.revision, current.saved_at)
    if current is None and value is None and not flagged and certainty is None:
        return Saved(0, now)
    if current is not None and (value, certainty) != (current.value, current.certainty):
        refuse_closed(attempt, question)
    revision = current.revision if current is not None else 0
    if current is not None and save.base != revision and current.value != value:
        raise NewerAnswerError(revision=revision, value=current.value, saved_at=current.saved_at)
    _write(attempt_id, question, save, value, revision + 1, flagged, certainty, now)
    keep_position(learner, attempt, paper, paper.number(question), now=now)
    return Saved(revision + 1, now)


def _refuse_over(learner: Learner, attempt: Attempt, now: datetime) -> None:
    """Raises AttemptOverError and QuizClosedError."""
    if not attempt.is_open:
        raise AttemptOverError
    refuse_after_close(learner, attempt, now)


def _keep_late(learner: Learner, attempt: Attempt, question: str, save: Save, now: datetime, *, said: bool) -> Saved:
    """Hand in where nobody did yet, and keep the checked answer beside what counts, where anything is `said`."""
    if attempt.is_open:
        submit_locked(learner, attempt, now=now)
    if said:
        keep_late(attempt.id, save.save_id, question, save.value, revision=save.base + 1, now=now)
    return Saved(save.base + 1, now, late=True)


def keep_position(learner: Learner, attempt: Attempt, paper: Paper, number: int | None, *, now: datetime) -> None:
    """Remember the question to go on with; None is the page where answers are checked."""
    keep_place(
        learner,
        activity_id=attempt.activity_id,
        publication_id=attempt.publication_id,
        position={"attempt": str(attempt.id), "number": number, "of": len(paper.asked)},
        now=now,
    )


def _read(attempt_id: UUID, question: str, save_id: UUID) -> tuple[ResponseSave | None, Response | None]:
    """The save of that id, if it came before, and the newest answer, in one statement."""
    one = select(true().label("one")).subquery()
    statement = (
        select(ResponseSave, Response)
        .select_from(one)
        .outerjoin(ResponseSave, and_(ResponseSave.attempt_id == attempt_id, ResponseSave.save_id == save_id))
        .outerjoin(Response, and_(Response.attempt_id == attempt_id, Response.question_key == question))
        .execution_options(populate_existing=True)
    )
    row: Any = db.session.execute(statement).one()
    return row[0], row[1]


def _known(known: ResponseSave, question: str) -> Saved:
    if known.question_key != question:
        raise BadSaveError("This save belongs to another question.")
    return Saved(known.revision, known.saved_at, late=known.late)


def _is_settled(
    learner: Learner, attempt: Attempt, locks: Locks, question: str, save: Save, current: Response | None
) -> bool:
    """Whether nothing is left to do: the question is locked, and what is sent again is what stands. Late or not.

    Raises NotInPaperError, ResponseError, AnswerLockedError and NotOpenYetError.
    """
    asked = locks.paper.find(question)
    standing = "open" if asked is None else locks.standing(asked)
    if standing == "later":
        raise NotOpenYetError
    stored = current.value if current else None
    if standing != "locked" or save.value == stored:
        return standing == "locked"
    if _checked(learner, attempt, locks.paper, question, save.value) != stored:
        raise AnswerLockedError
    return True


def _checked(learner: Learner, attempt: Attempt, paper: Paper, question: str, value: object) -> JsonObject | None:
    """The canonical answer, None for an emptied one. Raises NotInPaperError and ResponseError."""
    if paper.find(question) is None:
        raise NotInPaperError("The question is not asked in this try.")
    if value is None:
        return None
    shown = get_quiz(paper.quiz).question(question)
    return check_response_shown(as_read(learner, attempt, shown), value) or None


def _state(current: Response) -> tuple[JsonObject | None, bool, bool, Certainty | None]:
    return current.value, current.flagged, current.is_draft, current.certainty


def _certainty(attempt: Attempt, current: Response | None, sent: Certainty | None) -> Certainty | None:
    """How sure the person is by now. Raises BadSaveError where the quiz does not ask."""
    if sent is None:
        return current.certainty if current is not None else None
    if thaw(attempt.policy).certainty == "off":
        raise BadSaveError("This quiz does not ask how sure you are.")
    return sent


def _write(
    attempt_id: UUID,
    question: str,
    save: Save,
    value: JsonObject | None,
    revision: int,
    flagged: bool,
    certainty: Certainty | None,
    now: datetime,
) -> None:
    row = {
        "attempt_id": attempt_id,
        "question_key": question,
        "revision": revision,
        "value": value,
        "is_draft": save.draft,
        "flagged": flagged,
        "saved_at": now,
        "certainty": certainty,
    }
    statement = insert_into(Response).values(**row)
    kept = {"attempt_id", "question_key"}
    changed = {name: statement.excluded[name] for name in row.keys() - kept}
    db.session.execute(statement.on_conflict_do_update(index_elements=["attempt_id", "question_key"], set_=changed))
    db.session.execute(insert_into(ResponseSave).values(**row, save_id=save.save_id))
