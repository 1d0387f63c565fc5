"""true_false: a statement that holds or does not."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from lms_plugin.questions.answers import fields_of
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import ONE, UNANSWERED, ZERO, Mark, verdict
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedOption, RenderedQuestion, basics
from lms_plugin.questions.specs import Line, QuestionSpec, Response


class TrueFalseSpec(QuestionSpec):
    """Response: `{"answer": false}`. Its two options have the keys `true` and `false` on the page."""

    shown_fields: ClassVar[frozenset[str]] = frozenset({"label_true", "label_false"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"answer"})

    type: Literal["true_false"]
    answer: bool
    label_true: Line = "True"
    label_false: Line = "False"

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"answer"})
        if not given:
            return {}
        if not isinstance(given["answer"], bool):
            raise ResponseError(f"Choose “{shown['label_true']}” or “{shown['label_false']}”.")
        return {"answer": given["answer"]}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        options = (RenderedOption("true", shown["label_true"]), RenderedOption("false", shown["label_false"]))
        return RenderedQuestion(**basics(shown), options=options)

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        credit = ONE if response["answer"] is self.answer else ZERO
        return Mark(credit=credit, answered=True, feedback=(verdict(credit),))

    def full_response(self) -> Response:
        return {"answer": self.answer}
