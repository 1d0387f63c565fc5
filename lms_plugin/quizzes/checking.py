"""Marking single answers before handing in, and what hints, tries and certainty make of the marks of a paper."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.costs import cost_factor
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.specs import QuestionSpec
from lms_plugin.quizzes.attempts import Sheet, lock_attempt, refuse_shut
from lms_plugin.quizzes.errors import AnswerClosedError, AttemptOverError, BadSaveError
from lms_plugin.quizzes.marking import Marked, list_marks
from lms_plugin.quizzes.models import QuestionTry, Response
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.policies import checks_answers, thaw, tries_given
from lms_plugin.quizzes.taken import NOTHING, Taken, get_taken, list_taken, may_take


def check_answer(learner: Learner, attempt_id: UUID, question: str, nth: int, *, now: datetime) -> None:
    """Mark the saved answer to one question as its `nth` try. A try that was made before stays as it is.

    Raises AttemptNotFoundError, AttemptOverError, NotInPaperError, AnswerLockedError, NotOpenYetError,
    AnswerClosedError (no try is left), BadSaveError (nothing is told before handing in, or it is another try's turn)
    and ResponseError (nothing new to check).
    """
    attempt = lock_attempt(learner, attempt_id)
    policy, paper = thaw(attempt.policy), Paper.from_json(attempt.paper)
    if not attempt.is_open or attempt.is_time_up(now):
        raise AttemptOverError
    refuse_shut(attempt, paper, question)
    if not checks_answers(policy):
        raise BadSaveError("This quiz says nothing before you hand in.")
    taken = get_taken(attempt_id, question)
    if nth <= taken.tries:
        return
    if taken.is_closed(tries_given(policy)):
        raise AnswerClosedError
    if nth != taken.tries + 1:
        raise BadSaveError("It is another try's turn.")
    response = db.session.get(Response, (attempt_id, question), populate_existing=True)
    if response is None or not response.value:
        raise ResponseError("Choose or type an answer first.")
    if taken.last is not None and taken.last.value == response.value:
        raise ResponseError("You have checked this answer. Change it before you check again.")
    _add_try(response, get_quiz_questions(paper.quiz)[question], policy, taken, now)


def _add_try(response: Response, spec: QuestionSpec, policy: Policy, taken: Taken, now: datetime) -> None:
    credit = spec.mark(response.value).credit
    if credit is None:
        raise BadSaveError("This answer is not marked before you hand in.")
    number = taken.tries + 1
    factor = cost_factor(hints=taken.hints, hint_cost=spec.hint_cost, tries=number, try_cost=policy.try_cost)
    db.session.add(
        QuestionTry(
            attempt_id=response.attempt_id,
            question_key=response.question_key,
            number=number,
            value=response.value,
            certainty=response.certainty,
            credit_num=credit.numerator,
            credit_den=credit.denominator,
            factor_num=factor.numerator,
            factor_den=factor.denominator,
            hints=taken.hints,
            tried_at=now,
        )
    )
    db.session.flush()


def weigh(sheet: Sheet, marked: Iterable[Marked]) -> list[Marked]:
    """The marks with what they cost: a checked answer counts as it was checked last, every other as it is now."""
    policy, specs = sheet.policy, get_quiz_questions(sheet.paper.quiz)
    takes = bool(sheet.paper.carried) or may_take(policy, get_quiz(sheet.paper.quiz).questions)
    taken = list_taken(sheet.attempt.id) if takes else {}
    return [
        _weigh(item, specs[item.key], policy, taken.get(item.key, NOTHING), sheet.responses.get(item.key))
        for item in marked
    ]


def _weigh(item: Marked, spec: QuestionSpec, policy: Policy, taken: Taken, response: Response | None) -> Marked:
    last = taken.last
    # What a person marked is known by the mark alone: it came along, and marking the answer anew would let it wait.
    mark = item.mark if last is None or spec.by_person else spec.mark(last.value)
    certainty = None
    if policy.certainty == "graded":
        said = last.certainty if last is not None else response.certainty if response is not None else None
        certainty = said if said is not None and mark.answered else "low"
    costs = cost_factor(hints=taken.hints, hint_cost=spec.hint_cost, tries=0, try_cost=None)
    return replace(item, mark=mark, factor=last.factor if last is not None else costs, certainty=certainty)


def carry_tries(earlier: UUID, attempt_id: UUID, responses: Mapping[str, Response], *, now: datetime) -> None:
    """An answer that comes along from an earlier attempt keeps what hints and tries left of its points."""
    marks = list_marks(earlier)
    rows = [
        {
            "attempt_id": attempt_id,
            "question_key": key,
            "number": 1,
            "value": response.value,
            "certainty": response.certainty,
            "credit_num": 1,
            "credit_den": 1,
            "factor_num": marks[key].factor_num,
            "factor_den": marks[key].factor_den,
            "hints": 0,
            "tried_at": now,
        }
        for key, response in responses.items()
        if marks[key].factor != 1
    ]
    if rows:
        db.session.execute(insert(QuestionTry), rows)
