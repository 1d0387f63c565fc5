"""What finishing a step does to its module: completion by the module's rule, and grades that need no quiz."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import ModuleView, StepView
from lms_plugin.grades.services import record_result
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.rules import is_module_complete
from lms_plugin.progress.services import ProgressRow, begin_module, list_progress, record_outcome

FULL_PPM = 1_000_000


def finish_step(
    learner: Learner,
    module: ModuleView,
    step: StepView,
    *,
    state: str,
    publication_id: UUID,
    now: datetime,
    keeps_place: bool = False,
    score_ppm: int | None = None,
    told_at: datetime | None = None,
) -> None:
    """Record the outcome of a lesson or quiz, and the module's with it.

    A lesson that is done is worth 100; so is a complete module without a graded quiz, once its outcome is told. The
    score of a module with one is for `quizzes` to record.
    """
    record_outcome(
        learner,
        activity_id=step.activity_id,
        publication_id=publication_id,
        state=state,
        now=now,
        keeps_place=keeps_place,
        score_ppm=score_ppm,
        told_at=told_at,
    )
    if step.kind == "lesson" and learner.graded:
        _record_full(learner, step.activity_id, now)
    rows = list_progress(learner, [each.activity_id for each in module.contents])
    if not _is_complete(module, rows):
        begin_module(learner, activity_id=module.activity_id, publication_id=publication_id, now=now)
        return
    record_outcome(learner, activity_id=module.activity_id, publication_id=publication_id, state="done", now=now)
    if learner.graded and not graded_quizzes(module) and not any(row.is_held(now) for row in rows.values()):
        _record_full(learner, module.activity_id, now)


def record_complete(learner: Learner, module: ModuleView, *, now: datetime) -> None:
    """Record the grade of a complete module without a graded quiz, which waited until a quiz's outcome was told."""
    if graded_quizzes(module):
        return
    rows = list_progress(learner, [module.activity_id, *(step.activity_id for step in module.contents)])
    whole = rows.get(module.activity_id)
    if whole is not None and whole.is_complete and not any(row.is_held(now) for row in rows.values()):
        _record_full(learner, module.activity_id, now)


def graded_quizzes(module: ModuleView) -> tuple[StepView, ...]:
    """The module's quizzes that send a grade."""
    quizzes = (step for step in module.contents if step.kind == "quiz")
    return tuple(step for step in quizzes if get_quiz(step.digest).grade.send != "none")


def _is_complete(module: ModuleView, rows: Mapping[UUID, ProgressRow]) -> bool:
    def states(kind: str) -> list[str]:
        found = (rows.get(step.activity_id) for step in module.contents if step.kind == kind)
        return ["not_started" if row is None else row.standing for row in found]

    return is_module_complete(module.completion, states("lesson"), states("quiz"))


def _record_full(learner: Learner, activity_id: UUID, now: datetime) -> None:
    record_result(
        context_id=learner.context_id,
        activity_id=activity_id,
        user_id=learner.user_id,
        score_ppm=FULL_PPM,
        attempt_id=None,
        submitted_at=now,
        comment=None,
        now=now,
        cycle=learner.cycle,
    )
