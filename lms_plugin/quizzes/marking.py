"""Marking a paper: the one place, beside released results, where a quiz's answers are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.questions.certainty import Certainty
from lms_plugin.questions.marks import ONE, Mark
from lms_plugin.questions.scores import Earned
from lms_plugin.quizzes.making_papers import Candidate
from lms_plugin.quizzes.models import MarkRow, Response
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.scoring import Tally, tally


@dataclass(frozen=True)
class Marked:
    """One question of a paper with its verdict, what hints and tries left of its points, and certainty if it counts."""

    key: str
    points: Fraction
    mark: Mark
    factor: Fraction = ONE
    certainty: Certainty | None = None

    @property
    def credit(self) -> Fraction | None:
        """0 to 1, None while a person has to mark it or where it is unscored."""
        return self.mark.credit

    @property
    def waits(self) -> bool:
        """A person has to mark it."""
        return self.credit is None and self.points > 0


@lru_cache(maxsize=256)
def list_candidates(digest: str) -> Sequence[Candidate]:
    """The questions of a quiz in their order, each with the hashes of its version."""
    quiz, specs = get_quiz(digest), get_quiz_questions(digest)
    staged = quiz.staged()
    return tuple(
        Candidate(
            shown=quiz.question(key),
            shown_hash=specs[key].shown_hash(),
            marking_hash=specs[key].marking_hash(),
            start_order=specs[key].start_order,
            unit=staged[key][0] if key in staged else None,
            stage=staged[key][1] if key in staged else None,
        )
        for key in (question["key"] for question in quiz.questions)
    )


def mark_paper(paper: Paper, responses: Mapping[str, Response]) -> list[Marked]:
    """Mark every question of a paper, the carried ones too. Pure but for reading the key."""
    specs = get_quiz_questions(paper.quiz)
    marked = []
    for question in paper.questions:
        response = responses.get(question.key)
        spec = specs[question.key]
        mark = spec.mark(response.value if response else None)
        if question.carried and spec.by_person and mark.credit is None:
            mark = replace(mark, credit=ONE, feedback=("right",))  # what is carried had full credit
        marked.append(Marked(question.key, spec.points, mark))
    return marked


def points_of(marks: Iterable[Marked | MarkRow]) -> Tally:
    """The points of an attempt by the marks that count; what waits for a person or is unscored is left out."""
    return tally(
        Earned(mark.points, mark.credit, mark.factor, mark.certainty) for mark in marks if mark.credit is not None
    )


def add_marks(attempt_id: UUID, marked: Iterable[Marked], *, now: datetime, nth: int = 1) -> None:
    """Write a round of marks, the first unless `nth` says otherwise."""
    db.session.execute(insert(MarkRow), [_row(attempt_id, item, now) | {"round": nth} for item in marked])


def _row(attempt_id: UUID, item: Marked, now: datetime) -> dict[str, Any]:
    credit = item.credit
    return {
        "attempt_id": attempt_id,
        "question_key": item.key,
        "credit_num": None if credit is None else credit.numerator,
        "credit_den": None if credit is None else credit.denominator,
        "points_num": item.points.numerator,
        "points_den": item.points.denominator,
        "factor_num": item.factor.numerator,
        "factor_den": item.factor.denominator,
        "certainty": item.certainty,
        "answered": item.mark.answered,
        "parts": dict(item.mark.parts),
        "feedback": list(item.mark.feedback),
        "marked_at": now,
    }


def list_marks(attempt_id: UUID) -> dict[str, MarkRow]:
    """The marks that count (the highest round of each), by question key."""
    statement = select(MarkRow).where(MarkRow.attempt_id == attempt_id).order_by(MarkRow.round)
    return {row.question_key: row for row in db.session.scalars(statement)}


def full_credit_keys(attempt_id: UUID) -> frozenset[str]:
    """The questions of an attempt that were answered with full credit.

    What a regrade gave is not among them: by the key of the next try the same answer may be wrong, and is asked again.
    """
    rows = list_marks(attempt_id).items()
    return frozenset(key for key, row in rows if row.answered and row.credit == 1 and row.ruling is None)
