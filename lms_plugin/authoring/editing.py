"""What the pages of the editor are given: the list of a quiz's questions, and one question as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from lms_plugin.authoring.checking import Checked, Fault, check_block, check_question
from lms_plugin.authoring.insides import keys_in_turn
from lms_plugin.authoring.question_forms.filling import Filled, fill, find
from lms_plugin.authoring.question_forms.layouts import KINDS, layout_of
from lms_plugin.authoring.regions import Drawn, draw
from lms_plugin.authoring.surroundings import Surroundings
from lms_plugin.curriculum.blocks.insides import members, name_of
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.curriculum.flaws import Flaw
from lms_plugin.curriculum.yaml_files import UnreadableError, read_fields, read_yaml
from lms_plugin.errors import InvalidInputError
from lms_plugin.progress.asked import Asked, ask
from lms_plugin.progress.stems import headline
from lms_plugin.questions.specs import QuestionSpec


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question in the list of a quiz."""

    number: int
    key: str
    kind: str
    headline: str
    points: str
    must_fix: int
    hints: int
    retired: bool
    digest: str
    tags: tuple[str, ...] = ()
    asks: int | None = None
    """How many questions a case has; None for what is no case."""


@dataclass(frozen=True, kw_only=True)
class QuestionForm:
    """One question: its form, what is wrong in it, and how a learner sees it, where it can be shown."""

    kind: str
    kind_name: str
    parts: tuple[Filled, ...]
    faults: tuple[Fault, ...]
    asked: Asked | None
    flaws: tuple[Flaw, ...] = ()
    is_begun: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The places in its picture, of a hotspot question."""
        return tuple(draw(self.data))

    def ticked(self, name: str) -> list[str]:
        """What is chosen of a list of the course's things."""
        found = find(self.data, name)
        return [str(each) for each in found] if isinstance(found, list) else []

    def fault_of(self, name: str) -> str:
        """What is wrong in a field; "" for nothing."""
        return " ".join(f"{each.problem}. {each.fix}." for each in self.faults if each.field == name)


def list_lines(file: QuestionFileText) -> list[Line]:
    """The questions of a file in order."""
    return [replace(list_line(block), number=number) for number, block in enumerate(file.blocks, 1)]


def headlines(file: QuestionFileText) -> dict[str, str]:
    """What each question is called, by its key: those that are written in a case before the case that they are in."""
    found: dict[str, str] = {}
    for line, block in zip(list_lines(file), file.blocks, strict=True):
        inside = members(block.data) if line.asks else ()
        own = {name_of(entry): str(entry.get("stem", "")) for _, entry in inside if "use" not in entry}
        found |= {key: headline(stem) or "No text yet" for key, stem in own.items()} | {line.key: line.headline}
    return found


@lru_cache(maxsize=8192)  # reading a block costs most of a page, and few change between two looks at it
def list_line(block: Block) -> Line:
    """A question as a list shows it, but for its number."""
    data, checked = block.data, check_block(block)
    kind = str(data.get("type", ""))
    return Line(
        number=0,
        key=block.key or "",
        kind=KINDS.get(kind, kind or "No kind"),
        headline=headline(first_words(data)) or "No text yet",
        points=str(data.get("points", 1)),
        must_fix=len(checked.must_fix),
        hints=len(checked.hints),
        retired=data.get("retired") is True,
        digest=block.digest,
        tags=tuple(map(str, data["tags"])) if isinstance(data.get("tags"), list) else (),
        asks=len(list(members(data))) if kind == "case" else None,
    )


def question_form(
    data: Mapping[str, Any],
    around: Surroundings,
    *,
    more: Mapping[str, int] | None = None,
    is_begun: bool = True,
    refused: Sequence[Fault] = (),
) -> QuestionForm:
    """The form of a question, whatever state its data are in. Of one that is not begun nothing is missing yet.

    `refused` is what else is to be said at its fields, of what was sent and not taken.
    """
    kind = str(data.get("type", ""))
    checked = check_question(data)
    faults = (*refused, *checked.must_fix, *around.faults(data))
    return QuestionForm(
        kind=kind,
        data=data,
        kind_name=KINDS.get(kind, kind),
        parts=fill(layout_of(kind), data, more=more),
        faults=faults if is_begun else (),
        flaws=checked.hints if is_begun else (),
        is_begun=is_begun,
        asked=as_learners_see(checked, around.media),
    )


def as_learners_see(checked: Checked, media: Mapping[str, Any]) -> Asked | None:
    """A question as its learners get it, answers in the order they are written in; None where it is not sound.

    `media` is what the pictures are, by the names that the question has for them.
    """
    spec = checked.spec
    if not isinstance(spec, QuestionSpec):
        return None
    shown = spec.shown()
    shown["derived"] = shown.get("derived", {}) | {"media": media}
    return ask(shown, spec.render_shown(shown, None), None, scored=True)


def head_of(file: QuestionFileText) -> Mapping[str, Any]:
    """The fields of a quiz beside its questions; empty where they cannot be read."""
    return {name: value for name, value in read_fields(file.head + file.tail).items() if name != "questions"}


def title_of(file: QuestionFileText, path: str) -> str:
    """What a quiz or bank is called; its path where it has no title."""
    return str(head_of(file).get("title") or path)


def read_block(text: str) -> dict[str, Any]:
    """The data of a block. Raises InvalidInputError with the line that cannot be read."""
    try:
        data = read_yaml(text).data
    except UnreadableError as error:
        raise InvalidInputError(f"Line {error.line}: {error.problem}. {error.fix}.") from error
    if isinstance(data, list) and len(data) == 1 and isinstance(data[0], dict):
        data = data[0]
    if not isinstance(data, dict):
        raise InvalidInputError("This is not the text of one question.")
    return data


def next_key(file: QuestionFileText, key: str) -> str | None:
    """The question behind this one, those that are written in a case behind the case."""
    keys = keys_in_turn(file)
    place = keys.index(key) + 1 if key in keys else len(keys)
    return keys[place] if place < len(keys) else None
