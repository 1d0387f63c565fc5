"""single_choice: one of two to ten options, exactly one of them correct; others may earn part of the credit."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len

from lms_plugin.questions.answers import fields_of, known_key
from lms_plugin.questions.kernels import parts
from lms_plugin.questions.marks import ONE, UNANSWERED, ZERO, Mark, verdict
from lms_plugin.questions.options import foreign_fields, listed, option_keys, option_problems, rendered_options
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import OPTION_SHOWN, Many, OptionSpec, Problem, QuestionSpec, Response

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class SingleChoiceSpec(QuestionSpec):
    """Response: `{"choice": "neutral"}`."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"options"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"options"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"options": OPTION_SHOWN}
    worded: ClassVar[Mapping[str, str]] = {"option": "options"}

    type: Literal["single_choice"]
    options: Annotated[Many[OptionSpec], Len(2, 10)]

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from option_problems(self.options)
        yield from foreign_fields(self.options, {"weight": "multiple_response", "exclusive": "multiple_response"})
        yield from self._key_problems()
        for index, option in enumerate(self.options):
            if option.credit is not None and (option.correct or not 0 <= option.credit < 1):
                yield Problem(
                    ("options", index, "credit"),
                    "credit must be at least 0 and less than 1, on an option that is not the correct one",
                    "Write a fraction such as 1/2",
                )

    def _key_problems(self) -> Iterator[Problem]:
        correct = [option.key for option in self.options if option.correct]
        if not correct:
            yield Problem(("options",), "no option is correct", "Add correct: true to one")
        if len(correct) > 1:
            second = [option.key for option in self.options].index(correct[1])
            yield Problem(
                ("options", second),
                f"{_NUMBERS[len(correct)]} options are correct ({listed(correct)})",
                "Keep one, or use type multiple_response",
                within=0,
            )

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"choice"})
        return {"choice": known_key(given["choice"], option_keys(shown))} if given else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        return RenderedQuestion(**basics(shown), options=rendered_options(shown, ranking))

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        chosen = response["choice"]
        right = {option.key for option in self.options if option.correct}
        option = next((option for option in self.options if option.key == chosen), None)
        credit = ZERO if option is None else ONE if option.correct else option.credit or ZERO
        feedback = [verdict(credit)]
        if option is not None and option.feedback is not None:
            feedback.append(f"option:{chosen}")
        states = parts({chosen}, right, {option.key for option in self.options})
        return Mark(credit=credit, answered=True, parts=states, feedback=tuple(feedback))

    def full_response(self) -> Response:
        return {"choice": next(option.key for option in self.options if option.correct)}
