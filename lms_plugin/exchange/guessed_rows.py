"""Rows without a type: as a pasted question, the type by its choices and answer."""

from collections.abc import Mapping

from lms_plugin.exchange.building import Choice, Item, build
from lms_plugin.exchange.columns import LETTERS
from lms_plugin.exchange.counting import APART, FROM_ZERO, Answer, Sense, lettered
from lms_plugin.exchange.lines import read_line, right_sign
from lms_plugin.exchange.proposals import Proposal


def answer_in(named: Mapping[str, str]) -> Answer:
    """The right answers of a row and the texts of its choices."""
    choices = [named[f"option_{letter}"] for letter in LETTERS if f"option_{letter}" in named]
    return Answer(named.get("correct", ""), choices or _listed(named.get("options", "")))


def guessed(item: Item, named: Mapping[str, str], taken: set[str], sense: Sense) -> Proposal:
    """The proposal for a row; `sense` tells what numbers in its answer mean."""
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
    if item.choices and item.answer and sense.is_apart and len(item.choices) < len(LETTERS):
        item.choices.insert(0, Choice(item.answer, marked=True))
        item.answer = None
        item.changes.append(APART)
    elif item.choices and item.answer:
        _count(item, item.answer, sense)
    is_open = item.answer is None and not item.missing and not any(choice.marked for choice in item.choices)
    if item.choices and is_open:
        item.missing.append("no answer marked as correct.")
    for name in ("key", "rationale", "objective", "bloom", "scoring", "tags", "points", "references"):
        if named.get(name):
            item.fields[name] = named[name]
    return build(item, taken)


def _count(item: Item, answer: str, sense: Sense) -> None:
    item.answer, missing = lettered(Answer(answer, [choice.text for choice in item.choices]), sense)
    if missing:
        item.missing.append(missing)
        item.answer = None
    elif sense.numbers == "zero" and item.answer != answer:
        item.changes.append(FROM_ZERO)


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
