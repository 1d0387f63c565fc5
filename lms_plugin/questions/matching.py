"""matching: every prompt gets its target; spare targets distract."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len

from lms_plugin.questions.exact import Exact
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.options import laid_out, list_problems
from lms_plugin.questions.pairing import (
    ROW_SHOWN,
    RightKeys,
    TargetSpec,
    assign,
    check_pairs,
    deciding_rows,
    mark_pairs,
    refuse_reuse,
    target_problems,
)
from lms_plugin.questions.part_kernel import PartRule
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedOption, RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Key, Many, Problem, QuestionSpec, Response, Spec, Text


class PromptSpec(Spec):
    """A prompt; `match` names its target, or several of which each is right."""

    key: Key
    text: Text
    match: RightKeys
    weight: Exact | None = None
    feedback: Text | None = None

    @property
    def right(self) -> frozenset[str]:
        """The targets that are right."""
        return frozenset(self.match)


class MatchingSpec(QuestionSpec):
    """Response: `{"pairs": {"leak": "privacy"}}`; prompts left blank are left out."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"scoring", "reuse", "targets", "prompts"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"prompts": ROW_SHOWN}
    worded: ClassVar[Mapping[str, str]] = {"part": "prompts"}

    type: Literal["matching"]
    scoring: PartRule = "per_part"
    reuse: bool = False
    targets: Annotated[Many[TargetSpec], Len(2, 20)]
    prompts: Annotated[Many[PromptSpec], Len(2, 12)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from list_problems("targets", "target", self.targets)
        yield from list_problems("prompts", "prompt", self.prompts)
        found = list(
            target_problems(
                self.prompts, self.targets, at=("prompts", "match"), nouns=("target", "Targets"), scoring=self.scoring
            )
        )
        yield from found
        if not found and not self.reuse and assign(self.prompts) is None:
            yield Problem(
                ("prompts",), "the same target is right for two prompts", "Write reuse: true, or give each its own"
            )

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        response = check_pairs(shown, value, field="pairs", rows="prompts", targets="targets")
        if not shown["reuse"]:
            refuse_reuse(shown, response.get("pairs", {}))
        return response

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        rows = tuple(RenderedOption(prompt["key"], prompt["text"]) for prompt in shown["prompts"])
        return RenderedQuestion(**basics(shown), options=laid_out(shown, "targets", ranking), rows=rows)

    def mark(self, response: Response | None) -> Mark:
        return mark_pairs(self.scoring, self.prompts, response, "pairs")

    def full_response(self) -> Response:
        first = {prompt.key: prompt.match[0] for prompt in self.prompts}
        return {"pairs": dict(sorted((first if self.reuse else assign(self.prompts) or first).items()))}

    def right_for(self, row: str) -> frozenset[str]:
        return next((prompt.right for prompt in self.prompts if prompt.key == row), frozenset())

    def deciding(self) -> Json:
        rows = deciding_rows(self.prompts)
        return super().deciding() | {"scoring": self.scoring, "reuse": self.reuse, "prompts": rows}
