"""The parts of a quiz as files have them: questions by key, draws with their filters, parallel forms."""

from collections.abc import Iterator
from typing import Annotated, Literal

from annotated_types import Interval, Len
from pydantic import BeforeValidator, Field

from lms_plugin.questions.specs import Bloom, Key, Line, Many, Problem, Spec, repeated

Form = Literal["a", "b"]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class FilterSpec(Spec):
    """Which questions fit a draw: all that is said must hold. `bloom` is one level or several, of which one must."""

    bank: Key | None = None
    module: Key | None = None
    objective: Key | None = None
    bloom: Annotated[Many[Bloom], BeforeValidator(_as_list), Len(1, 6)] | None = None
    tags: Annotated[Many[Line], BeforeValidator(_as_list), Len(1, 20)] | None = None
    not_tags: Annotated[Many[Line], BeforeValidator(_as_list), Len(1, 20)] | None = None
    form: Form | None = None

    def problems(self) -> Iterator[Problem]:
        if not self.to_json():
            yield Problem((), "there is no filter", "Name a bank, module, objective, bloom, tags, not_tags or form")

    def __str__(self) -> str:
        said = [f"{name} {value}" for name in ("bank", "module", "objective") if (value := getattr(self, name))]
        if self.bloom:
            said.append(f"bloom {' or '.join(self.bloom)}")
        if self.tags:
            said.append(f"tags {' and '.join(self.tags)}")
        if self.not_tags:
            said.append(f"not tags {' or '.join(self.not_tags)}")
        if self.form:
            said.append(f"form {self.form}")
        return ", ".join(said)


class DrawSpec(Spec):
    """So many questions out of those that fit; `least_seen` takes first what this learner was shown least often."""

    count: Annotated[int, Interval(ge=1, le=200)]
    out_of: FilterSpec = Field(alias="from")
    prefer: Literal["least_seen", "random"] = "least_seen"


class SectionSpec(Spec):
    """A part of a quiz: questions of this course by key, or draws."""

    key: Key
    title: Line | None = None
    questions: Annotated[Many[Key], Len(0, 200)] = ()
    draws: Annotated[Many[DrawSpec], Len(1, 50)] | None = None

    def problems(self) -> Iterator[Problem]:
        if bool(self.questions) is bool(self.draws):
            yield Problem((), "neither questions nor draws, or both", "Write questions: [keys], or draws")


class FormsSpec(Spec):
    """Parallel forms: which sections are form a and which form b of a pair of tests, and what this test is in it."""

    pair: Key
    occasion: Key
    a: Annotated[Many[Key], Len(1, 50)]
    b: Annotated[Many[Key], Len(1, 50)]

    def problems(self) -> Iterator[Problem]:
        for index, key in repeated((*self.a, *self.b)):
            at = ("a", index) if index < len(self.a) else ("b", index - len(self.a))
            yield Problem(at, f"section '{key}' is named twice", "Put each section into one form")
