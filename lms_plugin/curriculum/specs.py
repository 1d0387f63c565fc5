"""What the files of a course hold, field by field."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annotated_types import Interval, Len
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from lms_plugin.curriculum.cases import AnyItemSpec
from lms_plugin.curriculum.policies import GradeSpec, PolicySpec, Purpose, policy_problems
from lms_plugin.curriculum.requirements import Requires
from lms_plugin.curriculum.sections import FormsSpec, SectionSpec
from lms_plugin.questions.specs import Bloom, Day, Key, Line, Many, Problem, Spec, Text, repeated

SLOT_KEY = r"[a-z0-9]+(?:_[a-z0-9]+)*(?:\.[a-z0-9]+(?:_[a-z0-9]+)*)*"
Minutes = Annotated[int, Interval(ge=1, le=600)]


def _https(value: str) -> str:
    if not value.startswith("https://") or any(sign.isspace() for sign in value):
        raise PydanticCustomError("https", "is not an https address")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "is not a known timezone") from None
    return value


Https = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_https)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$")]


class SlotSpec(Spec):
    """A gap that each hospital fills with its own words."""

    key: Annotated[str, StringConstraints(pattern=f"^{SLOT_KEY}$", max_length=64)]
    kind: Literal["url", "text", "phone", "email"]
    label: Line
    required: bool = True


class CourseSpec(Spec):
    """course.yaml."""

    later: ClassVar[frozenset[str]] = frozenset({"ce", "formerly"})

    format: Literal[1]
    title: Line
    language: Language
    licence: Line
    timezone: Zone
    modules: Annotated[Many[Key], Len(0, 200)]
    slots: Many[SlotSpec] = ()

    def problems(self) -> Iterator[Problem]:
        for index, key in repeated(self.modules):
            yield Problem(("modules", index), f"module '{key}' is listed twice", "Keep one")
        for index, key in repeated(slot.key for slot in self.slots):
            yield Problem(("slots", index, "key"), f"slot '{key}' is declared twice", "Keep one")


class ReferenceSpec(Spec):
    """An entry of references.yaml."""

    key: Key
    text: Text
    url: Https | None = None
    checked: Day


class TermSpec(Spec):
    """An entry of glossary.yaml."""

    key: Key
    term: Line
    short: Line | None = None
    text: Text


class ObjectiveSpec(Spec):
    key: Key
    text: Text
    bloom: Bloom | None = None


class StepSpec(Spec):
    """One line of a module's contents: a lesson or a quiz."""

    lesson: Key | None = None
    quiz: Key | None = None

    def problems(self) -> Iterator[Problem]:
        if (self.lesson is None) is (self.quiz is None):
            yield Problem((), "neither a lesson nor a quiz, or both", "Write - lesson: key, or - quiz: key")

    @property
    def kind(self) -> Literal["lesson", "quiz"]:
        return "quiz" if self.lesson is None else "lesson"

    @property
    def key(self) -> str:
        return self.lesson or self.quiz or ""


class CompletionSpec(Spec):
    lessons: Literal["all", "none"] = "all"
    quizzes: Literal["passed", "submitted", "none"] = "passed"


class ModuleSpec(Spec):
    """module.yaml."""

    later: ClassVar[frozenset[str]] = frozenset({"ce", "formerly"})

    title: Line
    minutes: Minutes
    audience: Many[Line] = ("everyone",)
    objectives: Annotated[Many[ObjectiveSpec], Len(1, 30)]
    contents: Annotated[Many[StepSpec], Len(1, 200)]
    completion: CompletionSpec = CompletionSpec()
    requires: Requires | None = None

    def problems(self) -> Iterator[Problem]:
        for index, key in repeated(f"{step.kind} '{step.key}'" for step in self.contents):
            yield Problem(("contents", index), f"{key} is listed twice", "Keep one")


class LessonSpec(Spec):
    """The front matter of a lesson."""

    later: ClassVar[frozenset[str]] = frozenset({"formerly"})

    title: Line
    objective: Key
    minutes: Minutes
    references: Many[Key] = ()
    review_by: Day | None = None
    tags: Many[Line] = ()
    requires: Requires | None = None
    note: Text | None = None


class QuizSpec(Spec):
    """A quiz file. Without sections all its questions are asked, in file order."""

    later: ClassVar[frozenset[str]] = frozenset({"ce", "formerly"})

    title: Line
    purpose: Purpose
    intro: Text | None = None
    policy: PolicySpec = PolicySpec()
    grade: GradeSpec = GradeSpec()
    sections: Many[SectionSpec] = ()
    forms: FormsSpec | None = None
    questions: Annotated[Many[AnyItemSpec], Len(0, 2_000)] = ()

    def problems(self) -> Iterator[Problem]:
        yield from policy_problems(self.purpose, self.policy, self.grade)
        if not self.sections and not any(not question.retired for question in self.questions):
            yield Problem((), "there is no question to ask", "Add one under questions")
        for index, key in repeated(section.key for section in self.sections):
            yield Problem(("sections", index, "key"), f"section key '{key}' is used twice", "Give each its own")
        asked = [(i, j, key) for i, section in enumerate(self.sections) for j, key in enumerate(section.questions)]
        for number, key in repeated(key for _, _, key in asked):
            at = asked[number][:2]
            yield Problem(("sections", at[0], "questions", at[1]), f"question '{key}' is asked twice", "Keep one")
        known = {section.key for section in self.sections}
        for form in ("a", "b") if self.forms is not None else ():
            for index, key in enumerate(getattr(self.forms, form)):
                if key not in known:
                    yield Problem(("forms", form, index), f"no section '{key}'", f"Known: {', '.join(sorted(known))}")


class BankSpec(Spec):
    """A bank file: questions and cases for quizzes to draw from or to name, and no rules."""

    later: ClassVar[frozenset[str]] = frozenset({"formerly"})

    title: Line | None = None
    questions: Annotated[Many[AnyItemSpec], Len(1, 2_000)]
