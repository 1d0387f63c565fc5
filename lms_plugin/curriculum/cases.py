"""A case: one situation that several questions share, opened in stages. It is not marked itself; its questions are."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from annotated_types import Len
from pydantic import Discriminator, Tag

from lms_plugin.questions.registry import AnyQuestionSpec
from lms_plugin.questions.specs import Key, Line, Many, Problem, QuestionSpec, Spec, Text, repeated


class UseSpec(Spec):
    """A check or a member of a case that shows a question defined elsewhere."""

    use: Key


def _is_use(value: Any) -> str:
    return (
        "used-question"
        if isinstance(value, UseSpec) or (isinstance(value, dict) and "use" in value)
        else "own-question"
    )


CaseQuestion = Annotated[
    Annotated[AnyQuestionSpec, Tag("own-question")] | Annotated[UseSpec, Tag("used-question")], Discriminator(_is_use)
]


class ExhibitSpec(Spec):
    """A tab of the chart."""

    key: Key
    title: Line
    text: Text


class StageSpec(Spec):
    """Questions that open together; `reveal` is what has happened by then."""

    key: Key
    reveal: Text | None = None
    questions: Annotated[Many[CaseQuestion], Len(1, 50)]


class CaseSpec(Spec):
    """The situation, its exhibits, and its stages in their order. `title` is what it is called on pages."""

    key: Key
    type: Literal["case"]
    title: Line | None = None
    stimulus: Text
    exhibits: Annotated[Many[ExhibitSpec], Len(0, 12)] = ()
    stages: Annotated[Many[StageSpec], Len(1, 12)]
    note: Text | None = None
    retired: bool = False

    def problems(self) -> Iterator[Problem]:
        for name in ("exhibits", "stages"):
            for index, key in repeated(item.key for item in getattr(self, name)):
                yield Problem((name, index, "key"), f"the key '{key}' is used twice", "Give each its own")
        if self.stages[0].reveal is not None:
            yield Problem(("stages", 0, "reveal"), "the first stage reveals something", "Write it in stimulus")

    def members(self) -> Iterator[tuple[tuple[str | int, ...], QuestionSpec | UseSpec]]:
        """What the stages ask, each with its place in the case."""
        for i, stage in enumerate(self.stages):
            for j, question in enumerate(stage.questions):
                yield ("stages", i, "questions", j), question

    def asked(self, questions: Mapping[str, QuestionSpec]) -> list[tuple[StageSpec, list[QuestionSpec]]]:
        """The stages with the questions that they ask; one that asks nothing is left out."""
        staged = [(stage, [_found(item, questions) for item in stage.questions]) for stage in self.stages]
        live = [(stage, [item for item in listed if not item.retired]) for stage, listed in staged]
        return [] if self.retired else [(stage, listed) for stage, listed in live if listed]

    def shown(self, questions: Mapping[str, QuestionSpec]) -> dict[str, Any]:
        """As it is stored for pages: texts, and of each stage the keys of its questions."""
        said = self.to_json()
        return {name: said[name] for name in ("key", "title", "stimulus", "exhibits") if said.get(name)} | {
            "stages": [
                {"key": stage.key, "questions": [item.key for item in listed]}
                | ({"reveal": stage.reveal} if stage.reveal else {})
                for stage, listed in self.asked(questions)
            ]
        }


def _found(item: QuestionSpec | UseSpec, questions: Mapping[str, QuestionSpec]) -> QuestionSpec:
    return questions[item.use] if isinstance(item, UseSpec) else item


AnyItemSpec = Annotated[AnyQuestionSpec | CaseSpec, Discriminator("type")]
