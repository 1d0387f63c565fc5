"""free_text: an answer in one's own words; a comment, a text to compare with a model, or one that a person marks."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Interval, Len
from pydantic import model_validator

from lms_plugin.questions.answers import fields_of, written_text
from lms_plugin.questions.exact import Exact
from lms_plugin.questions.marks import UNANSWERED, Mark
from lms_plugin.questions.options import list_problems
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Key, Line, Many, Problem, QuestionSpec, Response, Spec, Text

LONGEST = 20_000


class LevelSpec(Spec):
    """One step of a criterion and what it is worth."""

    points: Exact
    text: Line


class CriterionSpec(Spec):
    """One thing to look at, with its levels from the lowest to the highest."""

    key: Key
    title: Line
    levels: Annotated[Many[LevelSpec], Len(2, 8)]

    @property
    def text(self) -> str:
        """What it is called."""
        return self.title

    def problems(self) -> Iterator[Problem]:
        points = [level.points for level in self.levels]
        if points != sorted(set(points)) or points[0] < 0:
            yield Problem(("levels",), "points must rise from level to level, from 0 up", "Put the levels in order")


class FreeTextSpec(QuestionSpec):
    """Response: `{"text": "…"}`, lines kept. `marking`: by a person, by the learner against a model, or not at all."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"marking", "lines", "max_words"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"marking"})

    type: Literal["free_text"]
    marking: Literal["none", "self", "person"] = "person"
    lines: Annotated[int, Interval(ge=1, le=40)] = 6
    max_words: Annotated[int, Interval(ge=1, le=5_000)] | None = None
    model_answer: Text | None = None
    rubric: Annotated[Many[CriterionSpec], Len(0, 12)] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_points(cls, data: Any) -> Any:
        """What no person marks has no points."""
        if isinstance(data, dict) and data.get("marking") in ("none", "self"):
            return {"points": 0, **data}
        return data

    @property
    def is_scored(self) -> bool:  # type: ignore[override]
        """Whether a person marks it."""
        return self.marking == "person"

    @property
    def by_person(self) -> bool:  # type: ignore[override]
        """The same: nothing else decides its credit."""
        return self.is_scored

    def problems(self) -> Iterator[Problem]:
        if self.is_scored:
            yield from super().problems()
        elif self.points != 0:
            yield Problem(("points",), f"marking: {self.marking} gives no points", "Leave points out")
        yield from list_problems("rubric", "criterion", self.rubric)
        if self.is_scored and not self.rubric:
            yield Problem(("rubric",), "a person cannot mark without a rubric", "Add one criterion with its levels")
        if self.marking == "none" and self.rubric:
            yield Problem(("rubric",), "a rubric has no meaning with marking: none", "Remove it")
        if self.marking == "self" and self.model_answer is None:
            yield Problem(("model_answer",), "there is nothing to compare with", "Add a model answer")

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        text = written_text(fields_of(value, {"text"}).get("text", ""), LONGEST)
        return {"text": text} if text else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        return RenderedQuestion(
            **basics(shown), max_length=LONGEST, lines=shown["lines"], max_words=shown.get("max_words")
        )

    def mark(self, response: Response | None) -> Mark:
        if self.is_scored and not response:
            return UNANSWERED
        return Mark(credit=None, answered=bool(response))

    def full_response(self) -> Response:
        return {"text": self.model_answer or "An answer."}

    @property
    def most(self) -> Fraction:
        """The points of the highest levels together."""
        return sum((criterion.levels[-1].points for criterion in self.rubric), Fraction(0))

    def credit_for(self, chosen: Mapping[str, int]) -> Fraction:
        """The credit of a person's choice: for each criterion the place of its level from 0. Raises KeyError,
        IndexError."""
        points = (criterion.levels[chosen[criterion.key]].points for criterion in self.rubric)
        return sum(points, Fraction(0)) / self.most

    def deciding(self) -> Json:
        rubric = {item.key: [str(level.points) for level in item.levels] for item in self.rubric}
        return super().deciding() | {"rubric": rubric}
