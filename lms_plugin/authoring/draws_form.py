"""The draws of a quiz as rows of a form, and back into its sections: "3 questions from this bank with these tags"."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms_plugin.authoring.checking import Fault, FormSource, as_faults
from lms_plugin.authoring.question_forms.fields import Field, Rows
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.sections import DrawSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import YamlText
from lms_plugin.drafts.sections import OWN_SECTION, Sections

DRAWN_SECTION = "drawn"
DRAWS = "draws"
_SECTION = "section"  # which section a row stands in, beside the fields of a draw
LEVELS = ("remember", "understand", "apply", "analyze", "evaluate", "create")
Data = dict[str, Any]


def layout(banks: Iterable[tuple[str, str]]) -> tuple[Rows]:
    """The form; `banks` are their keys and what they are called."""
    return (
        Rows(
            name=DRAWS,
            label="Drawn questions",
            noun="draw",
            keyed=False,
            shown=1,
            fields=(
                Field(name="count", label="How many", kind="number"),
                Field(name="from.bank", label="From the bank", kind="choice", choices=tuple(banks)),
                Field(name="from.tags", label="With all of these tags", kind="words", help="Parted by commas."),
                Field(name="from.not_tags", label="With none of these tags", kind="words", apart=True),
                Field(name="from.objective", label="Of the objective", help="Its key in the course.", apart=True),
                Field(
                    name="from.bloom",
                    label="Of the level",
                    kind="choice",
                    choices=tuple((level, level.capitalize()) for level in LEVELS),
                    apart=True,
                ),
                Field(
                    name="prefer",
                    label="Which first",
                    kind="choice",
                    choices=(("least_seen", "What this person saw least"), ("random", "Any, by chance")),
                    apart=True,
                ),
            ),
        ),
    )


def as_rows(sections: Sections) -> Data:
    """The draws of all sections as the data of the form."""
    return {
        DRAWS: [
            {_SECTION: str(section.get("key")), **draw}
            for section in sections
            for draw in section.get("draws") or ()
            if isinstance(draw, dict)
        ]
    }


def into_sections(rows: Sequence[Mapping[str, Any]], sections: Sections, own: Sequence[str]) -> Sections:
    """The sections with these draws in place of theirs. A row that is new goes to the last section that draws.

    `own` are the questions of the quiz: where it had no sections, it asks them all before it draws, and where it draws
    no more and asks nothing else, it needs none.
    """
    drawing = [str(section.get("key")) for section in sections if section.get("draws")]
    home = drawing[-1] if drawing else None
    drawn: dict[str | None, list[Data]] = {}
    for row in rows:
        draw = {name: value for name, value in row.items() if name != _SECTION}
        at = row.get(_SECTION)
        drawn.setdefault(at if at in drawing else home, []).append(draw)
    done = [_redrawn(section, drawn.get(str(section.get("key")))) for section in sections]
    kept = [section for section in done if section.get("draws") or section.get("questions")]
    if None in drawn:
        kept = [*(kept or _asked(own)), {"key": _key(DRAWN_SECTION, kept), "draws": drawn[None]}]
    is_plain = [section.get("questions") for section in kept] == [list(own)] and set(kept[0]) == {"key", "questions"}
    return [] if is_plain else kept


def _redrawn(section: Data, draws: list[Data] | None) -> Data:
    if not section.get("draws"):
        return section
    return {**section, "draws": draws} if draws else {n: v for n, v in section.items() if n != "draws"}


def _asked(own: Sequence[str]) -> Sections:
    return [{"key": OWN_SECTION, "questions": list(own)}] if own else []


def _key(words: str, sections: Sections) -> str:
    return make_key(words, {str(section.get("key")) for section in sections} | {OWN_SECTION})


def faults_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """What is wrong in the rows, each with the name of its field."""
    errors: list[ContentError] = []
    for number, row in enumerate(rows):
        draw = {name: value for name, value in row.items() if name != _SECTION}
        found: list[ContentError] = []
        validate(DrawSpec, FormSource("", YamlText(draw, {})), found)
        errors.extend(
            ContentError(f"{DRAWS}.{number}.{each.path}".rstrip("."), each.line, each.where, each.problem, each.fix)
            for each in found
        )
    return as_faults(errors)
