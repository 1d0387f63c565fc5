"""Pasted text, text files and Aiken: lines become items (content-format.md section 6, "Word paste")."""

from collections.abc import Sequence
from itertools import pairwise

from lms_plugin.exchange.answer_keys import join_key, split_key
from lms_plugin.exchange.building import LETTERS, Item, build
from lms_plugin.exchange.collecting import Reader
from lms_plugin.exchange.dressing import CODE, SKIP, undress
from lms_plugin.exchange.layout import with_marks, with_titles
from lms_plugin.exchange.lines import Line, clean, read_line
from lms_plugin.exchange.numbered_choices import gather, take_numbered
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.scripts import in_latin
from lms_plugin.exchange.unlettered import take_choices, take_numbers, take_words

MOST_ITEMS = 2_000


def _order(item: Item) -> None:
    """Choices that stood in two columns, in the order of their letters."""
    letters = [choice.letter for choice in item.choices]
    if sorted(letters) == list(LETTERS[: len(letters)]) and not any("lettered" in change for change in item.changes):
        item.choices.sort(key=lambda choice: choice.letter)


def read_text(text: str, *, encoding: str = "") -> Proposals:
    """The questions of a text, whatever of the common ways it is written in. Never raises."""
    given = text.split("\n")
    raws, key = split_key(in_latin(undress(given)))
    lines = [_line(number, raw) for number, raw in enumerate(raws, 1)]
    lines = with_titles(with_marks(_with_dots(lines, raws)))
    numbered = _is_numbered(lines)
    reader = Reader(numbered=numbered)
    for line, raw in zip(lines, given, strict=False):
        if len(reader.items) > MOST_ITEMS:
            break
        reader.take(line, clean(raw))
    take_numbers(reader.items)
    items = gather(reader.items)
    for item in items:
        _order(item)
        take_numbered(item)
        take_choices(item)
        take_words(item)
    notes = join_key(items, key)
    taken: set[str] = set()
    rows = tuple(build(item, taken) for item in items[:MOST_ITEMS])
    if len(items) > MOST_ITEMS:
        notes.append("Only the first 2,000 questions were read.")
    return Proposals(format=_format(lines), encoding=encoding, rows=rows, notes=tuple(notes))


def _is_numbered(lines: list[Line]) -> bool:
    """Whether the questions have numbers, perhaps under a title: most choices A follow a line with one."""
    if next((line.kind == "question" for line in lines if line.kind not in ("blank", "skip")), False):
        return True
    kinds = [line.kind if line.name == "A" or line.kind != "option" else "" for line in lines]
    kinds = [kind for kind in kinds if kind in ("question", "option")]
    led = sum(before == "question" and kind == "option" for before, kind in pairwise(kinds))
    return kinds[:1] == ["question"] and led * 2 > kinds.count("option")


def _with_dots(lines: list[Line], raws: Sequence[str]) -> list[Line]:
    """Feedback as text2qti writes it, known by its dots: "... for this choice"; right under a question or its feedback
    also "+ for right" and "- for wrong"."""
    if sum(raw.lstrip().startswith("... ") for raw in raws) < 2:
        return lines
    found, is_under = list[Line](), False
    for line, raw in zip(lines, raws, strict=True):
        sign, _, words = raw.strip().partition(" ")
        name = {"...": "dots"}.get(sign) or (is_under and {"+": "right", "-": "wrong"}.get(sign)) or ""
        found.append(Line(line.number, "field", words.strip(), name, whole=raw.strip()) if name else line)
        is_under = line.kind == "question" or (is_under and name != "")
    return found


def _line(number: int, raw: str) -> Line:
    if raw.startswith((CODE, SKIP)):
        return Line(number, "code" if raw[0] == CODE else "blank", raw[1:] if raw[0] == CODE else SKIP)
    return read_line(number, raw)


def _format(lines: list[Line]) -> str:
    numbered = any(line.kind == "question" for line in lines)
    return "Text" if numbered or any(line.kind == "field" for line in lines) else "Aiken"
