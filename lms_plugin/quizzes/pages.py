"""What the templates of a quiz are given before anything is released: its start, a question, the check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.services import current_publication, get_course_view, get_quiz
from lms_plugin.curriculum.shown import ShownQuiz, StepView
from lms_plugin.progress.asked import answer_words, ask
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.places import Place
from lms_plugin.progress.rules import COMPLETE, quiz_minutes
from lms_plugin.progress.services import list_progress
from lms_plugin.progress.stems import headline, split_stem
from lms_plugin.progress.texts import Writer
from lms_plugin.questions.registry import render_shown
from lms_plugin.quizzes.attempts import Sheet, list_attempts, submitted
from lms_plugin.quizzes.case_page import case_view
from lms_plugin.quizzes.errors import NewerAnswerError, NotInPaperError
from lms_plugin.quizzes.locks import Standing
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.moving import empty_among
from lms_plugin.quizzes.policies import attempts_left, opens_again, release
from lms_plugin.quizzes.start import carried_ahead


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One question in the row of numbers and in the list of the check page. What is `later` has no words yet."""

    number: int
    question: str
    answered: bool
    flagged: bool
    standing: Standing = "open"


def attempt_writer(learner: Learner, attempt: Attempt, addresses: Mapping[str, str] | None = None) -> Writer:
    """Writes the texts of the course that an attempt belongs to. Within a quiz no link leads away."""
    offer = current_publication(learner.tenant_id, get_course_view(attempt.publication_id).key)
    return Writer(offer.slots if offer is not None else {}, addresses or {})


def start_page(learner: Learner, place: Place, step: StepView, *, now: datetime) -> dict[str, Any]:
    """What is said before the start: pass mark, tries, what counts, what is not read yet."""
    quiz = get_quiz(step.digest)
    attempts = list_attempts(learner, [step.activity_id])
    done = submitted(attempts, step.activity_id)
    again = opens_again(quiz.policy, done[-1].submitted_at if done else None)
    rows = list_progress(learner, [one.activity_id for one in place.steps])
    own = rows.get(step.activity_id)
    left = attempts_left(quiz.policy, len(done))
    return {
        "place": place,
        "step": step,
        "quiz": quiz,
        "minutes": quiz_minutes(len(quiz.questions)),
        "open": next((attempt for attempt in attempts if attempt.is_open), None),
        "position": own.position if own is not None else None,
        "done": done,
        "scores_open": release(quiz.policy, passed=any(one.passed for one in done), used=len(done)).score,
        "left": left,
        "opens_at": again if again is not None and again > now else None,
        "unread": sum(
            lesson.activity_id not in rows or rows[lesson.activity_id].state not in COMPLETE for lesson in place.lessons
        ),
        "can_miss": _can_miss(quiz),
        "staged": any(len(case["stages"]) > 1 for case in quiz.cases),
        "carried": len(carried_ahead(step.digest, quiz.policy, done[-1] if done else None)) if left != 0 else 0,
        "text": Writer(place.slots).block,
    }


def _can_miss(quiz: ShownQuiz) -> int | None:
    """How many questions may be wrong; None where they are not worth the same."""
    count = len(quiz.questions)
    if quiz.pass_mark is None or len({question["points"] for question in quiz.questions}) != 1:
        return None
    return count - -(-count * quiz.pass_mark // 100)


def question_page(
    learner: Learner,
    sheet: Sheet,
    number: int,
    *,
    given: Mapping[str, Any] | None = None,
    error: str = "",
    newer: NewerAnswerError | None = None,
    asks: bool = False,
) -> dict[str, Any]:
    """One question. `given` with `error` or `newer` is an answer that was not taken: it stays on the page as sent.

    `asks`: going on was tried while answers are missing that it would lock.
    """
    if not 1 <= number <= len(sheet.paper.asked):
        raise NotInPaperError("The question is not asked in this try.")
    question = sheet.paper.asked[number - 1]
    quiz = get_quiz(sheet.paper.quiz)
    shown = quiz.question(question.key)
    writer = attempt_writer(learner, sheet.attempt)
    rendered = render_shown(shown, None).in_order(question.order)
    response = sheet.responses.get(question.key)
    refused = bool(error) or newer is not None
    leaving = sheet.locks.leaving(number)
    value = given if refused else response.value if response else None
    return {
        "sheet": sheet,
        "quiz": quiz,
        "key": question.key,
        "number": number,
        "total": len(sheet.paper.asked),
        "entries": entries(sheet),
        "asked": ask(shown, rendered, value, scored=True, error=error),
        "response": response,
        "base": newer.revision if newer else response.revision if response else 0,
        "refused": refused,
        "forward": sheet.locks.forward,
        "leaving": leaving,
        "empty": empty_among(sheet, leaving) if asks else (),
        "case": case_view(quiz, sheet.paper, question),
        "newer": newer,
        "theirs": answer_words(shown, rendered, newer.value) if newer else "",
        "text": writer.block,
        "inline": writer.line,
    }


def entries(sheet: Sheet) -> Sequence[Entry]:
    """The asked questions by number, each with the Markdown of what it asks."""
    quiz, locks = get_quiz(sheet.paper.quiz), sheet.locks
    return [
        Entry(
            number=number,
            question="" if standing == "later" else split_stem(quiz.question(question.key)["stem"])[1],
            answered=sheet.is_answered(question.key),
            flagged=sheet.is_flagged(question.key),
            standing=standing,
        )
        for number, question in enumerate(sheet.paper.asked, 1)
        for standing in [locks.standing(question)]
    ]


def check_page(learner: Learner, sheet: Sheet) -> dict[str, Any]:
    """What is missing, before handing in."""
    saved = [response.saved_at for response in sheet.responses.values()]
    return {
        "sheet": sheet,
        "quiz": get_quiz(sheet.paper.quiz),
        "entries": entries(sheet),
        "missing": sheet.missing,
        "forward": sheet.locks.forward,
        "back": sheet.locks.nearest(sheet.missing[0] if sheet.missing else len(sheet.paper.asked)),
        "saved_at": max(saved, default=None),
        "text": attempt_writer(learner, sheet.attempt).block,
        "headline": headline,
    }
