"""A submitted attempt for its owner: outcome, points, and of each question what the quiz's rules let be shown.

Reads the answers, as marking does, and hands on only what is released.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms_plugin.curriculum.keys import get_quiz_questions, get_quiz_references
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import ReferenceView
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.reveal import Opened, Revealed, reveal
from lms_plugin.questions.exact import exact_text
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.registry import render_shown
from lms_plugin.questions.specs import QuestionSpec
from lms_plugin.quizzes.attempts import Sheet, list_attempts, submitted
from lms_plugin.quizzes.case_page import CaseView, whole_case
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.papers import PaperQuestion
from lms_plugin.quizzes.policies import Release, attempts_left, release


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question on the results page. `number` is its place in the quiz; `points` and `earned` are for reading."""

    number: int
    shown: Mapping[str, Any]
    revealed: Revealed
    carried: bool
    points: str
    earned: str
    is_missed: bool
    sources: tuple[ReferenceView, ...]
    case: str | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """A submitted attempt. `score_ppm`, `earned`, `possible` and `passed` are None where the score is held back."""

    attempt: Attempt
    title: str
    released: Release
    tries: int
    attempts_left: int | None
    pass_mark: int | None
    passed: bool | None
    score_ppm: int | None
    earned: str | None
    possible: str | None
    needed: str | None
    items: tuple[Item, ...]
    cases: Mapping[str, CaseView]

    @property
    def missed(self) -> tuple[Item, ...]:
        """What was not fully right, as far as that may be said."""
        return tuple(item for item in self.items if item.is_missed)

    @property
    def in_order(self) -> tuple[Item, ...]:
        """Missed questions first, each group in the order of the quiz; a case stays together."""
        ranked = [*self.missed, *(item for item in self.items if not item.is_missed)]
        blocks = dict.fromkeys(item.case or item.number for item in ranked)
        return tuple(item for block in blocks for item in self.items if (item.case or item.number) == block)

    @property
    def is_full(self) -> bool:
        """Nothing is left to gain."""
        return self.earned is not None and self.earned == self.possible


def read_result(learner: Learner, sheet: Sheet) -> Result:
    """Put together the page of a submitted attempt."""
    attempt, policy = sheet.attempt, sheet.policy
    tries = submitted(list_attempts(learner, [attempt.activity_id]), attempt.activity_id)
    released = release(policy, passed=any(one.passed for one in tries), used=len(tries))
    points = exact_points(attempt) if released.score else None
    return Result(
        attempt=attempt,
        title=get_quiz(sheet.paper.quiz).title,
        released=released,
        tries=len(tries),
        attempts_left=attempts_left(policy, len(tries)),
        pass_mark=policy.pass_mark,
        passed=attempt.passed if released.score else None,
        score_ppm=attempt.score_ppm if released.score else None,
        earned=points[0] if points else None,
        possible=points[1] if points else None,
        needed=_needed(attempt, policy.pass_mark) if released.score else None,
        items=_items(sheet, released),
        cases=_cases(sheet),
    )


def exact_points(attempt: Attempt) -> tuple[str, str]:
    """Points earned and possible, for reading."""
    return readable(attempt.earned), readable(attempt.possible)


def readable(points: Fraction) -> str:
    """Points as people read them: decimals cut to two places. Cut, so that nothing looks like more than it is."""
    return exact_text(Fraction(points.numerator * 100 // points.denominator, 100))


def _needed(attempt: Attempt, pass_mark: int | None) -> str | None:
    """The points that pass, rounded up to whole ones where the quiz counts in whole ones."""
    if pass_mark is None:
        return None
    exact = attempt.possible * pass_mark / 100
    return readable(Fraction(-(-exact.numerator // exact.denominator))) if attempt.possible.denominator == 1 else None


def _cases(sheet: Sheet) -> dict[str, CaseView]:
    """The cases of the paper, whole: the try is over."""
    quiz = get_quiz(sheet.paper.quiz)
    keys = dict.fromkeys(question.case for question in sheet.paper.questions if question.case is not None)
    return {key: whole_case(quiz, sheet.paper, key) for key in keys}


def _items(sheet: Sheet, released: Release) -> tuple[Item, ...]:
    if not (released.right_wrong or released.feedback):
        return ()
    quiz = get_quiz(sheet.paper.quiz)
    specs, marks = get_quiz_questions(sheet.paper.quiz), list_marks(sheet.attempt.id)
    opened = Opened(released.right_wrong, released.feedback, released.answers)
    return tuple(
        _item(number, question, quiz.question(question.key), specs[question.key], sheet, marks[question.key], opened)
        for number, question in enumerate(sheet.paper.questions, 1)
    )


def _item(
    number: int,
    question: PaperQuestion,
    shown: Mapping[str, Any],
    spec: QuestionSpec,
    sheet: Sheet,
    row: MarkRow,
    opened: Opened,
) -> Item:
    mark = Mark(credit=row.credit, answered=row.answered, parts=row.parts, feedback=tuple(row.feedback))
    response = sheet.responses.get(question.key)
    rendered = render_shown(shown, None).in_order(question.order)
    said = opened.right_wrong and row.credit is not None
    return Item(
        number=number,
        shown=shown,
        revealed=reveal(spec, rendered, response.value if response else None, mark, opened),
        carried=question.carried,
        points=readable(row.points),
        earned=readable(row.points * (row.credit or 0)) if said else "",
        is_missed=said and row.credit != 1,
        sources=_sources(sheet.paper.quiz, spec) if opened.answers else (),
        case=question.case,
    )


def _sources(quiz: str, spec: QuestionSpec) -> tuple[ReferenceView, ...]:
    """What a question rests on; shown with the answers."""
    return tuple(reference for reference in get_quiz_references(quiz) if reference.key in spec.references)


def missed_objectives(items: Sequence[Item]) -> dict[str, int]:
    """How many missed questions each objective has, in the order of the quiz."""
    found: dict[str, int] = {}
    for item in items:
        objective = item.shown.get("objective")
        if item.is_missed and objective is not None:
            found[objective] = found.get(objective, 0) + 1
    return found
