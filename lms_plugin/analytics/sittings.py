"""Reading the tries at one quiz in one course: a fixed number of statements, whatever the number of people.

What was voided, is still open, was a preview or a test user's does not count.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
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
# Rows that are held at once: so few that the garbage collector does not look at them.
ROWS = 500


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
    reader = _Reader(_answers(where, key), _tries(where), _parts(where, key) if key is not None else _Told())
    seen: set[str] = set()
    sittings: list[Sitting] = []
    newest: tuple[datetime, str] | None = None
    for attempt_id, user_id, paper_text, started_at, submitted_at in _attempts(where):
        paper = json.loads(paper_text)
        given = reader.read(attempt_id, paper, started_at)
        sittings.append(Sitting(user_id not in seen, int((submitted_at - started_at).total_seconds()), given))
        seen.add(user_id)
        if newest is None or newest[0] < started_at:
            newest = started_at, paper["quiz"]
    quiz = newest[1] if newest is not None else None
    return Taken(sittings=tuple(sittings), quizzes=reader.quizzes, people=len(seen), newest=quiz)


class _Told:
    """What was said of the questions of each try. Thousands say the same: it is kept once, and named by its place."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._places: dict[tuple[Any, ...], int] = {}
        self._of: dict[str, dict[str, int]] = {}

    def add(self, attempt_id: str, key: str, row: tuple[Any, ...]) -> None:
        """In place of what was said before of this question."""
        place = self._places.setdefault(row, len(self.rows))
        if place == len(self.rows):
            self.rows.append(row)
        self._of.setdefault(attempt_id, {})[key] = place

    def of(self, attempt_id: str) -> Mapping[str, int]:
        """The places of what was said in a try, by question."""
        return self._of.get(attempt_id, {})


class _Reader:
    """Puts rows together. What comes again and again (a version, an answer) is made once and shared."""

    def __init__(self, answers: _Told, tries: _Told, parts: _Told) -> None:
        self._answers, self._tries, self._parts = answers, tries, parts
        self._given: dict[tuple[Any, ...], Given] = {}
        self._kinds: dict[str, Mapping[str, str]] = {}
        self.quizzes: dict[Version, tuple[datetime, str]] = {}

    def read(self, attempt_id: str, paper: Mapping[str, Any], started_at: datetime) -> tuple[Given, ...]:
        """The questions of one paper that are marked."""
        quiz, found = paper["quiz"], []
        answers, tries, parts = (each.of(attempt_id) for each in (self._answers, self._tries, self._parts))
        kinds = self._kinds_of(quiz)
        for question in paper["questions"]:
            key = question["key"]
            if key not in answers:
                continue
            version = Version(key, question["edition"], question["marking"])
            last = self.quizzes.get(version)
            if last is None or last[0] < started_at:
                self.quizzes[version] = started_at, quiz
            said = version, question["carried"], kinds.get(key, ""), answers[key], tries.get(key), parts.get(key)
            given = self._given.get(said)
            if given is None:
                given = self._given[said] = self._make(*said)
            found.append(given)
        return tuple(found)

    def _make(
        self, version: Version, carried: bool, kind: str, answer: int, tried: int | None, parts: int | None
    ) -> Given:
        """Where an answer was checked before handing in, its first check is what counts here; of that no parts are
        known."""
        num, den, points, of, answered, value, certainty = self._answers.rows[answer]
        if tried is not None:
            num, den, value, certainty = self._tries.rows[tried]
        return Given(
            version,
            None if num is None else (num, den),
            (points, of),
            answered or tried is not None,
            carried,
            chosen_in(kind, json.loads(value)) if value is not None else (),
            json.loads(self._parts.rows[parts][0]) if parts is not None and tried is None else {},
            certainty,
        )

    def _kinds_of(self, quiz: str) -> Mapping[str, str]:
        if quiz not in self._kinds:
            self._kinds[quiz] = {key: spec.type for key, spec in get_quiz_questions(quiz).items()}
        return self._kinds[quiz]


def _text(column: Any) -> Any:
    """As the database writes it: thousands of ids, papers and answers need no objects of their own at one time."""
    return cast(column, Text)


def _rows(statement: Any) -> Iterator[Row[*tuple[Any, ...]]]:
    for rows in db.session.connection().execute(statement).partitions(ROWS):
        yield from rows


def _attempts(where: Sequence[ColumnElement[bool]]) -> Iterator[Row[*tuple[Any, ...]]]:
    """The tries, each person's first before the others."""
    columns = (
        _text(Attempt.id),
        _text(Attempt.user_id),
        _text(Attempt.paper),
        Attempt.started_at,
        Attempt.submitted_at,
    )
    statement = select(*columns).join(User, User.id == Attempt.user_id).where(*where)
    return _rows(statement.order_by(Attempt.cycle, Attempt.number, Attempt.started_at, Attempt.id))


def _of(model: Any, turn: Any, *columns: Any) -> Any:
    """Rows of a table that hangs on attempts: with the attempt's id, the question's key, and which in turn it is."""
    return (
        select(_text(model.attempt_id), model.question_key, turn, *columns)
        .join(Attempt, Attempt.id == model.attempt_id)
        .join(User, User.id == Attempt.user_id)
    )


def _told(statement: Any) -> _Told:
    """What rows of `_of` say; of several in turn the last."""
    told, later = _Told(), []
    for row in _rows(statement):
        if row[2] > 1:
            later.append(row)
        else:
            told.add(row[0], row[1], row[3:])
    for row in sorted(later, key=lambda row: row[2]):
        told.add(row[0], row[1], row[3:])
    return told


def _answers(where: Sequence[ColumnElement[bool]], key: str | None) -> _Told:
    """Marks that count, of several rounds the last, each with its answer; with a key that question's answer alone."""
    credit = (MarkRow.credit_num, MarkRow.credit_den, MarkRow.points_num, MarkRow.points_den)
    joined = and_(Response.attempt_id == MarkRow.attempt_id, Response.question_key == MarkRow.question_key)
    if key is not None:
        joined = and_(joined, Response.question_key == key)
    statement = _of(MarkRow, MarkRow.round, *credit, MarkRow.answered, _text(Response.value), Response.certainty)
    return _told(statement.outerjoin(Response, joined).where(*where))


def _tries(where: Sequence[ColumnElement[bool]]) -> _Told:
    """The first check of each answer that was checked before handing in."""
    fields = (QuestionTry.credit_num, QuestionTry.credit_den, _text(QuestionTry.value), QuestionTry.certainty)
    return _told(_of(QuestionTry, QuestionTry.number, *fields).where(*where, QuestionTry.number == 1))


def _parts(where: Sequence[ColumnElement[bool]], key: str) -> _Told:
    return _told(_of(MarkRow, MarkRow.round, _text(MarkRow.parts)).where(*where, MarkRow.question_key == key))
