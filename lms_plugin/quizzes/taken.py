"""What somebody took of a question while answering it: hints that were shown, and answers that were checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, true

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import Policy
from lms_plugin.questions.marks import ONE
from lms_plugin.quizzes.errors import AnswerClosedError
from lms_plugin.quizzes.models import Attempt, HintTaken, QuestionTry
from lms_plugin.quizzes.policies import checks_answers, thaw, tries_given


@dataclass(frozen=True)
class Taken:
    """Of one question: how many hints were shown, and the newest checked answer."""

    hints: int = 0
    last: QuestionTry | None = None

    @property
    def tries(self) -> int:
        """How many answers were checked."""
        return 0 if self.last is None else self.last.number

    def is_closed(self, tries: int) -> bool:
        """Whether nothing can be changed any more: the last checked answer is right, or was the last of so many."""
        return self.last is not None and (self.last.credit == ONE or self.last.number >= tries)


NOTHING = Taken()


def list_taken(attempt_id: UUID) -> Mapping[str, Taken]:
    """What was taken of the questions of an attempt, by question key. Two statements."""
    hints = select(HintTaken).where(HintTaken.attempt_id == attempt_id).order_by(HintTaken.number)
    tries = select(QuestionTry).where(QuestionTry.attempt_id == attempt_id).order_by(QuestionTry.number)
    shown = {row.question_key: row.number for row in db.session.scalars(hints)}
    checked = {row.question_key: row for row in db.session.scalars(tries)}
    return {key: Taken(shown.get(key, 0), checked.get(key)) for key in shown.keys() | checked.keys()}


def get_taken(attempt_id: UUID, question: str) -> Taken:
    """The same of one question, in one statement."""
    one = select(true().label("one")).subquery()
    hints, last = (
        select(func.max(model.number))
        .where(model.attempt_id == attempt_id, model.question_key == question)
        .scalar_subquery()
        for model in (HintTaken, QuestionTry)
    )
    own = and_(QuestionTry.attempt_id == attempt_id, QuestionTry.question_key == question, QuestionTry.number == last)
    statement = select(hints.label("hints"), QuestionTry).select_from(one).outerjoin(QuestionTry, own)
    row = db.session.execute(statement).one()
    return Taken(row[0] or 0, row[1])


def hint_count(policy: Policy, shown: Mapping[str, Any]) -> int:
    """How many hints a question gives in a quiz with this policy."""
    return 0 if policy.hints == "off" else int(shown.get("derived", {}).get("hints", 0))


def may_take(policy: Policy, questions: Iterable[Mapping[str, Any]]) -> bool:
    """Whether anything can be taken of these questions: hints, or a look at an answer before handing in."""
    return checks_answers(policy) or any(hint_count(policy, shown) for shown in questions)


def is_closed(attempt: Attempt, question: str) -> bool:
    """Whether the answer takes no change any more. No statement where the quiz checks nothing before handing in."""
    policy = thaw(attempt.policy)
    return checks_answers(policy) and get_taken(attempt.id, question).is_closed(tries_given(policy))


def refuse_closed(attempt: Attempt, question: str) -> None:
    """Raise AnswerClosedError where the answer takes no change any more."""
    if is_closed(attempt, question):
        raise AnswerClosedError
