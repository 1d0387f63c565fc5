"""Reading a lesson: where one stopped, which parts are behind, and being done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.curriculum.services import get_lesson
from lms_plugin.curriculum.shown import ShownLesson, StepView
from lms_plugin.errors import NotFoundError
from lms_plugin.progress.completion import finish_step
from lms_plugin.progress.errors import BadPlaceError
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.parts import Part, part_number, parts_of
from lms_plugin.progress.places import Place
from lms_plugin.progress.rules import farther, minutes_left, surviving_block
from lms_plugin.progress.services import ProgressRow, begin_module, find_progress, keep_place


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A lesson with a person's place in it. `at` is the block to go on from, None from the top."""

    lesson: ShownLesson
    row: ProgressRow | None
    at: str | None
    parts: tuple[Part, ...]

    @property
    def parts_read(self) -> int:
        """How many parts are behind."""
        return sum(part.state == "read" for part in self.parts)

    @property
    def checks(self) -> Mapping[str, Any]:
        """The answers kept, by question key."""
        return (self.row.checks or {}) if self.row is not None else {}


def get_reading(learner: Learner, step: StepView) -> Reading:
    """A lesson as this person left it."""
    return make_reading(step, find_progress(learner, step.activity_id))


def make_reading(step: StepView, row: ProgressRow | None) -> Reading:
    """A lesson as the row says that it was left."""
    lesson = get_lesson(step.digest)
    blocks = [block.id for block in lesson.blocks]
    position = (row.position or {}) if row is not None else {}
    complete = row is not None and row.is_complete
    far = None if complete else _surviving(position, "far", blocks)
    at = None if complete else _surviving(position, "block", blocks)
    return Reading(lesson=lesson, row=row, at=at, parts=parts_of(lesson.blocks, far, complete=complete))


def keep_reading(learner: Learner, place: Place, step: StepView, block: str, *, now: datetime) -> tuple[Part, ...]:
    """Remember the block in view; gives the parts as they are now. Raises BadPlaceError: no such block."""
    reading = get_reading(learner, step)
    blocks = [item.id for item in reading.lesson.blocks]
    if block not in blocks:
        raise BadPlaceError("The lesson has no such place.")
    position = (reading.row.position or {}) if reading.row is not None else {}
    far = farther(_surviving(position, "far", blocks), block, blocks)
    parts = parts_of(reading.lesson.blocks, far)
    keep_place(
        learner,
        activity_id=step.activity_id,
        publication_id=place.publication_id,
        position={
            "block": block,
            "far": far,
            "digest": step.digest,
            "part": part_number(reading.lesson.blocks, block),
            "parts": len(parts),
            "minutes_left": minutes_left(reading.lesson.minutes, blocks.index(block), len(blocks)),
        },
        now=now,
    )
    if reading.row is None and place.module is not None:
        begin_module(learner, activity_id=place.module.activity_id, publication_id=place.publication_id, now=now)
    return parts


def complete_lesson(learner: Learner, place: Place, step: StepView, *, now: datetime) -> StepView | None:
    """Record that the lesson is done; the next step of the module, None after the last."""
    if place.module is None:
        return None
    finish_step(learner, place.module, step, state="done", publication_id=place.publication_id, now=now)
    index = place.steps.index(step)
    return place.steps[index + 1] if index + 1 < len(place.steps) else None


def _surviving(position: Mapping[str, Any], name: str, blocks: Sequence[str]) -> str | None:
    """A kept block in today's text. The earlier text is read only where the block is gone."""
    wanted = position.get(name)
    if wanted is None or wanted in blocks:
        return wanted
    try:
        earlier = get_lesson(position["digest"])
    except NotFoundError:
        return None
    return surviving_block(wanted, [block.id for block in earlier.blocks], blocks)
