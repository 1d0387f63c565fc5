"""What all questions have in common: options, feedback, and the split into shown part and key."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, MaxLen

from lms_plugin.questions.digests import digest
from lms_plugin.questions.exact import Exact
from lms_plugin.questions.fields import KEY, Bloom, Day, Json, Key, Line, Many, Problem, Response, Spec, Text, none_if
from lms_plugin.questions.figures import FigureSpec
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion

__all__ = [
    "KEY",
    "OPTION_SHOWN",
    "Bloom",
    "Day",
    "FeedbackSpec",
    "FigureSpec",
    "Json",
    "Key",
    "Line",
    "Many",
    "OptionSpec",
    "Problem",
    "QuestionSpec",
    "Response",
    "Spec",
    "Text",
    "none_if",
    "repeated",
]


class OptionSpec(Spec):
    """An answer to choose. `credit` is for single_choice, `weight` and `exclusive` for multiple_response."""

    key: Key
    text: Text
    correct: bool = False
    credit: Exact | None = None
    weight: Exact | None = None
    exclusive: bool = False
    pin: Literal["first", "last"] | None = None
    feedback: Text | None = None


OPTION_SHOWN = frozenset({"key", "text", "pin", "exclusive"})


class FeedbackSpec(Spec):
    """Words by credit: 1, between, 0."""

    right: Text | None = None
    partial: Text | None = None
    wrong: Text | None = None


def repeated(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Index and value of each value that stood before."""
    seen = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)


