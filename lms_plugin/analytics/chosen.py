"""What an answer chose, as keys that can be counted, by type of question; and the words for them. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.questions.registry import render_shown
from lms_plugin.questions.rendered import RenderedQuestion

Json = Mapping[str, Any]


def _choice(value: Json) -> tuple[str, ...]:
    return (value["choice"],)


def _choices(value: Json) -> tuple[str, ...]:
    return tuple(value["choices"])


def _answer(value: Json) -> tuple[str, ...]:
    return ("true" if value["answer"] else "false",)


def _regions(value: Json) -> tuple[str, ...]:
    return tuple(value["regions"])


def _ratings(value: Json) -> tuple[str, ...]:
    return tuple(f"{row}:{rating}" for row, rating in value["ratings"].items())


def _typed(value: Json) -> tuple[str, ...]:
    """As it was typed, without the difference of capitals."""
    text = str(value.get("typed") or value.get("text") or "")
    unit = value.get("unit")
    return (f"{text} {unit}" if unit and unit not in text else text,) if text else ()


def _agreed(value: Json) -> tuple[str, ...]:
    return ("agreed",) if value.get("agreed") else ()


CHOSEN: Mapping[str, Callable[[Json], tuple[str, ...]]] = {
    "single_choice": _choice,
    "multiple_response": _choices,
    "true_false": _answer,
    "hotspot": _regions,
    "scale": _ratings,
    "numeric": _typed,
    "short_text": _typed,
    "free_text": _typed,
    "attestation": _agreed,
}
WITH_OPTIONS = frozenset({"single_choice", "multiple_response", "true_false", "hotspot"})
TYPED = frozenset({"numeric", "short_text"})


def chosen_in(kind: str, value: Json | None) -> tuple[str, ...]:
    """The answers that are counted of a response; none of a type whose parts are counted instead."""
    read = CHOSEN.get(kind)
    return read(value) if read is not None and value else ()


@dataclass(frozen=True)
class Label:
    """A key that is counted, with its words in Markdown."""

    key: str
    text: str


def option_labels(shown: Json) -> tuple[Label, ...]:
    """The answers to choose from, in the order of the file."""
    return tuple(Label(option.key, option.text) for option in render_shown(shown, None).options)


def part_labels(shown: Json) -> tuple[Label, ...]:
    """The parts of a question whose parts are marked: rows, cells, items or gaps."""
    rendered = render_shown(shown, None)
    if rendered.gaps:
        return tuple(Label(gap.key, f"Gap {number}") for number, gap in enumerate(rendered.gaps, 1))
    if not rendered.rows:
        return tuple(Label(option.key, option.text) for option in rendered.options)
    return _cells(rendered) if rendered.several else tuple(Label(row.key, row.text) for row in rendered.rows)


def _cells(rendered: RenderedQuestion) -> tuple[Label, ...]:
    return tuple(
        Label(f"{row.key}:{column.key}", f"{row.text} · {column.text}")
        for row in rendered.rows
        for column in rendered.options
    )


def rating_labels(shown: Json) -> tuple[tuple[Label, tuple[Label, ...]], ...]:
    """The statements of a scale, each with its steps as they are counted."""
    rendered = render_shown(shown, None)
    return tuple(
        (
            Label(row.key, row.text),
            tuple(Label(f"{row.key}:{option.key}", option.text) for option in rendered.options),
        )
        for row in rendered.rows
    )
