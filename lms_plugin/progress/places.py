"""What stands behind a link: the course as its learners get it now, the module, and the step if it is one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from lms_plugin.curriculum.services import current_publication, get_activity, get_course_view
from lms_plugin.curriculum.shown import ActivityView, CourseView, ModuleView, StepView
from lms_plugin.progress.errors import StepNotFoundError
from lms_plugin.progress.learner import Learner


@dataclass(frozen=True, kw_only=True)
class Place:
    """The activity of a link within today's publication. `module` is None for a quiz that stands beside the modules.

    `retired` is the quiz that the link was made for, where it is given no more.
    """

    activity: ActivityView
    course: CourseView
    slots: Mapping[str, str]
    module: ModuleView | None
    step: StepView | None
    retired: StepView | None = None

    @property
    def publication_id(self) -> UUID:
        """The publication that learners get now."""
        return self.course.publication_id

    @property
    def steps(self) -> tuple[StepView, ...]:
        """Every step that this link leads to, in order."""
        if self.module is not None:
            return self.module.contents
        return (self.step,) if self.step is not None else ()

    def get_step(self, kind: str, key: str) -> StepView:
        """A lesson or quiz by key. Raises StepNotFoundError."""
        found = next((step for step in self.steps if (step.kind, step.key) == (kind, key)), None)
        if found is None:
            raise StepNotFoundError("The module has no such step.")
        return found

    def lesson_number(self, step: StepView) -> int:
        """Lessons are numbered from 1, quizzes are not counted."""
        return self.lessons.index(step) + 1

    @property
    def lessons(self) -> tuple[StepView, ...]:
        """The lessons in order."""
        return tuple(step for step in self.steps if step.kind == "lesson")


def find_place(learner: Learner, activity_id: UUID) -> Place | None:
    """Where a link leads today; None where the course is not offered, or the activity is not in it any more."""
    activity = get_activity(activity_id)
    offer = current_publication(learner.tenant_id, activity.course_key)
    if offer is None:
        return None
    course = get_course_view(offer.publication_id)
    for module in course.modules:
        step = next((step for step in module.contents if step.activity_id == activity_id), None)
        old = next((step for step in module.retired if step.activity_id == activity_id), None)
        if old is not None:
            return _instead(activity, course, offer.slots, module, old)
        if step is not None or module.activity_id == activity_id:
            return Place(activity=activity, course=course, slots=offer.slots, module=module, step=step)
    alone = next((step for step in course.quizzes if step.activity_id == activity_id), None)
    if alone is None:
        gone = next((step for step in course.retired if step.activity_id == activity_id), None)
        return _instead(activity, course, offer.slots, None, gone) if gone is not None else None
    return Place(activity=activity, course=course, slots=offer.slots, module=None, step=alone)


def _instead(
    activity: ActivityView, course: CourseView, slots: Mapping[str, str], module: ModuleView | None, old: StepView
) -> Place:
    """Where a link to a retired quiz leads: to the one that replaces it, else to the retired one alone."""
    for within in course.modules:
        for step in within.contents:
            if step.kind == "quiz" and step.key == old.replaced_by:
                return Place(activity=activity, course=course, slots=slots, module=within, step=step, retired=old)
    beside = next((step for step in course.quizzes if step.key == old.replaced_by), None)
    return Place(activity=activity, course=course, slots=slots, module=None, step=beside or old, retired=old)
