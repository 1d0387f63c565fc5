"""What the templates of a quiz are given before anything is released: its start, a question, the check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.asked import answer_words, ask
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.places import Place
from lms_plugin.progress.rules import COMPLETE, quiz_minutes
from lms_plugin.progress.services import list_progress
from lms_plugin.progress.stems import headline, split_stem
from lms_plugin.progress.texts import Writer
from lms_plugin.questions.exact import exact_text
from lms_plugin.questions.registry import render_shown
from lms_plugin.quizzes.attempts import Sheet, list_attempts, submitted
from lms_plugin.quizzes.case_page import case_view
from lms_plugin.quizzes.errors import NewerAnswerError
from lms_plugin.quizzes.figures import can_miss, is_scored
from lms_plugin.quizzes.gates import find_gate
from lms_plugin.quizzes.grants import policy_for
from lms_plugin.quizzes.laying_out import carried_ahead
from lms_plugin.quizzes.locks import Standing
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.moving import empty_among
from lms_plugin.quizzes.policies import attempts_left, opens_again, release, thaw
from lms_plugin.quizzes.signing import in_words, not_agreed, slots_of, wants_name
from lms_plugin.quizzes.sureness import as_percent
from lms_plugin.quizzes.taken import hint_count
from lms_plugin.quizzes.time_limits import time_allowed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One question in the row of numbers and in the list of the check page. What is `later` has no words yet.

    `opens` where it is the first of a section; `section` is then what the section is called, if it is called anything.
    """

    number: int
    question: str
    answered: bool
    flagged: bool
    opens: bool = False
    section: str | None = None
    standing: Standing = "open"


def attempt_writer(learner: Learner, attempt: Attempt, addresses: Mapping[str, str] | None = None) -> Writer:
    """Writes the texts of the course that an attempt belongs to. Within a quiz no link leads away."""
    return Writer(slots_of(learner, attempt), addresses or {})


def start_page(learner: Learner, place: Place, step: StepView, *, now: datetime) -> dict[str, Any]:
    """What is said before the start: pass mark, tries, what counts, what is not read yet."""
    quiz = get_quiz(step.digest)
    policy = policy_for(learner, step.activity_id, quiz.policy)
    attempts = list_attempts(learner, [step.activity_id])
    done = submitted(attempts, step.activity_id)
    again = opens_again(policy, done[-1].submitted_at if done else None)
    rows = list_progress(learner, [one.activity_id for one in place.steps])
    own = rows.get(step.activity_id)
    left = attempts_left(policy, len(done))
    open_one = next((attempt for attempt in attempts if attempt.is_open), None)
    layout = thaw(open_one.policy).layout if open_one is not None else policy.layout
    gate = find_gate(learner, place, step, policy, attempts, now=now)
    passed = any(one.passed for one in done)
    return {
        "gate": gate,
        "place": place,
        "step": step,
        "quiz": quiz,
        "policy": policy,
        "layout": layout,
        "allowed": time_allowed(policy),
        "exact": exact_text,
        "minutes": quiz_minutes(quiz.question_count),
        "open": open_one,
        "position": own.position if own is not None else None,
        "done": done,
        "scores_open": release(policy, passed=passed, used=len(done), is_due=gate.is_due_over).score,
        "left": left,
        "opens_at": again if again is not None and again > now else None,
        "unread": sum(
            lesson.activity_id not in rows or rows[lesson.activity_id].state not in COMPLETE for lesson in place.lessons
        ),
        "can_miss": can_miss(quiz),
        "scored": is_scored(quiz),
        "try_cost": as_percent(quiz.policy.try_cost) if quiz.policy.try_cost is not None else "",
        "hints": any(hint_count(quiz.policy, shown) for shown in quiz.questions),
        "staged": any(len(case["stages"]) > 1 for case in quiz.cases),
        "carried": len(carried_ahead(step.digest, quiz.policy, done[-1] if done else None)) if left != 0 else 0,
        "text": Writer(place.slots).block,
    }


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
    question = sheet.get_asked(number)
    quiz = get_quiz(sheet.paper.quiz)
    writer = attempt_writer(learner, sheet.attempt)
    shown = in_words(quiz.question(question.key), writer.slots)
    rendered = render_shown(shown, None).in_order(question.order)
    response = sheet.responses.get(question.key)
    refused = bool(error) or newer is not None
    leaving = sheet.locks.leaving(number)
    value = given if refused else response.value if response else None
    return {
        "sheet": sheet,
        "quiz": quiz,
        "key": question.key,
        "section": sheet.paper.section_title(question),
        "number": number,
        "total": len(sheet.paper.asked),
        "entries": entries(sheet),
        "asked": ask(shown, rendered, value, scored=True, error=error),
        "response": response,
        "base": newer.revision if newer else response.revision if response else 0,
        "refused": refused,
        "forward": sheet.locks.forward,
        "on_one": sheet.policy.layout == "all",
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
    quiz, asked, locks = get_quiz(sheet.paper.quiz), sheet.paper.asked, sheet.locks
    before = (None, *(question.section for question in asked))
    return [
        Entry(
            number=number,
            question="" if standing == "later" else split_stem(quiz.question(question.key)["stem"])[1],
            answered=sheet.is_answered(question.key),
            flagged=sheet.is_flagged(question.key),
            opens=question.section != previous,
            section=sheet.paper.section_title(question),
            standing=standing,
        )
        for number, (question, previous) in enumerate(zip(asked, before, strict=False), 1)
        for standing in [locks.standing(question)]
    ]


def check_page(learner: Learner, sheet: Sheet, *, name: str = "", error: str = "") -> dict[str, Any]:
    """What is missing, before handing in. `name` with `error` is a signature that was not taken."""
    saved = [response.saved_at for response in sheet.responses.values()]
    quiz = get_quiz(sheet.paper.quiz)
    return {
        "sheet": sheet,
        "quiz": quiz,
        "scored": is_scored(quiz),
        "not_agreed": not_agreed(sheet),
        "misses_points": any(
            quiz.question(sheet.paper.asked[number - 1].key)["points"] != "0" for number in sheet.missing
        ),
        "entries": entries(sheet),
        "missing": sheet.missing,
        "wants_name": wants_name(sheet),
        "name": name,
        "error": error,
        "forward": sheet.locks.forward,
        "back": sheet.locks.nearest(sheet.missing[0] if sheet.missing else len(sheet.paper.asked)),
        "saved_at": max(saved, default=None),
        "text": attempt_writer(learner, sheet.attempt).block,
        "headline": headline,
    }
