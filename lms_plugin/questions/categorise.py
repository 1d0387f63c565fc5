"""categorise: every item is put into one of a few categories."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len
from pydantic import Field

from lms_plugin.questions.exact import Exact
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.options import laid_out, list_problems
from lms_plugin.questions.pairing import (
    ROW_SHOWN,
    RightKeys,
    TargetSpec,
    check_pairs,
    deciding_rows,
    mark_pairs,
    target_problems,
)
from lms_plugin.questions.part_kernel import PartRule
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Key, Many, Problem, QuestionSpec, Response, Spec, Text


class ItemSpec(Spec):
    """An item; `in` names its category, or several of which each is right."""

    key: Key
    text: Text
    homes: RightKeys = Field(alias="in")
    weight: Exact | None = None
    pin: Literal["first", "last"] | None = None
    feedback: Text | None = None

    @property
    def right(self) -> frozenset[str]:
        """The categories that are right."""
        return frozenset(self.homes)


class CategoriseSpec(QuestionSpec):
    """Response: `{"placed": {"xray": "privacy"}}`; items left where they are are left out."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"scoring", "categories", "items"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"items": ROW_SHOWN | {"pin"}}
    worded: ClassVar[Mapping[str, str]] = {"part": "items"}

    type: Literal["categorise"]
    scoring: PartRule = "per_part"
    categories: Annotated[Many[TargetSpec], Len(2, 10)]
    items: Annotated[Many[ItemSpec], Len(2, 20)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from list_problems("categories", "category", self.categories)
        yield from list_problems("items", "item", self.items)
        yield from target_problems(
            self.items, self.categories, at=("items", "in"), nouns=("category", "Categories"), scoring=self.scoring
        )

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        return check_pairs(shown, value, field="placed", rows="items", targets="categories")

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        """Items are shuffled; categories stay as they are written, but for those that are pinned."""
        categories, items = laid_out(shown, "categories", None), laid_out(shown, "items", ranking)
        return RenderedQuestion(**basics(shown), options=categories, rows=items)

    def mark(self, response: Response | None) -> Mark:
        return mark_pairs(self.scoring, self.items, response, "placed")

    def full_response(self) -> Response:
        return {"placed": dict(sorted((item.key, item.homes[0]) for item in self.items))}

    def right_for(self, row: str) -> frozenset[str]:
        return next((item.right for item in self.items if item.key == row), frozenset())

    def deciding(self) -> Json:
        return super().deciding() | {"scoring": self.scoring, "items": deciding_rows(self.items)}
