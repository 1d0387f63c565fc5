"""scale: statements to be rated on one row of labels; asked for an opinion, so never marked."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len

from lms_plugin.questions.answers import fields_of, known_key, quote
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.options import keys_of, list_problems
from lms_plugin.questions.pairing import ROW_SHOWN
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedOption, RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Key, Line, Many, Problem, Response, Spec, Text
from lms_plugin.questions.unscored import UnscoredSpec

NOT_APPLICABLE = "na"


class ScaleRowSpec(Spec):
    """A statement. `reverse`: agreeing with it means the opposite of agreeing with the others; for statistics alone."""

    key: Key
    text: Text
    reverse: bool = False


class ScaleSpec(UnscoredSpec):
    """Response: `{"ratings": {"clear": 3, "ads": "na"}}`, the place of the label from 1, without blank rows."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"labels", "not_applicable", "rows"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"labels"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"rows": ROW_SHOWN}

    type: Literal["scale"]
    labels: Annotated[Many[Line], Len(2, 11)]
    not_applicable: bool = False
    rows: Annotated[Many[ScaleRowSpec], Len(1, 30)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from list_problems("rows", "row", self.rows)
        if len(set(self.labels)) < len(self.labels):
            yield Problem(("labels",), "a label stands twice", "Give each step its own word")

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"ratings"}).get("ratings", {})
        if not isinstance(given, dict):
            raise ResponseError("This answer must say how each row is rated.")
        known = keys_of(shown, "rows")
        ratings = {known_key(row, known): _rating(shown, rating) for row, rating in given.items()}
        return {"ratings": dict(sorted(ratings.items()))} if ratings else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        options = [RenderedOption(str(place), label) for place, label in enumerate(shown["labels"], 1)]
        if shown["not_applicable"]:
            options.append(RenderedOption(NOT_APPLICABLE, "Does not apply"))
        rows = tuple(RenderedOption(row["key"], row["text"]) for row in shown["rows"])
        return RenderedQuestion(**basics(shown), options=tuple(options), rows=rows)

    def mark(self, response: Response | None) -> Mark:
        return Mark(credit=None, answered=bool(response))

    def full_response(self) -> Response:
        return {"ratings": {row.key: len(self.labels) for row in sorted(self.rows, key=lambda row: row.key)}}

    def deciding(self) -> Json:
        return super().deciding() | {"rows": sorted(row.key for row in self.rows)}


def _rating(shown: Mapping[str, Any], rating: object) -> int | str:
    if rating == NOT_APPLICABLE and shown["not_applicable"]:
        return NOT_APPLICABLE
    if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= len(shown["labels"]):
        raise ResponseError(f"{quote(rating)} is not a step of this scale. Choose one in each row.")
    return rating
