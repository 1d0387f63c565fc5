"""What has to be done before something opens, as files write it. No I/O."""

from collections.abc import Iterator
from typing import Annotated, Literal

from annotated_types import Interval, Len

from lms_plugin.questions.specs import Key, Many, Problem, Spec

Kind = Literal["lesson", "module", "quiz"]


class NeedSpec(Spec):
    """A lesson or module that is done, or a quiz that is passed, or in which so many percent were scored."""

    lesson: Key | None = None
    module: Key | None = None
    quiz: Key | None = None
    percent: Annotated[int, Interval(ge=0, le=100)] | None = None

    def problems(self) -> Iterator[Problem]:
        if len(self._named()) != 1:
            yield Problem((), "not exactly one thing is named", "Write lesson: key, module: key or quiz: key")
        elif self.percent is not None and self.quiz is None:
            yield Problem(("percent",), "only a quiz has a percentage", "Remove percent")

    def _named(self) -> list[tuple[Kind, str]]:
        named: tuple[tuple[Kind, str | None], ...] = (
            ("lesson", self.lesson),
            ("module", self.module),
            ("quiz", self.quiz),
        )
        return [(kind, key) for kind, key in named if key is not None]

    @property
    def target(self) -> tuple[Kind, str]:
        """Kind and key of what is needed."""
        return self._named()[0]


class RequirementSpec(NeedSpec):
    """One need, or `any` of several."""

    any: Annotated[Many[NeedSpec], Len(1, 20)] | None = None

    def problems(self) -> Iterator[Problem]:
        if self.any is None:
            yield from super().problems()
        elif self._named() or self.percent is not None:
            yield Problem(
                (), "any stands beside something else", "Write any alone, and the others on lines of their own"
            )

    @property
    def needs(self) -> tuple[NeedSpec, ...]:
        """The needs of which one will do."""
        return (self,) if self.any is None else self.any


Requires = Annotated[Many[RequirementSpec], Len(1, 50)]
