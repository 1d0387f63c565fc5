"""Rows of a sheet to proposals: one question a row, by the header's names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from lms_plugin.core.spreadsheets import STARTS
from lms_plugin.exchange.building import Item, choose_key, conclude
from lms_plugin.exchange.columns import Header, read_header
from lms_plugin.exchange.counting import FROM_ZERO, Sense, lettered, sense_of
from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.guessed_rows import answer_in, guessed
from lms_plugin.exchange.names import source_note
from lms_plugin.exchange.proposals import Proposal, Proposals
from lms_plugin.exchange.sheet_types import BODIES
from lms_plugin.questions.registry import TYPES

MOST_ROWS = 2_000
HEADS = 10  # rows that may stand above the column names: a title, a date, a note
# What other people's sheets call the types; None where the choices and the answer tell.
_KINDS: Mapping[str, str | None] = {
    "multiple_choice": None,
    "mc": None,
    "mcq": None,
    "single": None,
    "single_answer": None,
    "multiple_choice_single_answer": None,
    **dict.fromkeys(("multichoice", "multiplechoice", "singlechoice", "radio", "single_select"), None),
    **dict.fromkeys(("multi_choice", "mcq_single", "single_correct", "multiple_choice_single"), None),
    **dict.fromkeys(("multianswer", "multipleanswer", "multipleresponse", "mcq_multiple", "msq", "mrq"), "several"),
    **dict.fromkeys(("multiple_correct", "multiple_choice_multiple_answer", "multiselect"), "several"),
    **dict.fromkeys(("truefalse", "boolean", "true_false_question"), "true_false"),
    **dict.fromkeys(("shortanswer", "fill_in_the_blanks", "fillintheblank", "fib", "text"), "short_text"),
    "multiple_answer": "several",
    "multiple_answers": "several",
    "multiple_select": "several",
    "multi_select": "several",
    "select_all": "several",
    "select_all_that_apply": "several",
    "sata": "several",
    "ma": "several",
    "checkbox": "several",
    "checkboxes": "several",
    "true_or_false": "true_false",
    "tf": "true_false",
    "t_f": "true_false",
    "short_answer": "short_text",
    "fill_in_the_blank": "short_text",
    "fill_in": "short_text",
    "sa": "short_text",
    "numerical": "numeric",
    "number": "numeric",
    "essay": "free_text",
    "open": "free_text",
    "open_ended": "free_text",
    "match": "matching",
    "order": "ordering",
    "sequence": "ordering",
}
_LETTERS = re.compile(r"[A-J](?:\s?[,;]?\s?[A-J]){0,9}")
Row = tuple[int, Sequence[str]]
Body = Callable[[Item, Mapping[str, str]], dict[str, Any]]


def read_rows(rows: Iterable[Row], *, format: str, encoding: str = "") -> Proposals:  # noqa: A002 - the report's own word
    """The questions of a sheet; each row comes with its number. Raises UnreadableFileError without a header."""
    header: Header | None = None
    above = 0
    body, notes = list[Row](), list[str]()
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            titles = read_header(cells)
            if not titles.is_sure(is_first=above == 0):
                above += 1
                if above > HEADS:
                    break
                continue
            header = titles
            if above:
                notes.append("What stands above the column names was left out.")
            notes.extend(f"The column “{title}” is not known here and was left out." for title in header.unknown)
        elif len(body) == MOST_ROWS:
            notes.append("Only the first 2,000 questions were read.")
            break
        else:
            body.append((number, cells))
    if header is None:
        raise UnreadableFileError(
            "No column of questions was found in the first rows.",
            "Name the columns as in the template: stem, option_a, option_b, correct.",
        )
    header = _without_types(header, body, notes)
    found = _proposals(body, header)
    if "type" not in header.names and _has_row_per_answer(found):
        raise UnreadableFileError(
            "Questions stand on several rows of this sheet, one for each answer.",
            "Put a question and its answers on one row: stem, option_a, option_b, correct.",
        )
    return Proposals(format=format, encoding=encoding, rows=tuple(found), notes=tuple(notes))


def _without_types(header: Header, body: Sequence[Row], notes: list[str]) -> Header:
    """The header with a column of tags for one of types, where no row has a type that is known but all have choices."""
    if "type" not in header.names or "tags" in header.names or not header.has_choices:
        return header
    place = header.names.index("type")
    kinds = {_kind(cells[place]) for _, cells in body if place < len(cells) and cells[place].strip()}
    if len(kinds) < 2 or any(kind in _KINDS or kind in TYPES for kind in kinds):
        return header
    notes.append("No type in the column of types is known; its words were kept as tags.")
    return replace(header, names=tuple("tags" if name == "type" else name for name in header.names))


def _proposals(body: Sequence[Row], header: Header) -> list[Proposal]:
    taken = set[str]()
    rows = [(number, cells, _named(cells, header)) for number, cells in body]
    answers = [answer_in(named) for _, _, named in rows]
    sense = sense_of(answers, is_index=header.is_index, is_place=header.is_timed)
    return [_row(number, cells, named, len(header.names), taken, sense) for number, cells, named in rows]


def _has_row_per_answer(found: Sequence[Proposal]) -> bool:
    """Whether most rows ask what the row above asks, and none has choices: each would become a question by itself."""
    stems = [str(each.data.get("stem")) for each in found if each.data and "options" not in each.data]
    again = sum(stem == above for above, stem in pairwise(stems))
    return len(stems) == len(found) and again * 2 >= len(found) > 1


def bare(cell: str) -> str:
    """A cell's text without the sign that keeps a spreadsheet from running it."""
    text = cell.strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in GUARDED else text


