"""A gap of a cloze: a small question of its own, which asks, reads and marks as the whole type of its kind does."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from annotated_types import Len

from lms_plugin.questions.exact import Exact
from lms_plugin.questions.marks import ONE
from lms_plugin.questions.numeric import NumericAcceptSpec, NumericSpec, UnitSpec
from lms_plugin.questions.short_text import Setting, ShortTextSpec, TextAcceptSpec, TextRejectSpec
from lms_plugin.questions.single_choice import SingleChoiceSpec
from lms_plugin.questions.specs import KEY, Json, Key, Many, OptionSpec, Problem, QuestionSpec, Spec

# `{who}` in the text; `\{` is a brace, and `{{slot}}` is a hospital's word.
GAP = re.compile(rf"(?<![\\{{])\{{({KEY})\}}(?!\}})")
INNER: Mapping[str, type[QuestionSpec]] = {
    "single_choice": SingleChoiceSpec,
    "short_text": ShortTextSpec,
    "numeric": NumericSpec,
}
# What of an inner question its gap shows besides the key.
_SHOWN = frozenset({"type", "options", "derived"})


class NumberSpec(Spec):
    """A number to type, as numeric has it."""

    accept: Annotated[Many[NumericAcceptSpec], Len(1, 20)]
    unit: UnitSpec | None = None


class GapSpec(Spec):
    """One gap: `choices` to choose from, `accept` for a text to type, or a `number`."""

    key: Key
    choices: Annotated[Many[OptionSpec], Len(2, 10)] | None = None
    accept: Annotated[Many[TextAcceptSpec], Len(1, 50)] | None = None
    reject: Annotated[Many[TextRejectSpec], Len(1, 50)] | None = None
    spelling: Literal["exact", "close"] | None = None
    close_credit: Exact | None = None
    case: Setting | None = None
    diacritics: Setting | None = None
    punctuation: Setting | None = None
    number: NumberSpec | None = None
    weight: Exact | None = None

    def problems(self) -> Iterator[Problem]:
        kinds = [kind for kind in ("choices", "accept", "number") if getattr(self, kind) is not None]
        if len(kinds) != 1:
            problem = f"the gap has {' and '.join(kinds)}" if kinds else "the gap asks for nothing"
            yield Problem((), problem, "Write one of choices:, accept: and number:")
            return
        if self.accept is None and (foreign := self._typed_fields()):
            yield Problem((next(iter(foreign)),), "this field belongs to accept:", "Remove it")
        if self.weight is not None and self.weight <= 0:
            yield Problem(("weight",), "weight must be above 0", "Write a number such as 2")
        for found in self._build(check=False).problems():
            yield found._replace(at=self._place(found.at))

    def _typed_fields(self) -> Json:
        names = ("reject", "spelling", "close_credit", "case", "diacritics", "punctuation")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def _place(self, at: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Where a field of the inner question is written."""
        if self.number is not None:
            return ("number", *at)
        return ("choices", *at[1:]) if at[:1] == ("options",) else at

    @property
    def question(self) -> QuestionSpec:
        """The gap as the question that it is."""
        return self._build(check=True)

    def _build(self, *, check: bool) -> QuestionSpec:
        fields: Json = {"key": self.key, "stem": self.key}
        if self.choices is not None:
            kind, fields = "single_choice", fields | {"options": self.choices}
        elif self.number is not None:
            kind, fields = "numeric", fields | {"accept": self.number.accept, "unit": self.number.unit}
        else:
            kind, fields = "short_text", fields | {"accept": self.accept} | self._typed_fields()
        make = INNER[kind] if check else INNER[kind].model_construct
        return make(type=kind, **fields)

    def shown(self) -> Json:
        """What of the gap a learner may see."""
        inner = self.question.shown()
        return {"key": self.key} | {name: value for name, value in inner.items() if name in _SHOWN}

    @property
    def share(self) -> Any:
        """What the gap weighs among the others."""
        return self.weight or ONE
