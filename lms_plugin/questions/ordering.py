"""ordering: items are put in order; the file holds them in the right one, the learner's page never does."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len

from lms_plugin.questions.answers import fields_of, known_key
from lms_plugin.questions.digests import digest
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import ONE, UNANSWERED, Mark, verdict
from lms_plugin.questions.options import group_problems, keys_of, laid_out, list_problems
from lms_plugin.questions.order_kernel import OrderRule, credit_order, rename_ties
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Key, Many, Problem, QuestionSpec, Response, Spec, Text


class StepSpec(Spec):
    """One of the items to order."""

    key: Key
    text: Text


class OrderingSpec(QuestionSpec):
    """Response: `{"order": ["fact", "warning"]}`, every item once.

    In the shown part the items stand by the digest of their keys, which says nothing of the right order.
    """

    shown_fields: ClassVar[frozenset[str]] = frozenset({"scoring", "items"})

    type: Literal["ordering"]
    scoring: OrderRule = "adjacent_pairs"
    items: Annotated[Many[StepSpec], Len(2, 12)]
    ties: Many[Annotated[Many[Key], Len(2, 12)]] = ()

    @property
    def right(self) -> list[str]:
        """The keys in the right order."""
        return [item.key for item in self.items]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from list_problems("items", "item", self.items)
        yield from group_problems("ties", self.ties, self.right, noun="item", done="tied", where="group")

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"order"})
        if not given:
            return {}
        order, known = given["order"], keys_of(shown, "items")
        if not isinstance(order, list):
            raise ResponseError("This answer must be a list in order.")
        keys = [known_key(key, known) for key in order]
        if sorted(keys) != sorted(known):
            raise ResponseError("This order must name every item once.")
        return {"order": keys}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        return RenderedQuestion(**basics(shown), options=laid_out(shown, "items", ranking))

    def start_order(self, ranking: Ranking | None) -> tuple[str, ...]:
        """The shuffle, moved on by one if that is a right order."""
        first, *others = order = self.render(ranking).order
        return (*others, first) if self.mark({"order": list(order)}).credit == ONE else order

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        order: list[str] = response["order"]
        renamed = rename_ties(order, self.right, self.ties)
        credit = credit_order(self.scoring, renamed, self.right)
        in_place = zip(order, renamed, self.right, strict=True)
        states = {item: "right" if name == key else "wrong" for item, name, key in in_place}
        return Mark(credit=credit, answered=True, parts=states, feedback=(verdict(credit),))

    def full_response(self) -> Response:
        return {"order": self.right}

    def shown(self) -> Json:
        part = super().shown()
        return part | {"items": sorted(part["items"], key=lambda item: digest(item["key"]))}

    def key_part(self) -> Json:
        return super().key_part() | {"order": self.right}

    @classmethod
    def join(cls, shown: Mapping[str, Any], key: Mapping[str, Any]) -> Json:
        whole = super().join(shown, key)
        place = {name: index for index, name in enumerate(whole.pop("order"))}
        return whole | {"items": sorted(shown["items"], key=lambda item: place[item["key"]])}

    def deciding(self) -> Json:
        ties = sorted(sorted(group) for group in self.ties)
        return super().deciding() | {"scoring": self.scoring, "order": self.right, "ties": ties}
