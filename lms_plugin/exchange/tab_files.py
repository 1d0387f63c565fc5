"""Blackboard's tab-delimited question files: a type, the question and its answers in each line, no column names."""

import re
from collections.abc import Sequence

from lms_plugin.exchange.building import LETTERS, Item
from lms_plugin.exchange.proposals import Proposal, Proposals
from lms_plugin.exchange.rows import MOST_ROWS, typed

_TYPES = {
    **dict.fromkeys(("MC",), "single_choice"),
    **dict.fromkeys(("MA",), "multiple_response"),
    **dict.fromkeys(("TF",), "true_false"),
    **dict.fromkeys(("FIB", "FIL"), "short_text"),
    **dict.fromkeys(("ESS", "SR"), "free_text"),
    "ORD": "ordering",
    "MAT": "matching",
    "NUM": "numeric",
}
_LINE = re.compile(r"(MC|MA|TF|FIB|FIL|FIB_PLUS|ESS|SR|ORD|MAT|NUM|OP|JUMBLED_SENTENCE|QUIZ_BOWL|FILE|ES|SA)\t+\S")


def is_tab_file(text: str) -> bool:
    """Whether all of the first lines begin with a type and a tab."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()][:20]
    return bool(lines) and all(_LINE.match(line) for line in lines)


def read_tab_file(text: str, *, encoding: str = "") -> Proposals:
    """The questions of such a file, one in each line."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    taken = set[str]()
    rows = tuple(_read(number, line, taken) for number, line in lines[:MOST_ROWS])
    notes = ("Only the first 2,000 questions were read.",) if len(lines) > MOST_ROWS else ()
    return Proposals(format="Blackboard", encoding=encoding, rows=rows, notes=notes)


def _read(number: int, line: str, taken: set[str]) -> Proposal:
    name, *cells = (cell.strip() for cell in line.split("\t"))
    kind = _TYPES.get(name)
    item = Item(f"line {number}", cells[0] if cells else "", source=" | ".join(filter(None, (name, *cells))))
    if kind is None or not item.stem or len(cells) > 1 + 2 * len(LETTERS):
        reason = "more than ten answers" if kind else f"Blackboard's type “{name[:40]}”"
        note = f"Not imported: {reason if item.stem else 'there is no question in this line'}."
        return Proposal(place=item.place, source=item.source[:2_000], verdict="left_out", notes=(note,))
    named = {name: text for name, text in _cells(kind, cells[1:]).items() if text}
    return typed(item, named, kind, taken)


def _cells(kind: str, cells: Sequence[str]) -> dict[str, str]:
    """The answers as the columns of our own sheets hold them."""
    pairs = list(zip(cells[::2], [*cells[1::2], ""], strict=False))
    match kind:
        case "single_choice" | "multiple_response":
            right = [letter for letter, (_, mark) in zip(LETTERS, pairs, strict=False) if mark.casefold() == "correct"]
            return _options([text for text, _ in pairs]) | {"correct": ", ".join(right)}
        case "matching":
            return _options([f"{prompt} = {target}" for prompt, target in pairs if prompt])
        case "numeric":
            tolerance = f" ± {cells[1]}" if len(cells) > 1 and cells[1].strip("0.") else ""
            return _options([f"{cells[0]}{tolerance}"] if cells else [])
        case "true_false":
            return {"correct": cells[0] if cells else ""}
        case "free_text":
            return {}
        case _:
            return _options(cells)


def _options(texts: Sequence[str]) -> dict[str, str]:
    return {f"option_{letter.casefold()}": text for letter, text in zip(LETTERS, texts, strict=False)}
