"""What a hospital's educators can place in a course: the offered courses as modules, lessons and quizzes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from lms_plugin.curriculum.services import get_quiz, list_offered
from lms_plugin.curriculum.shown import CourseView, ModuleView, StepView
from lms_plugin.progress.completion import graded_quizzes


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to choose. `sends_grade`: there is a result that a column could hold; a lesson alone has none."""

    kind: Literal["module", "lesson", "quiz"]
    course: str
    key: str
    title: str
    minutes: int | None = None
    lessons: int = 0
    quizzes: int = 0
    questions: int = 0
    is_part: bool = False
    sends_grade: bool = False
    pass_mark: int | None = None
    module_title: str = ""
    label: str | None = None
    tag: str | None = None

    @property
    def id(self) -> str:
        """Its name in forms, and the line item's resource id: the same in every publication."""
        return f"{self.course}/{self.kind}/{self.key}"

    @property
    def custom(self) -> dict[str, str]:
        """The custom parameters that lead a link here (curriculum.resolve_activity)."""
        # Nothing but these is compared with what a link has: histories come and go.
        return {"course": self.course, self.kind: self.key}


@dataclass(frozen=True)
class Shelf:
    """One course in the picker, each module followed by its parts."""

    title: str
    version: int
    items: tuple[Item, ...]


def list_catalogue(tenant_id: UUID) -> list[Shelf]:
    """Everything that this hospital is offered, and nothing else."""
    return [
        Shelf(course.title, course.number, tuple(_items(course)))
        for course in list_offered(tenant_id)
        if course.modules or course.quizzes
    ]


def _items(course: CourseView) -> Iterator[Item]:
    for module in course.modules:
        yield _module(course, module)
        for step in module.contents:
            yield _quiz(course, step, module) if step.kind == "quiz" else _lesson(course, step, module)
    for step in course.quizzes:
        yield _quiz(course, step, None)


def _module(course: CourseView, module: ModuleView) -> Item:
    graded = [get_quiz(step.digest) for step in graded_quizzes(module)]
    return Item(
        kind="module",
        course=course.key,
        key=module.key,
        title=module.title,
        minutes=module.minutes,
        lessons=sum(step.kind == "lesson" for step in module.contents),
        quizzes=sum(step.kind == "quiz" for step in module.contents),
        sends_grade=bool(module.contents),
        pass_mark=graded[0].pass_mark if len(graded) == 1 else None,
    )


def _lesson(course: CourseView, step: StepView, module: ModuleView) -> Item:
    return Item(
        kind="lesson",
        course=course.key,
        key=step.key,
        title=step.title,
        minutes=step.minutes,
        is_part=True,
        module_title=module.title,
    )


def _quiz(course: CourseView, step: StepView, module: ModuleView | None) -> Item:
    """A quiz of a module is told apart by the module's name: many are just called "Module quiz"."""
    quiz = get_quiz(step.digest)
    named = module is None or module.title.casefold() in step.title.casefold()
    return Item(
        kind="quiz",
        course=course.key,
        key=step.key,
        title=step.title if named or module is None else f"{module.title}: {step.title}",
        questions=step.question_count,
        is_part=module is not None,
        module_title=module.title if module is not None else "",
        sends_grade=quiz.grade.send != "none",
        pass_mark=quiz.pass_mark,
        label=quiz.grade.label,
        tag=quiz.grade.tag,
    )
