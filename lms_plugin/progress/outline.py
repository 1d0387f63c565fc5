"""The module as one person sees it: each step with its state, what is next, how much is left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lms_plugin.curriculum.dates import moment_of
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.locks import Missing, Rows, find_missing_of, needed_ids, requires_of
from lms_plugin.progress.places import Place
from lms_plugin.progress.rules import AWAITING, COMPLETE, next_index, quiz_minutes
from lms_plugin.progress.services import ProgressRow, list_progress


@dataclass(frozen=True, kw_only=True)
class Step:
    """A lesson or quiz with its state. `number` counts lessons. `position` is where the person stopped.

    Beside the states of Progress: `locked` while something is `missing`, `not_open` until `opens_at`, `handed_in`
    while its outcome is not told.
    """

    view: StepView
    row: ProgressRow | None
    number: int
    state: str
    position: Mapping[str, Any]
    completed_at: datetime | None
    updated_at: datetime | None
    missing: Missing = ()
    opens_at: datetime | None = None

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
        if self.is_complete or self.state == "handed_in":
            return 0
        left: int | None = self.position.get("minutes_left")
        return self.minutes if left is None else min(left, self.minutes)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The steps behind a link, and the state of the module itself."""

    place: Place
    steps: tuple[Step, ...]
    module_row: ProgressRow | None
    module_missing: Missing = ()
    is_told: bool = True

    @property
    def done(self) -> int:
        """How many steps are complete."""
        return sum(step.is_complete or step.state == "handed_in" for step in self.steps)

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
    def is_locked(self) -> bool:
        """Something is left to do that is not open yet."""
        return any(step.missing or step.opens_at for step in self.steps)

    @property
    def is_fresh(self) -> bool:
        """Nothing was begun yet."""
        return all(step.state in ("not_started", "locked", "not_open") for step in self.steps)

    @property
    def completed_at(self) -> datetime | None:
        """When the module was completed."""
        return self.module_row.completed_at if self.module_row is not None and self.is_told else None


def read_outline(learner: Learner, place: Place, *, now: datetime) -> Outline:
    """The outline of a place. One statement beyond the place's own, whatever is required.

    A retired quiz is in it while a try of it is open.
    """
    rows = list_progress(learner, _ids(place))
    numbers = {step.activity_id: number for number, step in enumerate(place.lessons, 1)}
    retired = place.module.retired if place.module is not None else ()
    running = [view for view in retired if _has_open_try(rows.get(view.activity_id))]
    steps = tuple(
        _shut(learner, place, _step(view, numbers.get(view.activity_id, 0), rows, now), rows, now)
        for view in (*place.steps, *running)
    )
    module_row = rows.get(place.module.activity_id) if place.module is not None else None
    return Outline(
        place=place,
        steps=steps,
        module_row=module_row,
        module_missing=_module_missing(learner, place, rows, now),
        is_told=all(step.state != "handed_in" for step in steps),
    )


def _ids(place: Place) -> list[UUID]:
    """The activities whose progress the outline shows or hangs on, in an order that stays."""
    ids = [step.activity_id for step in place.steps]
    requires = [each for step in place.steps for each in requires_of(place.module, step)]
    if place.module is not None:
        ids += [place.module.activity_id, *(step.activity_id for step in place.module.retired)]
    return list(dict.fromkeys([*ids, *sorted(needed_ids(place.course, requires))]))


def _has_open_try(row: ProgressRow | None) -> bool:
    return row is not None and bool((row.position or {}).get("attempt"))


def _missing(learner: Learner, place: Place, view: StepView, rows: Rows, now: datetime) -> Missing:
    """What comes before a step. What is complete stays open, and so does a try that runs."""
    row = rows.get(view.activity_id)
    if not learner.graded or _has_open_try(row) or (row is not None and row.state in COMPLETE):
        return ()
    return find_missing_of(place.course, requires_of(place.module, view), rows, now=now)


def _module_missing(learner: Learner, place: Place, rows: Rows, now: datetime) -> Missing:
    if place.module is None or not learner.graded:
        return ()
    return find_missing_of(place.course, place.module.requires, rows, now=now)


def _shut(learner: Learner, place: Place, step: Step, rows: Rows, now: datetime) -> Step:
    """The step, shut where something comes before it, or where it opens later."""
    if missing := _missing(learner, place, step.view, rows, now):
        return replace(step, missing=missing, state="locked")
    if learner.graded and step.state == "not_started" and (opens_at := _opens_at(place, step.view)) and now < opens_at:
        return replace(step, opens_at=opens_at, state="not_open")
    return step


def _opens_at(place: Place, view: StepView) -> datetime | None:
    """The day or moment that a quiz opens for everybody; what hangs on a person's launch is told on its own page."""
    rule = get_quiz(view.digest).policy.opens if view.kind == "quiz" else None
    return moment_of(rule, ZoneInfo(place.course.timezone), at_end=False) if isinstance(rule, str) else None


def _step(view: StepView, number: int, rows: Rows, now: datetime) -> Step:
    row = rows.get(view.activity_id)
    state = "not_started" if row is None else row.standing
    if row is not None and row.is_held(now):
        state = "handed_in"
    return Step(
        view=view,
        row=row,
        number=number,
        state=state,
        position=(row.position or {}) if row is not None else {},
        completed_at=row.completed_at if row is not None and state != "handed_in" else None,
        updated_at=row.updated_at if row is not None else None,
    )
