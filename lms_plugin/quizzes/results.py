"""A submitted attempt for its owner: outcome, points, and of each question what the quiz's rules let be shown.

Reads the answers, as marking does, and hands on only what is released.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from lms_plugin.curriculum.keys import get_quiz_questions, get_quiz_references
from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import ReferenceView
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.reveal import reveal
from lms_plugin.progress.revealed import Opened, Revealed
from lms_plugin.questions.certainty import Certainty
from lms_plugin.questions.exact import exact_text
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.registry import render_shown
from lms_plugin.questions.specs import QuestionSpec
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.case_page import CaseView, whole_case
from lms_plugin.quizzes.judged import Judged, judge
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt, MarkRow, Response
from lms_plugin.quizzes.papers import PaperQuestion
from lms_plugin.quizzes.policies import Release, attempts_left
from lms_plugin.quizzes.releasing import read_telling
from lms_plugin.quizzes.sureness import as_percent, sure_words
from lms_plugin.quizzes.taken import NOTHING, Taken, list_taken, may_take

HELD_WORDS = {
    "score": "your score",
    "right_wrong": "what was right",
    "feedback": "what we say to your answers",
    "answers": "the right answers",
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question on the results page. `number` is its place in the quiz; `points` and `earned` are for reading.

    `sure` says how certain the person was and how it turned out; `left` what hints and tries left of the points.
    """

    number: int
    shown: Mapping[str, Any]
    revealed: Revealed
    carried: bool
    points: str
    earned: str
    is_missed: bool
    judged: Judged | None
    sure: str = ""
    left: str = ""
    sources: tuple[ReferenceView, ...]
    case: str | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """A submitted attempt. `score_ppm`, `earned`, `possible` and `passed` are None where the score is held back.

    `waiting` counts the answers that a person has to mark; until then there is no score.
    """

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
    waiting: int
    items: tuple[Item, ...]
    cases: Mapping[str, CaseView]
    due: datetime | None = None
    held: tuple[str, ...] = ()

    @property
    def held_words(self) -> str:
        """What opens with the due date, as the beginning of a sentence."""
        if len(self.held) == len(HELD_WORDS):
            return "Your score, and the answers with their reasons,"
        words = [HELD_WORDS[name] for name in self.held]
        said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
        return said[:1].upper() + said[1:]

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


def read_result(learner: Learner, sheet: Sheet, *, now: datetime) -> Result:
    """Put together the page of a submitted attempt."""
    attempt, telling = sheet.attempt, read_telling(learner, sheet, now=now)
    policy, released, used = telling.policy, telling.released, len(telling.tries)
    marks, tells = list_marks(attempt.id), released.score and attempt.state == "marked"
    points = exact_points(attempt) if tells else None
    return Result(
        attempt=attempt,
        title=get_quiz(sheet.paper.quiz).title,
        released=released,
        tries=used,
        attempts_left=attempts_left(policy, used),
        pass_mark=policy.pass_mark,
        passed=attempt.passed if tells else None,
        score_ppm=attempt.score_ppm if tells else None,
        earned=points[0] if points else None,
        possible=points[1] if points else None,
        needed=_needed(attempt, policy.pass_mark) if tells else None,
        waiting=sum(row.waits for row in marks.values()),
        items=_items(sheet, released, marks),
        cases=_cases(sheet),
        due=telling.window.due,
        held=_held(policy, released),
    )


def _held(policy: Policy, released: Release) -> tuple[str, ...]:
    """What waits for the due date."""
    waiting = (name for name in HELD_WORDS if getattr(policy.show, name) == "after_due")
    return tuple(name for name in waiting if not getattr(released, name))


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


def _items(sheet: Sheet, released: Release, marks: Mapping[str, MarkRow]) -> tuple[Item, ...]:
    if not (released.right_wrong or released.feedback):
        return ()
    quiz = get_quiz(sheet.paper.quiz)
    specs = get_quiz_questions(sheet.paper.quiz)
    taken = list_taken(sheet.attempt.id) if may_take(sheet.policy, quiz.questions) else {}
    return tuple(
        _item(
            number,
            question,
            quiz.question(question.key),
            specs[question.key],
            sheet,
            marks[question.key],
            released,
            taken.get(question.key, NOTHING),
        )
        for number, question in enumerate(sheet.paper.questions, 1)
    )


def _item(
    number: int,
    question: PaperQuestion,
    shown: Mapping[str, Any],
    spec: QuestionSpec,
    sheet: Sheet,
    row: MarkRow,
    released: Release,
    taken: Taken,
) -> Item:
    opened = Opened(released.right_wrong, released.feedback, released.answers)
    mark = Mark(credit=row.credit, answered=row.answered, parts=row.parts, feedback=tuple(row.feedback))
    response = sheet.responses.get(question.key)
    value, certainty = _counted(response, taken)
    rendered = render_shown(shown, None).in_order(question.order)
    revealed = reveal(spec, rendered, value, mark, opened)
    said = opened.right_wrong and row.credit is not None
    return Item(
        number=number,
        shown=shown,
        revealed=revealed,
        carried=question.carried,
        points=readable(row.points),
        earned=readable(row.earned) if said else "",
        is_missed=said and row.credit != 1,
        judged=judge(spec, row, released),
        sure=sure_words(certainty, revealed.verdict),
        left=as_percent(row.factor) if said and row.factor != 1 else "",
        sources=_sources(sheet.paper.quiz, spec) if opened.answers else (),
        case=question.case,
    )


def _counted(response: Response | None, taken: Taken) -> tuple[Mapping[str, Any] | None, Certainty | None]:
    """The answer that counts, and how sure the person was of it: the one that was checked last, else the saved one."""
    if taken.last is not None:
        return taken.last.value, taken.last.certainty
    return (response.value, response.certainty) if response is not None else (None, None)


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
