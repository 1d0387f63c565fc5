"""A lesson's inline questions: unlimited tries, kept as given, feedback at once. The one reader of their keys here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.keys import get_lesson_questions
from lms_plugin.curriculum.services import get_lesson
from lms_plugin.curriculum.shown import Block, ShownLesson, StepView
from lms_plugin.progress.errors import StepNotFoundError
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.lessons import keep_reading
from lms_plugin.progress.places import Place
from lms_plugin.progress.reveal import reveal
from lms_plugin.progress.revealed import EVERYTHING, Revealed
from lms_plugin.progress.services import begin_module, keep_check
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import check_response_shown, render_shown


def check_questions(lesson: ShownLesson) -> dict[str, Mapping[str, Any]]:
    """The shown parts of a lesson's questions, by key, in order."""
    return {block.question["key"]: block.question for block in lesson.blocks if block.question is not None}


def answer_check(
    learner: Learner, place: Place, step: StepView, question: str, value: object, *, now: datetime
) -> Revealed:
    """Keep an answer and say at once what it is worth. Raises StepNotFoundError and ResponseError."""
    block = _find_block(get_lesson(step.digest), question)
    if block is None or block.question is None:
        raise StepNotFoundError("The lesson has no such question.")
    shown = block.question
    response = check_response_shown(shown, value)
    if not response:
        raise ResponseError("Choose or type an answer first.")
    keep_check(
        learner,
        activity_id=step.activity_id,
        publication_id=place.publication_id,
        question=question,
        answer={"value": response, "at": now.isoformat()},
        now=now,
    )
    # Who answers here reads here: also without the script that reports the block in view.
    keep_reading(learner, place, step, block.id, now=now)
    if place.module is not None:
        begin_module(learner, activity_id=place.module.activity_id, publication_id=place.publication_id, now=now)
    return _reveal(learner, step.digest, shown, response)


def _find_block(lesson: ShownLesson, question: str) -> Block | None:
    return next((b for b in lesson.blocks if b.question is not None and b.question["key"] == question), None)


def reveal_checks(learner: Learner, lesson: ShownLesson, kept: Mapping[str, Any]) -> dict[str, Revealed]:
    """What was said about the answers kept; the keys are read only if there is one. An answer that no longer fits the
    question (it has changed since) is left out: the question is open again."""
    shown = check_questions(lesson)
    found = {}
    for key, answer in kept.items():
        if key in shown:
            try:
                response = check_response_shown(shown[key], answer["value"])
            except ResponseError:
                continue
            found[key] = _reveal(learner, lesson.digest, shown[key], response)
    return found


def option_ranking(learner: Learner) -> Ranking:
    """The order of options in checks: another one for each person, the same at every visit."""
    return Ranking(learner.user_id.hex)


def _reveal(learner: Learner, digest: str, shown: Mapping[str, Any], response: dict[str, Any]) -> Revealed:
    spec = get_lesson_questions(digest)[shown["key"]]
    rendered = render_shown(shown, option_ranking(learner))
    return reveal(spec, rendered, response, spec.mark(response), EVERYTHING)
