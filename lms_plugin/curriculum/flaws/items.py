"""A question as the rules look at it: its plain stem, and the lists of choices in it whatever its type."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from lms_plugin.curriculum.flaws.words import lead_in, plain
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.cloze import ClozeSpec
from lms_plugin.questions.multiple_response import MultipleResponseSpec
from lms_plugin.questions.single_choice import SingleChoiceSpec
from lms_plugin.questions.specs import OptionSpec, QuestionSpec
from lms_plugin.questions.true_false import TrueFalseSpec

# The lists that are chosen from without one right answer for the whole list.
_LISTS = ("targets", "categories", "items", "columns")


@dataclass(frozen=True)
class Choice:
    """Something to choose, in plain words; `at` is the place of its text."""

    text: str
    at: Place
    correct: bool = False
    exclusive: bool = False


@dataclass(frozen=True)
class Group:
    """Choices that stand together: with one right, with several, or merely as a list."""

    kind: Literal["one", "several", "list"]
    choices: tuple[Choice, ...]
    at: Place

    @property
    def right(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.correct)

    @property
    def wrong(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if not choice.correct)


@dataclass(frozen=True)
class Item:
    """A question with what its rules ask for again and again. `asks` is the sentence of the stem that asks."""

    spec: QuestionSpec
    stem: str
    asks: str
    groups: tuple[Group, ...]

    @property
    def is_choice(self) -> bool:
        """Whether the stem is answered by choosing among its own options."""
        return isinstance(self.spec, SingleChoiceSpec | MultipleResponseSpec)

    @property
    def is_statement(self) -> bool:
        return isinstance(self.spec, TrueFalseSpec)

    @property
    def keyed(self) -> Iterator[Group]:
        """The groups with right and wrong choices."""
        return (group for group in self.groups if group.kind != "list" and group.wrong)


def look_at(spec: QuestionSpec) -> Item:
    """The question as an item."""
    stem = plain(spec.stem)
    return Item(spec, stem, lead_in(stem), tuple(_groups(spec)))


def _groups(spec: QuestionSpec) -> Iterator[Group]:
    if isinstance(spec, SingleChoiceSpec | MultipleResponseSpec):
        kind: Literal["one", "several"] = "one" if isinstance(spec, SingleChoiceSpec) else "several"
        yield _options(spec.options, kind, ("options",))
    elif isinstance(spec, ClozeSpec):
        for index, gap in enumerate(spec.gaps):
            if gap.choices is not None:
                yield _options(gap.choices, "one", ("gaps", index, "choices"))
    else:
        for name in _LISTS:
            items: Any = getattr(spec, name, ())
            if items:
                listed = (Choice(plain(item.text), (name, index, "text")) for index, item in enumerate(items))
                yield Group("list", tuple(listed), (name,))


def _options(options: tuple[OptionSpec, ...], kind: Literal["one", "several"], at: Place) -> Group:
    choices = (
        Choice(plain(option.text), (*at, index, "text"), option.correct, option.exclusive)
        for index, option in enumerate(options)
    )
    return Group(kind, tuple(choices), at)