GUARDED = STARTS | {"'"}


def _named(cells: Sequence[str], header: Header) -> dict[str, str]:
    named = {name: bare(cell) for name, cell in zip(header.names, cells, strict=False) if name and cell.strip()}
    if "correct" not in named and _LETTERS.fullmatch(named.get("key", "")):
        named["correct"] = named.pop("key")
    return named


def _kind(cell: str) -> str:
    return "_".join(re.split(r"[\s/_()-]+", cell.casefold().strip(" ()")))


def _row(
    number: int, cells: Sequence[str], named: dict[str, str], width: int, taken: set[str], sense: Sense
) -> Proposal:
    source = " | ".join(cell.strip() for cell in cells if cell.strip())
    item = Item(f"row {number}", named.get("stem", ""), source=source)
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        item.changes.append("there are more cells than columns; those beyond were left out.")
    kind = _kind(named.get("type", ""))
    if kind in _KINDS:
        item.several, kind = _KINDS[kind] == "several", _KINDS[kind] or ""
        kind = "" if item.several else kind
    if kind and kind not in TYPES:
        return Proposal(
            place=item.place, source=source[:2_000], verdict="left_out", notes=(f"Not imported: type “{kind[:40]}”.",)
        )
    if not item.stem:
        note = "Not imported: there is no question in this row."
        return Proposal(place=item.place, source=source[:2_000], verdict="left_out", notes=(note,))
    if kind == "true_false":
        _count_truth(item, named, sense)
    if kind in BODIES:
        return typed(item, named, kind, taken)
    if kind:
        note = f"Not imported: {kind} does not fit in a sheet. Move it as a file."
        return Proposal(place=item.place, source=source[:2_000], verdict="left_out", notes=(note,))
    return guessed(item, named, taken, sense)


def _count_truth(item: Item, named: dict[str, str], sense: Sense) -> None:
    """A number for the right one of true and false, as its letter."""
    given = answer_in(named)
    named["correct"], missing = lettered(replace(given, choices=given.choices or ["True", "False"]), sense)
    if missing:
        item.missing.append(missing)
    elif sense.numbers == "zero" and named["correct"] != given.text:
        item.changes.append(FROM_ZERO)


def typed(item: Item, named: Mapping[str, str], kind: str, taken: set[str]) -> Proposal:
    """The proposal for a row as `write_sheet` makes it: its type and, by column, its cells."""
    key = choose_key(item, named.get("key", ""), taken)
    data: dict[str, Any] = {"key": key, "type": kind, "stem": item.stem}
    for name in ("rationale", "objective", "bloom", "scoring", "points"):
        if named.get(name):
            data[name] = named[name]
    for name in ("tags", "references"):
        if named.get(name):
            data[name] = [part.strip() for part in re.split(r"[;\n]", named[name]) if part.strip()]
    body: Body = BODIES[kind]
    data |= body(item, named)
    data["note"] = source_note(item.place, item.source)
    return conclude(item, data)
