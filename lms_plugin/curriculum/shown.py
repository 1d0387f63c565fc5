"""What a learner's page is made from: frozen views of a publication. Nothing here holds an answer or feedback."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from markupsafe import Markup

from lms_plugin.curriculum.policies import Grade, Policy
from lms_plugin.curriculum.requirements import RequirementSpec
from lms_plugin.questions.rendered import RenderedFigure

Json = dict[str, Any]
BlockKind = Literal["text", "heading", "check", "callout", "case", "details", "on_shift", "figure"]


@dataclass(frozen=True)
class OfferView:
    """The publication that a tenant's learners get now, and the words for its slots: the tenant's, else the label."""

    publication_id: UUID
    slots: Mapping[str, str]


@dataclass(frozen=True)
class ActivityView:
    """What progress, attempts and line items hang on."""

    id: UUID
    course_key: str
    kind: Literal["module", "lesson", "quiz"]
    key: str


@dataclass(frozen=True)
class ObjectiveView:
    key: str
    text: str
    bloom: str | None


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A lesson or quiz in a module's order. `minutes` is None for a quiz; a lesson's questions are its checks."""

    kind: Literal["lesson", "quiz"]
    key: str
    title: str
    minutes: int | None
    question_count: int
    activity_id: UUID
    digest: str
    requires: tuple[RequirementSpec, ...] = ()
    replaced_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class ModuleView:
    """`completion` is `{"lessons": "all"|"none", "quizzes": "passed"|"submitted"|"none"}`.

    `retired` are quizzes that begin no more; they stand in no order.
    """

    key: str
    title: str
    minutes: int
    audience: tuple[str, ...]
    objectives: tuple[ObjectiveView, ...]
    contents: tuple[StepView, ...]
    completion: Mapping[str, str]
    activity_id: UUID
    requires: tuple[RequirementSpec, ...] = ()
    retired: tuple[StepView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """One publication of a course, in its order. `quizzes` are those that stand beside the modules."""

    publication_id: UUID
    number: int
    key: str
    title: str
    language: str
    timezone: str
    modules: tuple[ModuleView, ...]
    quizzes: tuple[StepView, ...]
    slots: tuple[Json, ...]
    used_slots: frozenset[str]
    retired: tuple[StepView, ...] = ()

    def retired_steps(self) -> tuple[StepView, ...]:
        """All quizzes that begin no more."""
        return tuple(step for module in self.modules for step in module.retired) + self.retired

    def steps(self) -> tuple[StepView, ...]:
        """All lessons and quizzes."""
        return tuple(step for module in self.modules for step in module.contents) + self.quizzes


@dataclass(frozen=True)
class ReferenceView:
    key: str
    text: str
    url: str | None


@dataclass(frozen=True)
class TermView:
    key: str
    term: str
    short: str | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of a lesson with an id that stays while its text stays.

    `markdown` is empty for a check, whose question is `question` (shown JSON). `tone` is a callout's kind, `level` a
    heading's, whose words without Markdown are `title`. A `figure` is as it was written, with what its file is.
    """

    id: str
    kind: BlockKind
    markdown: str = ""
    title: str = ""
    tone: str = ""
    level: int = 0
    question: Json | None = None
    figure: Json | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownLesson:
    """A lesson without any key. References and terms stand in the order of their first use.

    Lessons are read once and kept, so that one is the same as itself alone: pages are cached by that.
    """

    digest: str
    key: str
    title: str
    minutes: int
    objective: str
    blocks: tuple[Block, ...]
    references: tuple[ReferenceView, ...]
    terms: tuple[TermView, ...]


@dataclass(frozen=True)
class DrawView:
    """So many of these; with `least_seen` those first that the learner was shown least often.

    `each` is how many questions one has: more than 1 where whole cases are drawn.
    """

    count: int
    prefer: Literal["least_seen", "random"]
    keys: tuple[str, ...]
    each: int = 1


@dataclass(frozen=True)
class SectionView:
    """A part of a quiz: questions that stand on every paper, or draws."""

    key: str
    title: str | None
    questions: tuple[str, ...]
    draws: tuple[DrawView, ...] = ()

    @property
    def size(self) -> int:
        """How many questions of it stand on a paper."""
        return len(self.questions) + sum(draw.count * draw.each for draw in self.draws)


@dataclass(frozen=True)
class FormsView:
    """Parallel forms: the sections of each form of a pair of tests, and which occasion this test is."""

    pair: str
    occasion: str
    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShownQuiz:
    """A quiz without any key. `questions` are shown JSON: those named in their order, then those that may be drawn.

    Retired ones are left out. Without `sections` all of them are asked. Those of a case follow each other, and `cases`
    has what they share.
    """

    digest: str
    key: str
    title: str
    intro: str
    purpose: str
    policy: Policy
    grade: Grade
    sections: tuple[SectionView, ...]
    questions: tuple[Json, ...]
    forms: FormsView | None = None
    cases: tuple[Json, ...] = ()

    @property
    def question_count(self) -> int:
        """How many questions a paper has. Both of two parallel forms have as many."""
        other = self.forms.b if self.forms is not None else ()
        return sum(one.size for one in self.sections if one.key not in other) if self.sections else len(self.questions)

    def staged(self) -> dict[str, tuple[str, int]]:
        """The questions of cases by key: which case, and which of its stages, from 0."""
        return {
            key: (case["key"], number)
            for case in self.cases
            for number, stage in enumerate(case["stages"])
            for key in stage["questions"]
        }

    def case(self, key: str) -> Json:
        """A case as it is stored, with every stage: a page takes only what is open. Raises KeyError."""
        return {case["key"]: case for case in self.cases}[key]

    def members(self, key: str) -> tuple[str, ...]:
        """The questions that are drawn under a key: those of a case, or the one itself."""
        stages = (stage for case in self.cases if case["key"] == key for stage in case["stages"])
        return tuple(name for stage in stages for name in stage["questions"]) or (key,)

    def question(self, key: str) -> Json:
        """The shown part of a question. Raises KeyError."""
        for question in self.questions:
            if question["key"] == key:
                return question
        raise KeyError(key)

    @property
    def pass_mark(self) -> int | None:
        """The whole percentage needed, None where there is nothing to pass."""
        return self.policy.pass_mark


@dataclass(frozen=True, kw_only=True)
class RenderedBlock:
    """A block as HTML. `html` is empty for a check and a figure."""

    id: str
    kind: BlockKind
    html: Markup
    title: str = ""
    tone: str = ""
    question: Json | None = field(default=None)
    figure: RenderedFigure | None = None
