"""multiple_response: any number of two to ten options, marked by a choose rule."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len

from lms_plugin.questions.answers import fields_of, known_key
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.kernels import ChooseRule, choose, parts
from lms_plugin.questions.marks import UNANSWERED, Mark, verdict
from lms_plugin.questions.options import foreign_fields, option_keys, option_problems, rendered_options
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import OPTION_SHOWN, Json, Many, OptionSpec, Problem, QuestionSpec, Response


class MultipleResponseSpec(QuestionSpec):
    """Response: `{"choices": ["board", "face"]}`, sorted."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"options", "scoring"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"options", "scoring"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"options": OPTION_SHOWN}
    worded: ClassVar[Mapping[str, str]] = {"option": "options"}

    type: Literal["multiple_response"]
    scoring: ChooseRule = "plus_minus"
    options: Annotated[Many[OptionSpec], Len(2, 10)]

    @property
    def right(self) -> frozenset[str]:
        """The keys of the correct options."""
        return frozenset(option.key for option in self.options if option.correct)

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from option_problems(self.options)
        yield from foreign_fields(self.options, {"credit": "single_choice"})
        if not self.right:
            yield Problem(("options",), "no option is correct", "Add correct: true to at least one")
        if len(self.right) > 1:
            for index, option in enumerate(self.options):
                if option.correct and option.exclusive:
                    yield Problem(
                        ("options", index, "exclusive"),
                        "an exclusive option is correct beside others",
                        "It stands alone: make it the only correct one, or drop exclusive",
                    )
        yield from self._weight_problems()

    def _weight_problems(self) -> Iterator[Problem]:
        if self.scoring != "weighted":
            yield from foreign_fields(self.options, {"weight": "scoring: weighted"})
            return
        for index, option in enumerate(self.options):
            if option.weight is None or not -1 <= option.weight <= 1:
                yield Problem(("options", index), "weight must be from -1 to 1", "Write a weight for every option")
            elif option.correct != (option.weight > 0):
                yield Problem(("options", index, "weight"), "weight and correct disagree", "Correct means above 0")
        total = sum((o.weight for o in self.options if o.weight is not None and o.weight > 0), Fraction(0))
        if total != 1:
            yield Problem(("options",), f"the weights above 0 sum to {total}", "Make them sum to 1")

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"choices"})
        choices = given.get("choices", [])
        if not isinstance(choices, list):
            raise ResponseError("This answer must be a list of options.")
        chosen = sorted({known_key(key, option_keys(shown)) for key in choices})
        alone = [option["text"] for option in shown["options"] if option["exclusive"] and option["key"] in chosen]
        if alone and len(chosen) > 1:
            raise ResponseError(f"“{alone[0]}” stands alone. Take it back, or take the others back.")
        most = shown.get("derived", {}).get("select")
        if most is not None and len(chosen) > most:
            raise ResponseError(f"You chose {len(chosen)}. Choose at most {most}.")
        return {"choices": chosen} if chosen else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        select = shown.get("derived", {}).get("select")
        return RenderedQuestion(**basics(shown), options=rendered_options(shown, ranking), select=select)

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        chosen = frozenset(response["choices"])
        options = frozenset(option.key for option in self.options)
        weights = {option.key: option.weight for option in self.options if option.weight is not None}
        credit = choose(self.scoring, chosen, self.right, options, weights)
        words = [f"option:{o.key}" for o in self.options if o.key in chosen and o.feedback is not None]
        states = parts(chosen, self.right, options)
        return Mark(credit=credit, answered=bool(chosen), parts=states, feedback=(verdict(credit), *words))

    def full_response(self) -> Response:
        return {"choices": sorted(self.right)}

    def derived(self) -> Json:
        return {"select": len(self.right)} if self.scoring == "select_n" else {}
