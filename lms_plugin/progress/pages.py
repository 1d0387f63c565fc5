"""What the templates of the module's home and of a lesson are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.services import get_lesson, get_quiz, render_lesson
from lms_plugin.curriculum.shown import RenderedBlock, StepView
from lms_plugin.progress.asked import Asked, ask
from lms_plugin.progress.checks import check_questions, option_ranking, reveal_checks
from lms_plugin.progress.errors import StepNotFoundError
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.lessons import Reading, get_reading
from lms_plugin.progress.outline import Outline
from lms_plugin.progress.places import Place
from lms_plugin.progress.revealed import Revealed
from lms_plugin.progress.texts import Writer
from lms_plugin.questions.registry import render_shown


@dataclass(frozen=True, kw_only=True)
class Panel:
    """An inline question in its place: open to an answer, or answered with what is said of it."""

    block_id: str
    key: str
    number: int
    asked: Asked
    revealed: Revealed | None
    answered_at: datetime | None


def home_page(outline: Outline) -> dict[str, Any]:
    """The module's home."""
    quizzes = [step for step in outline.steps if step.view.kind == "quiz"]
    policies = {step.view.key: get_quiz(step.view.digest).policy for step in quizzes}
    return {
        "outline": outline,
        "module": outline.place.module,
        "lessons": outline.place.lessons,
        "quizzes": quizzes,
        "policies": policies,
        "how": _how(outline, [policy.pass_mark for policy in policies.values()]),
        "next": outline.next_step,
    }


def _how(outline: Outline, pass_marks: Sequence[int | None]) -> str:
    """The module's completion rule in words."""
    module = outline.place.module
    if module is None:
        return ""
    lessons, quizzes = len(outline.place.lessons), len(pass_marks)
    said = []
    if module.completion["lessons"] == "all" and lessons:
        said.append("read the lesson" if lessons == 1 else f"read {lessons} lessons")
    if module.completion["quizzes"] != "none" and quizzes:
        mark = pass_marks[0] if quizzes == 1 and module.completion["quizzes"] == "passed" else None
        what = "the quiz" if quizzes == 1 else f"{quizzes} quizzes"
        verb = "pass" if module.completion["quizzes"] == "passed" else "submit"
        said.append(f"score {mark}% or more in {what}" if mark is not None else f"{verb} {what}")
    return (", ".join(said) or "open it").capitalize()


def get_check(step: StepView, question: str) -> Mapping[str, Any]:
    """The shown part of a lesson's question. Raises StepNotFoundError."""
    shown = check_questions(get_lesson(step.digest)).get(question)
    if shown is None:
        raise StepNotFoundError("The lesson has no such question.")
    return shown


def lesson_page(
    learner: Learner,
    place: Place,
    step: StepView,
    addresses: Mapping[str, str],
    *,
    reading: Reading | None = None,
    again: str | None = None,
    refused: Mapping[str, tuple[Any, str]] | None = None,
) -> dict[str, Any]:
    """A lesson. `again` opens one answered question anew; `refused` holds what was sent and why it was not taken.

    `reading` is the person's place in it, where that was read before.
    """
    reading = reading or get_reading(learner, step)
    writer = Writer(place.slots, addresses)
    blocks = render_lesson(reading.lesson, place.slots)
    index = place.steps.index(step)
    return {
        "place": place,
        "step": step,
        "number": place.lesson_number(step),
        "reading": reading,
        "blocks": blocks,
        "panels": _panels(learner, blocks, reading.lesson, reading.checks, again, refused or {}),
        "before": next((s for s in reversed(place.steps[:index]) if s.kind == "lesson"), None),
        "after": place.steps[index + 1] if index + 1 < len(place.steps) else None,
        "place_links": writer.place,
        "text": writer.block,
        "inline": writer.line,
    }


def _panels(
    learner: Learner,
    blocks: tuple[RenderedBlock, ...],
    lesson: Any,
    kept: Mapping[str, Any],
    again: str | None,
    refused: Mapping[str, tuple[Any, str]],
) -> dict[str, Panel]:
    """The inline questions by block, answered ones with their reasons."""
    revealed = reveal_checks(learner, lesson, {key: answer for key, answer in kept.items() if key != again})
    panels: dict[str, Panel] = {}
    for block in blocks:
        if block.question is None:
            continue
        key = block.question["key"]
        value, error = refused.get(key, (None, ""))
        rendered = render_shown(block.question, option_ranking(learner))
        panels[key] = Panel(
            block_id=block.id,
            key=key,
            number=len(panels) + 1,
            asked=ask(block.question, rendered, value, scored=False, error=error),
            revealed=revealed.get(key),
            answered_at=datetime.fromisoformat(kept[key]["at"]) if key in kept else None,
        )
    return panels
