"""What keeps a lesson or quiz locked for a person: what it requires, and what its module requires, as words and ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_plugin.curriculum.requirements import Kind, NeedSpec, RequirementSpec
from lms_plugin.curriculum.shown import CourseView, ModuleView, StepView
from lms_plugin.progress.errors import LockedError
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.requirements import Standing, find_unmet
from lms_plugin.progress.rules import COMPLETE
from lms_plugin.progress.services import ProgressRow, list_progress

Rows = Mapping[UUID, ProgressRow]


@dataclass(frozen=True, kw_only=True)
class Want:
    """One thing that is missing: `id` is how inner links name it."""

    kind: Kind
    key: str
    title: str
    percent: int | None

    @property
    def id(self) -> str:
        """As `progress.asking.inner_addresses` has it."""
        return f"{self.kind}:{self.key}"

    @property
    def words(self) -> str:
        """What to do about it."""
        if self.percent is not None:
            return f"score {self.percent}% or more in “{self.title}”"
        return {"lesson": "read", "module": "complete", "quiz": "pass"}[self.kind] + f" “{self.title}”"


# Each group is needed; of a group one will do.
Missing = tuple[tuple[Want, ...], ...]


def requires_of(module: ModuleView | None, step: StepView) -> tuple[RequirementSpec, ...]:
    """What must be done before a step opens: for the step itself, and for its module."""
    return step.requires + (module.requires if module is not None else ())


def needed_ids(course: CourseView, requires: Iterable[RequirementSpec]) -> set[UUID]:
    """The activities whose progress decides."""
    found = (_find(course, *need.target) for each in requires for need in each.needs)
    return {activity_id for activity_id, _ in found if activity_id is not None}


def find_missing_of(course: CourseView, requires: tuple[RequirementSpec, ...], rows: Rows, *, now: datetime) -> Missing:
    """What of these requirements is missing by these rows of progress. What is not told yet opens nothing."""

    def look(kind: Kind, key: str) -> Standing:
        activity_id, _ = _find(course, kind, key)
        row = rows.get(activity_id) if activity_id is not None else None
        return Standing() if row is None or row.is_held(now) else Standing(row.state, row.best_ppm)

    groups = find_unmet(requires, look) if requires else ()
    return tuple(tuple(_want(course, need) for need in group) for group in groups)


def find_missing(learner: Learner, course: CourseView, activity_id: UUID, *, now: datetime) -> Missing:
    """What keeps a step of a course locked for this person. No statement where it requires nothing, else one.

    What is complete stays open, and nothing is locked for who is not here to learn.
    """
    module, step = _place(course, activity_id)
    requires = requires_of(module, step) if step is not None else ()
    if not requires or not learner.graded:
        return ()
    rows = list_progress(learner, sorted({activity_id, *needed_ids(course, requires)}))
    row = rows.get(activity_id)
    return () if row is not None and row.state in COMPLETE else find_missing_of(course, requires, rows, now=now)


def refuse_locked(learner: Learner, course: CourseView, step: StepView, *, now: datetime) -> None:
    """Raise LockedError where something comes before this step."""
    missing = find_missing(learner, course, step.activity_id, now=now)
    if missing:
        raise LockedError(f"To open “{step.title}”, {say(missing)} first.")


def say(missing: Missing) -> str:
    """What is missing as a part of a sentence."""
    groups = [" or ".join(want.words for want in group) for group in missing]
    return ", and ".join(groups)


def _place(course: CourseView, activity_id: UUID) -> tuple[ModuleView | None, StepView | None]:
    for module in course.modules:
        for step in module.contents:
            if step.activity_id == activity_id:
                return module, step
    return None, next((step for step in course.quizzes if step.activity_id == activity_id), None)


def _find(course: CourseView, kind: Kind, key: str) -> tuple[UUID | None, str]:
    """Activity and title of what is needed."""
    if kind == "module":
        return next(((m.activity_id, m.title) for m in course.modules if m.key == key), (None, key))
    found = (step for step in course.steps() if (step.kind, step.key) == (kind, key))
    return next(((step.activity_id, step.title) for step in found), (None, key))


def _want(course: CourseView, need: NeedSpec) -> Want:
    kind, key = need.target
    return Want(kind=kind, key=key, title=_find(course, kind, key)[1], percent=need.percent)
