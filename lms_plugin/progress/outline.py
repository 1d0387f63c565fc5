"""The module as one person sees it: each step with its state, what is next, how much is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.places import Place
from lms_plugin.progress.rules import AWAITING, COMPLETE, next_index, quiz_minutes
from lms_plugin.progress.services import ProgressRow, list_progress


@dataclass(frozen=True, kw_only=True)
class Step:
    """A lesson or quiz with its state. `number` counts lessons. `position` is where the person stopped."""

    view: StepView
    row: ProgressRow | None
    number: int
    state: str
    position: Mapping[str, Any]
    completed_at: datetime | None
    updated_at: datetime | None

    @property
    def is_complete(self) -> bool:
        """Done or passed."""
        return self.state in COMPLETE

    @property
    def open_attempt(self) -> str | None:
        """The id of a quiz attempt that is open."""
        attempt: str | None = self.position.get("attempt")
        return attempt

    @property
    def minutes(self) -> int:
        """About how long the whole step takes."""
        return self.view.minutes if self.view.minutes is not None else quiz_minutes(self.view.question_count)

    @property
    def minutes_left(self) -> int:
        """About how long the rest takes; 0 when complete."""
        if self.is_complete:
            return 0
        left: int | None = self.position.get("minutes_left")
        return self.minutes if left is None else min(left, self.minutes)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The steps behind a link, and the state of the module itself."""

    place: Place
    steps: tuple[Step, ...]
    module_row: ProgressRow | None

    @property
    def done(self) -> int:
        """How many steps are complete."""
        return sum(step.is_complete for step in self.steps)

    @property
    def minutes_left(self) -> int:
        """About how long the rest of the module takes."""
        return sum(step.minutes_left for step in self.steps)

    @property
    def next_step(self) -> Step | None:
        """What to go on with; None when everything is complete."""
        open_one = next((step for step in self.steps if step.open_attempt), None)
        index = next_index([step.state for step in self.steps])
        return open_one or (None if index is None else self.steps[index])

    @property
    def is_waiting(self) -> bool:
        """An educator has to mark something before the module can be complete."""
        return any(step.state == AWAITING for step in self.steps)

    @property
    def is_fresh(self) -> bool:
        """Nothing was begun yet."""
        return all(step.state == "not_started" for step in self.steps)

    @property
    def completed_at(self) -> datetime | None:
        """When the module was completed."""
        return self.module_row.completed_at if self.module_row is not None else None


def read_outline(learner: Learner, place: Place) -> Outline:
    """The outline of a place. One statement beyond the place's own."""
    ids: list[UUID] = [step.activity_id for step in place.steps]
    if place.module is not None:
        ids.append(place.module.activity_id)
    rows = list_progress(learner, ids)
    numbers = {step.activity_id: number for number, step in enumerate(place.lessons, 1)}
    steps = tuple(_step(view, numbers.get(view.activity_id, 0), rows.get(view.activity_id)) for view in place.steps)
    module_row = rows.get(place.module.activity_id) if place.module is not None else None
    return Outline(place=place, steps=steps, module_row=module_row)


def _step(view: StepView, number: int, row: ProgressRow | None) -> Step:
    return Step(
        view=view,
        row=row,
        number=number,
        state="not_started" if row is None else row.standing,
        position=(row.position or {}) if row is not None else {},
        completed_at=row.completed_at if row is not None else None,
        updated_at=row.updated_at if row is not None else None,
    )
