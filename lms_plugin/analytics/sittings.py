"""Reading the tries at one quiz in one course: a fixed number of statements, whatever the number of people.

What was voided, is still open, was a preview or a test user's does not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select

from lms_plugin.analytics.chosen import chosen_in
from lms_plugin.analytics.statistics import Given, Sitting, Version
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.quizzes.models import Attempt, MarkRow, QuestionTry, Response
from lms_plugin.roster.models import User

COUNTED = ("submitted", "awaiting", "marked")
Place = tuple[UUID, str]
Rows = Mapping[Place, Row[Any]]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The tries at a quiz.

    `quizzes` names, of each version of a question, the newest stored quiz that asked it and when it was begun last;
    `newest` is the quiz of the newest try.
    """

    sittings: tuple[Sitting, ...]
    quizzes: Mapping[Version, tuple[datetime, str]]
    people: int
    newest: str | None


def counted(context_id: UUID, activity_id: UUID | None = None) -> tuple[ColumnElement[bool], ...]:
    """The tries that count in a course; the statement has to join User."""
    of_activity = () if activity_id is None else (Attempt.activity_id == activity_id,)
    return (
        Attempt.context_id == context_id,
        *of_activity,
        Attempt.cycle != PREVIEW_CYCLE,
        Attempt.state.in_(COUNTED),
        User.is_test.is_(False),
    )


def list_taken_quizzes(context_id: UUID) -> Sequence[Row[tuple[UUID, UUID]]]:
    """Activity and publication of what was handed in, in a course. One statement."""
    statement = select(Attempt.activity_id, Attempt.publication_id).join(User, User.id == Attempt.user_id)
    return db.session.execute(statement.where(*counted(context_id)).distinct()).all()


def read_taken(context_id: UUID, activity_id: UUID, key: str | None = None) -> Taken:
    """The tries at a quiz in a course. With a `key`, that question's parts are read too, and no other's answers.

    Four statements; five with a key.
    """
    where = counted(context_id, activity_id)
    attempts = _attempts(where)
    marks, responses, tries = _marks(where), _responses(where, key), _tries(where)
    parts = _parts(where, key) if key is not None else {}
    seen: set[UUID] = set()
    sittings: list[Sitting] = []
    quizzes: dict[Version, tuple[datetime, str]] = {}
    for attempt in attempts:
        first = attempt.user_id not in seen
        seen.add(attempt.user_id)
        quiz = attempt.paper["quiz"]
        kinds = _kinds(quiz)
        given = []
        for question in attempt.paper["questions"]:
            place = (attempt.id, question["key"])
            if place in marks:
                version = Version(question["key"], question["edition"], question["marking"])
                if version not in quizzes or quizzes[version][0] < attempt.started_at:
                    quizzes[version] = attempt.started_at, quiz
                given.append(
                    _given(version, question, kinds, marks[place], responses.get(place), tries.get(place), parts)
                )
        seconds = int((attempt.submitted_at - attempt.started_at).total_seconds())
        sittings.append(Sitting(first, seconds, tuple(given)))
    newest = max(attempts, key=lambda row: row.started_at).paper["quiz"] if attempts else None
    return Taken(sittings=tuple(sittings), quizzes=quizzes, people=len(seen), newest=newest)


def _given(
    version: Version,
    question: Mapping[str, Any],
    kinds: Mapping[str, str],
    mark: Row[Any],
    response: Row[Any] | None,
    tried: Row[Any] | None,
    parts: Rows,
) -> Given:
    """Where an answer was checked before handing in, its first check is what counts here."""
    kind = kinds.get(version.key, "")
    place = (mark.attempt_id, version.key)
    said = tried if tried is not None else response
    deciding = tried if tried is not None else mark
    return Given(
        version=version,
        credit=None if deciding.credit_num is None else (deciding.credit_num, deciding.credit_den),
        points=(mark.points_num, mark.points_den),
        answered=mark.answered or tried is not None,
        carried=question["carried"],
        choices=chosen_in(kind, said.value) if said is not None else (),
        parts=parts[place].parts if place in parts and tried is None else {},
        certainty=said.certainty if said is not None else None,
    )


def _kinds(quiz: str) -> Mapping[str, str]:
    return {key: spec.type for key, spec in get_quiz_questions(quiz).items()}


def _attempts(where: Sequence[ColumnElement[bool]]) -> Sequence[Row[Any]]:
    """The tries, each person's first before the others."""
    columns = (Attempt.id, Attempt.user_id, Attempt.paper, Attempt.started_at, Attempt.submitted_at)
    statement = select(*columns).join(User, User.id == Attempt.user_id).where(*where)
    return db.session.execute(statement.order_by(Attempt.cycle, Attempt.number, Attempt.started_at, Attempt.id)).all()


def _of(model: Any, *columns: Any, where: Sequence[ColumnElement[bool]], key: str | None = None) -> Any:
    """Rows of a table that hangs on attempts, with its columns `attempt_id` and `question_key`."""
    statement = (
        select(model.attempt_id, model.question_key, *columns)
        .join(Attempt, Attempt.id == model.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .where(*where)
    )
    return statement if key is None else statement.where(model.question_key == key)


def _by_place(statement: Any) -> Rows:
    return {(row.attempt_id, row.question_key): row for row in db.session.execute(statement)}


def _marks(where: Sequence[ColumnElement[bool]]) -> Rows:
    """The marks that count: of several rounds the last."""
    fields = (MarkRow.credit_num, MarkRow.credit_den, MarkRow.points_num, MarkRow.points_den, MarkRow.answered)
    return _by_place(_of(MarkRow, *fields, where=where).order_by(MarkRow.round))


def _parts(where: Sequence[ColumnElement[bool]], key: str) -> Rows:
    return _by_place(_of(MarkRow, MarkRow.parts, where=where, key=key).order_by(MarkRow.round))


def _responses(where: Sequence[ColumnElement[bool]], key: str | None) -> Rows:
    return _by_place(_of(Response, Response.value, Response.certainty, where=where, key=key))


def _tries(where: Sequence[ColumnElement[bool]]) -> Rows:
    fields = (QuestionTry.value, QuestionTry.certainty, QuestionTry.credit_num, QuestionTry.credit_den)
    return _by_place(_of(QuestionTry, *fields, where=where).where(QuestionTry.number == 1))
