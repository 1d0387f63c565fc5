"""Rows of a sheet to proposals: one question a row, by the header's names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from lms_plugin.core.spreadsheets import STARTS
from lms_plugin.exchange.building import Choice, Item, build, choose_key, conclude
from lms_plugin.exchange.columns import LETTERS, Header, read_header
from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.lines import read_line, right_sign
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
    found, taken, notes = list[Proposal](), set[str](), list[str]()
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
        elif len(found) == MOST_ROWS:
            notes.append("Only the first 2,000 questions were read.")
            break
        else:
            found.append(_row(number, cells, header, taken))
    if header is None:
        raise UnreadableFileError(
            "No column of questions was found in the first rows.",
            "Name the columns as in the template: stem, option_a, option_b, correct.",
        )
    if "type" not in header.names and _has_row_per_answer(found):
        raise UnreadableFileError(
            "Questions stand on several rows of this sheet, one for each answer.",
            "Put a question and its answers on one row: stem, option_a, option_b, correct.",
        )
    return Proposals(format=format, encoding=encoding, rows=tuple(found), notes=tuple(notes))


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


def _row(number: int, cells: Sequence[str], header: Header, taken: set[str]) -> Proposal:
    named = {name: bare(cell) for name, cell in zip(header.names, cells, strict=False) if name and cell.strip()}
    source = " | ".join(cell.strip() for cell in cells if cell.strip())
    item = Item(f"row {number}", named.get("stem", ""), source=source)
    if len(cells) > len(header.names) and any(cell.strip() for cell in cells[len(header.names) :]):
        item.changes.append("there are more cells than columns; those beyond were left out.")
    if "correct" not in named and _LETTERS.fullmatch(named.get("key", "")):
        named["correct"] = named.pop("key")
    kind = "_".join(re.split(r"[\s/_()-]+", named.get("type", "").casefold().strip(" ()")))
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
    if kind in BODIES:
        return _typed(item, named, kind, taken)
    if kind:
        note = f"Not imported: {kind} does not fit in a sheet. Move it as a file."
        return Proposal(place=item.place, source=source[:2_000], verdict="left_out", notes=(note,))
    return _guessed(item, named, taken)


def _guessed(item: Item, named: Mapping[str, str], taken: set[str]) -> Proposal:
    """A row without a type: as a pasted question, its type by its choices and answer."""
    item.answer = named.get("correct")
    for letter in LETTERS:
        if text := named.get(f"option_{letter}"):
            text, is_marked = (text, False) if item.answer else _unmarked(text)
            item.choices.append(Choice(text, is_marked, feedback=named.get(f"feedback_{letter}", "")))
    if not item.choices:
        item.choices = [Choice(text) for text in _listed(named.get("options", ""))]
    wrong = [text for name, text in named.items() if name.startswith("wrong_")]
    if wrong and item.answer and not item.choices:
        item.choices = [Choice(item.answer, marked=True), *(Choice(text) for text in wrong)]
        item.answer = None
    if item.choices and item.answer and re.fullmatch(r"(?:10|[1-9])(?:\s*[,;]\s*(?:10|[1-9]))*", item.answer):
        places = re.split(r"\s*[,;]\s*", item.answer)
        item.answer = ", ".join(LETTERS[int(place) - 1].upper() for place in places)
    if item.answer is None and not any(choice.marked for choice in item.choices) and item.choices:
        item.missing.append("no answer marked as correct.")
    for name in ("key", "rationale", "objective", "bloom", "scoring", "tags", "points", "references"):
        if named.get(name):
            item.fields[name] = named[name]
    return build(item, taken)


def _listed(cell: str) -> list[str]:
    """The choices of one cell: in lines, or parted by semicolons or bars; without their letters."""
    sign = next((sign for sign in "\n;|" if sign in cell), None)
    parts = [part.strip() for part in cell.split(sign) if part.strip()] if sign else []
    lines = [read_line(1, part) for part in parts[: len(LETTERS)]]
    return [line.text if line.kind == "option" else part for line, part in zip(lines, parts, strict=False)]


def _unmarked(text: str) -> tuple[str, bool]:
    """A choice without a star or tick before or behind it, and whether it had one."""
    plain, is_right = right_sign(text)
    return (plain.strip(), True) if is_right else (text.lstrip("*✓✔ "), text[:1] in "*✓✔")


def _typed(item: Item, named: Mapping[str, str], kind: str, taken: set[str]) -> Proposal:
    """A row as `write_sheet` makes it."""
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