class QuestionSpec(Spec):
    """One question. A type adds its own fields and says how an answer is read, shown and marked.

    `shown_fields` go to the learner before release. Everything else is the key part. `deciding_fields` decide credit.
    `split_lists` names the lists of keyed items that are partly shown, each with the fields of an item that are.
    What is not `is_scored` has no points, and its mark no credit; what is marked `by_person` has none until then.
    `worded` maps the kind of a feedback id to the list of keyed items that has the words.
    """

    is_scored: ClassVar[bool] = True
    by_person: ClassVar[bool] = False
    later: ClassVar[frozenset[str]] = frozenset({"formerly"})
    common_shown: ClassVar[frozenset[str]] = frozenset(
        {"key", "type", "edition", "objective", "points", "stem", "figure", "hint_cost"}
    )
    shown_fields: ClassVar[frozenset[str]] = frozenset()
    deciding_fields: ClassVar[frozenset[str]] = frozenset()
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {}
    worded: ClassVar[Mapping[str, str]] = {}

    key: Key
    type: str
    edition: Annotated[int, Ge(1)] = 1
    objective: Key | None = None
    bloom: Bloom | None = None
    tags: Many[Line] = ()
    references: Many[Key] = ()
    points: Exact = Fraction(1)
    stem: Text
    figure: FigureSpec | None = None
    feedback: FeedbackSpec | None = None
    hints: Annotated[Annotated[Many[Text], MaxLen(10)] | None, none_if(())] = None
    hint_cost: Annotated[Exact | None, none_if(0)] = None
    rationale: Text | None = None
    applies_to: Many[Line] = ()
    review_by: Day | None = None
    author: Line | None = None
    reviewer: Line | None = None
    note: Text | None = None
    form: Literal["a", "b"] | None = None
    retired: bool = False

    def problems(self) -> Iterator[Problem]:
        if not 0 < self.points <= 100 or (self.points * 100).denominator != 1:
            yield Problem(
                ("points",), "points must be more than 0 and at most 100, with two decimals at most", "Write 1"
            )
        if self.hint_cost is not None and not 0 <= self.hint_cost <= 1:
            yield Problem(("hint_cost",), "hint_cost must be from 0 to 1", "Write a part of the points such as 1/4")
        elif self.hint_cost is not None and self.hints is None:
            yield Problem(("hint_cost",), "there is no hint that could cost something", "Add hints, or remove it")

    # What an answer is, from the shown part alone: saving an answer never needs the key.
    @classmethod
    @abstractmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        """The canonical response, `{}` for an emptied one. Raises ResponseError; never marks."""

    @classmethod
    @abstractmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        """What a template needs; options shuffled by rank, in file order without a ranking."""

    @abstractmethod
    def mark(self, response: Response | None) -> Mark:
        """Pure, total and exact."""

    @abstractmethod
    def full_response(self) -> Response:
        """The key as an answer."""

    def check_response(self, value: object) -> Response:
        """The canonical response. Raises ResponseError; never marks."""
        return self.check_shown(self.shown(), value)

    def render(self, ranking: Ranking | None) -> RenderedQuestion:
        """What a template needs: see `render_shown`."""
        return self.render_shown(self.shown(), ranking)

    def is_complete(self, response: Response | None) -> bool:
        """Whether something is answered."""
        return bool(response)

    def pictures(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """The files of its pictures, each with the place of its name."""
        if self.figure is not None:
            yield ("figure", "src"), self.figure.src

    def derived(self) -> Json:
        """What the learner's page needs and can be worked out from the key without giving it away."""
        return {}

    def feedback_text(self, feedback_id: str) -> str | None:
        """The Markdown behind a Mark's feedback id, in this question."""
        kind, _, place = feedback_id.partition(":")
        if not place:
            return getattr(self.feedback, kind, None) if kind in FeedbackSpec.model_fields else None
        return self.part_feedback(kind, place)

    def part_feedback(self, kind: str, place: str) -> str | None:
        """The words for a part such as `option:<key>`."""
        items = getattr(self, self.worded[kind]) if kind in self.worded else ()
        return next((item.feedback for item in items if item.key == place), None)

    def start_order(self, ranking: Ranking | None) -> tuple[str, ...]:
        """The keys of all that is laid out on the page, as a paper keeps them: see `RenderedQuestion.order`."""
        return self.render(ranking).order

    def right_for(self, row: str) -> frozenset[str]:
        """The choices that are right in a row, where each row takes its own."""
        return frozenset()

    def shown(self) -> Json:
        """All that a learner may see before release, as JSON."""
        data = self.to_json()
        part = {name: value for name, value in data.items() if name in self.common_shown | self.shown_fields}
        for name, fields in self.split_lists.items():
            part[name] = [{k: v for k, v in item.items() if k in fields} for item in data[name]]
        if derived := self.derived() | ({"hints": len(self.hints)} if self.hints else {}):
            part["derived"] = derived
        return part

    def key_part(self) -> Json:
        """The rest: answers, credit, feedback, rationale, housekeeping. Joined with the shown part it is everything."""
        data = self.to_json()
        part = {name: value for name, value in data.items() if name not in self.common_shown | self.shown_fields}
        for name, fields in self.split_lists.items():
            part[name] = {item["key"]: {k: v for k, v in item.items() if k not in fields} for item in data[name]}
        return part

    @classmethod
    def join(cls, shown: Mapping[str, Any], key: Mapping[str, Any]) -> Json:
        """The data of the whole question, from what `shown` and `key_part` gave."""
        whole = {name: value for name, value in shown.items() if name != "derived"} | dict(key)
        for name in cls.split_lists:
            whole[name] = [item | key[name][item["key"]] for item in shown[name]]
        return whole

    def content_hash(self) -> str:
        """Of everything."""
        return digest(self.to_json())

    def shown_hash(self) -> str:
        """Of what stands on the page: stem, options, labels."""
        beside = {"edition", "points", "objective", "hint_cost", "derived"}
        return digest({k: v for k, v in self.shown().items() if k not in beside})

    def marking_hash(self) -> str:
        """Of what decides credit: type, key, accept, credit, tolerance, scoring, points."""
        return digest(self.deciding())

    def deciding(self) -> Json:
        """What `marking_hash` is made of: no words of feedback or text to choose, no order of definitions."""
        data = self.to_json()
        costs = {"hint_cost": data["hint_cost"]} if self.hint_cost is not None else {}
        return {name: _deciding(data.get(name)) for name in self.deciding_fields | {"type", "points"}} | costs


def _deciding(value: Any) -> Any:
    """A field without words of feedback or text to choose, and with the order of definitions taken out."""
    if isinstance(value, dict):
        return {name: _deciding(item) for name, item in value.items() if name != "feedback"}
    if isinstance(value, list):
        items = [_deciding(item) for item in value]
        if all(isinstance(item, dict) and "correct" in item for item in items):
            items = [{k: v for k, v in item.items() if k not in {"text", "label", "pin"}} for item in items]
        return sorted(items, key=digest)
    return value
