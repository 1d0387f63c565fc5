"""What the template of the results page is given: the result, and what to read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.services import get_course_view, get_lesson
from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.places import Place
from lms_plugin.progress.stems import headline, split_stem
from lms_plugin.questions.rendered import figure_in
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.late import count_late
from lms_plugin.quizzes.pages import attempt_writer
from lms_plugin.quizzes.results import missed_objectives, read_result, readable

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Read:
    """A lesson that covers missed questions."""

    lesson: StepView
    missed: int


def result_page(
    learner: Learner, place: Place | None, sheet: Sheet, addresses: Mapping[str, str], *, now: datetime
) -> dict[str, Any]:
    """A submitted try. `lessons` maps an objective to the lessons that teach it."""
    result = read_result(learner, sheet, now=now)
    lessons = _lessons_by_objective(place)
    counts: dict[StepView, int] = {}
    for objective, missed in missed_objectives(result.items).items():
        for lesson in lessons.get(objective, ()):
            counts[lesson] = counts.get(lesson, 0) + missed
    steps = place.steps if place is not None else ()
    number = sheet.attempt.number
    writer = attempt_writer(learner, sheet.attempt, addresses)
    return {
        "result": result,
        "late": count_late(sheet.attempt),
        "place": place,
        "step": next((step for step in steps if step.activity_id == sheet.attempt.activity_id), None),
        "lessons": lessons,
        "reads": [Read(lesson, missed) for lesson, missed in counts.items()],
        "version": get_course_view(sheet.attempt.publication_id).number,
        "which_try": f"your {_ORDINALS[number - 1]} try" if number <= len(_ORDINALS) else f"try {number}",
        "answers_later": sheet.policy.show.answers == "after_pass" and not result.released.answers,
        "readable": readable,
        "split": split_stem,
        "figure_in": figure_in,
        "headline": headline,
        "text": writer.block,
        "inline": writer.line,
    }


def _lessons_by_objective(place: Place | None) -> dict[str, list[StepView]]:
    found: dict[str, list[StepView]] = {}
    for lesson in place.lessons if place is not None else ():
        found.setdefault(get_lesson(lesson.digest).objective, []).append(lesson)
    return found
