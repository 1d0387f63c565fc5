"""Reading the tries at one quiz in one course: a fixed number of statements, whatever the number of people.

What was voided, is still open, was a preview or a test user's does not count.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, and_, cast, select

from lms_plugin.analytics.chosen import chosen_in
from lms_plugin.analytics.statistics import Given, Sitting, Version
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.progress.learner import PREVIEW_CYCLE
from lms_plugin.quizzes.models import Attempt, MarkRow, QuestionTry, Response
from lms_plugin.roster.models import User

COUNTED = ("submitted", "awaiting", "marked")
_Row = Row[*tuple[Any, ...]]


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


def list_taken_quizzes(context_id: UUID) -> Sequence[Row[UUID, UUID]]:
    """Activity and publication of what was handed in, in a course. One statement."""
    statement = select(Attempt.activity_id, Attempt.publication_id).join(User, User.id == Attempt.user_id)
    return db.session.execute(statement.where(*counted(context_id)).distinct()).all()


def read_taken(context_id: UUID, activity_id: UUID, key: str | None = None) -> Taken:
    """The tries at a quiz in a course. With a `key`, that question's parts are read too, and no other's answers.

    Three statements; four with a key.
    """
    where = counted(context_id, activity_id)
    attempts = _attempts(where)
    answers, tries = _answers(where, key), _tries(where)
    parts = _parts(where, key) if key is not None else {}
    reader = _Reader(parts)
    seen: set[UUID] = set()
    sittings: list[Sitting] = []
    for attempt_id, user_id, paper, started_at, submitted_at in attempts:
        given = reader.read(attempt_id, paper, started_at, answers.get(attempt_id, {}), tries.get(attempt_id, {}))
        sittings.append(Sitting(user_id not in seen, int((submitted_at - started_at).total_seconds()), given))
        seen.add(user_id)
    newest = max(attempts, key=lambda row: row[3])[2]["quiz"] if attempts else None
    return Taken(sittings=tuple(sittings), quizzes=reader.quizzes, people=len(seen), newest=newest)


class _Reader:
    """Puts rows together. What comes again and again (a version, an answer's text) is made once."""

    def __init__(self, parts: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        self._parts = parts
        self._versions: dict[tuple[str, int, str], Version] = {}
        self._chosen: dict[tuple[str, str], tuple[str, ...]] = {}
        self._kinds: dict[str, Mapping[str, str]] = {}
        self.quizzes: dict[Version, tuple[datetime, str]] = {}

    def read(
        self,
        attempt_id: str,
        paper: Mapping[str, Any],
        started_at: datetime,
        answers: Mapping[str, _Row],
        tries: Mapping[str, _Row],
    ) -> tuple[Given, ...]:
        """The questions of one paper that are marked."""
        quiz, found = paper["quiz"], []
        kinds = self._kinds_of(quiz)
        for question in paper["questions"]:
            key = question["key"]
            if key not in answers:
                continue
            named = (key, question["edition"], question["marking"])
            version = self._versions.setdefault(named, Version(*named))
            if version not in self.quizzes or self.quizzes[version][0] < started_at:
                self.quizzes[version] = started_at, quiz
            found.append(self._given(version, question["carried"], kinds.get(key, ""), answers[key], tries.get(key)))
            if attempt_id in self._parts and key not in tries:
                found[-1] = found[-1]._replace(parts=self._parts[attempt_id].get(key, {}))
        return tuple(found)

    def _given(self, version: Version, carried: bool, kind: str, answer: _Row, tried: _Row | None) -> Given:
        """Where an answer was checked before handing in, its first check is what counts here."""
        _, _, num, den, points, of, answered, value, certainty = answer
        if tried is not None:
            _, _, num, den, value, certainty = tried
        return Given(
            version,
            None if num is None else (num, den),
            (points, of),
            answered or tried is not None,
            carried,
            self._choices(kind, value),
            certainty=certainty,
        )

    def _choices(self, kind: str, value: str | None) -> tuple[str, ...]:
        if value is None:
            return ()
        found = self._chosen.get((kind, value))
        if found is None:
            found = self._chosen[kind, value] = chosen_in(kind, json.loads(value))
        return found

    def _kinds_of(self, quiz: str) -> Mapping[str, str]:
        if quiz not in self._kinds:
            self._kinds[quiz] = {key: spec.type for key, spec in get_quiz_questions(quiz).items()}
        return self._kinds[quiz]


def _text(column: Any) -> Any:
    """As the database writes it: thousands of ids and answers need no object each."""
    return cast(column, Text)


def _attempts(where: Sequence[ColumnElement[bool]]) -> Sequence[_Row]:
    """The tries, each person's first before the others."""
    columns = (_text(Attempt.id), Attempt.user_id, Attempt.paper, Attempt.started_at, Attempt.submitted_at)
    statement = select(*columns).join(User, User.id == Attempt.user_id).where(*where)
    ordered = statement.order_by(Attempt.cycle, Attempt.number, Attempt.started_at, Attempt.id)
    return db.session.connection().execute(ordered).all()


def _of(model: Any, *columns: Any) -> Any:
    """Rows of a table that hangs on attempts, with the attempt's id and the question's key first."""
    return (
        select(_text(model.attempt_id), model.question_key, *columns)
        .join(Attempt, Attempt.id == model.attempt_id)
        .join(User, User.id == Attempt.user_id)
    )


def _by_attempt(statement: Any) -> dict[str, dict[str, _Row]]:
    found: dict[str, dict[str, _Row]] = {}
    for row in db.session.connection().execute(statement):
        found.setdefault(row[0], {})[row[1]] = row
    return found


def _answers(where: Sequence[ColumnElement[bool]], key: str | None) -> dict[str, dict[str, _Row]]:
    """Marks that count, of several rounds the last, each with its answer; with a key that question's answer alone."""
    credit = (MarkRow.credit_num, MarkRow.credit_den, MarkRow.points_num, MarkRow.points_den)
    joined = and_(Response.attempt_id == MarkRow.attempt_id, Response.question_key == MarkRow.question_key)
    if key is not None:
        joined = and_(joined, Response.question_key == key)
    statement = _of(MarkRow, *credit, MarkRow.answered, _text(Response.value), Response.certainty)
    return _by_attempt(statement.outerjoin(Response, joined).where(*where).order_by(MarkRow.round))


def _tries(where: Sequence[ColumnElement[bool]]) -> dict[str, dict[str, _Row]]:
    """The first check of each answer that was checked before handing in."""
    fields = (QuestionTry.credit_num, QuestionTry.credit_den, _text(QuestionTry.value), QuestionTry.certainty)
    return _by_attempt(_of(QuestionTry, *fields).where(*where, QuestionTry.number == 1))


def _parts(where: Sequence[ColumnElement[bool]], key: str) -> dict[str, dict[str, Mapping[str, str]]]:
    statement = _of(MarkRow, MarkRow.parts).where(*where, MarkRow.question_key == key).order_by(MarkRow.round)
    return {attempt: {key: rows[key][2]} for attempt, rows in _by_attempt(statement).items()}
