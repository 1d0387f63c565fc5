"""The table of a quiz's questions as rows of a sheet: every version in a row of its own. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms_plugin.analytics.items import Item, as_percent
from lms_plugin.analytics.sheets import Cell
from lms_plugin.analytics.statistics import HIDDEN_UNDER
from lms_plugin.questions.scores import cut_percent

HEADER = (
    "No.",
    "Question",
    "Key",
    "Type",
    "Edition",
    "Marking",
    "Asked, first try",
    "Answered, first try",
    "Right, first try",
    "Right, percent",
    "Average credit, percent",
    "Link to rest",
    "Strongest less weakest, percent",
    "Answers chosen",
    "Flags",
    "Answered, all tries",
    "Right, all tries",
)


def sheet_rows(items: Sequence[Item], ask: Callable[[Mapping[str, Any]], str]) -> list[list[Cell]]:
    """`ask` gives the words of a question. Figures of fewer than ten people are left out."""
    return [_row(item, ask(item.shown)) for item in items]


def _row(item: Item, words: str) -> list[Cell]:
    figures, version = item.figures, item.version
    head: list[Cell] = [
        item.number,
        words,
        version.key,
        item.shown["type"],
        version.edition,
        version.marking[:12],
        figures.asked,
        figures.answered,
    ]
    if figures.is_hidden:
        return [*head, *[None] * 5, None, f"Hidden: fewer than {HIDDEN_UNDER} people", None, None]
    scored = figures.mean is not None
    return [
        *head,
        figures.right if scored else None,
        _percent(item.right),
        _percent(figures.mean),
        None if figures.link is None else Decimal(figures.link.hundredths).scaleb(-2),
        _percent(figures.gap),
        "; ".join(f"{each.letter}{' (key)' if each.right else ''} {_share(item, each.key)}" for each in item.choices),
        "; ".join(flag.word for flag in item.flags),
        figures.ever[0],
        figures.ever[1] if scored else None,
    ]


def _share(item: Item, key: str) -> str:
    return as_percent(item.figures.share(key))


def _percent(part: Fraction | None) -> Decimal | None:
    return None if part is None else cut_percent(part, 1)
