"""Questions written as a sheet or as Aiken, with a report of what these cannot hold (content-format.md section 6)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

import xlsxwriter

from lms_plugin.core.spreadsheets import neutral
from lms_plugin.exchange.cells import row_of
from lms_plugin.exchange.columns import COLUMNS, LETTERS
from lms_plugin.exchange.comparing import differences
from lms_plugin.exchange.reading import read_any
from lms_plugin.exchange.text import read_text
from lms_plugin.questions.single_choice import SingleChoiceSpec
from lms_plugin.questions.specs import QuestionSpec

Kind = Literal["csv", "xlsx"]
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_EXAMPLES = (
    {
        "type": "single_choice",
        "stem": "Who answers a reporter?",
        "option_a": "The media contact",
        "option_b": "Whoever is asked",
        "correct": "A",
        "feedback_b": "One voice speaks for the hospital.",
        "rationale": "The media contact knows what was said before.",
    },
    {"type": "true_false", "stem": "A wristband can identify a patient.", "correct": "true"},
)


@dataclass(frozen=True)
class Written:
    """A file's bytes, and what it could not hold: question by question, in plain words."""

    data: bytes
    report: tuple[str, ...] = ()


def write_sheet(questions: Iterable[QuestionSpec], kind: Kind) -> Written:
    """The questions as a sheet. It is read again: what then differs is in the report, question by question."""
    held, rows, report = list[QuestionSpec](), list[dict[str, str]](), list[str]()
    for question in questions:
        row = row_of(question)
        if row is None:
            report.append(f"{question.key}: {question.type} does not fit in a sheet; left out.")
        else:
            held.append(question)
            rows.append(row)
    data = _written(rows, kind)
    back = [row.data for row in read_any("sheet", data).rows] if rows else []
    return Written(data, (*report, *_compared(held, back)))


def _compared(questions: Sequence[QuestionSpec], back: Sequence[Mapping[str, Any] | None]) -> Iterator[str]:
    """What differs in each question; `back` has what came of each, in the same order."""
    for question, data in zip_longest(questions, back[: len(questions)]):
        if words := differences(question, data):
            yield f"{question.key}: {words}"


def write_template(kind: Kind) -> bytes:
    """The columns with two examples."""
    return _written(_EXAMPLES, kind)


def guarded(text: str) -> str:
    """A text that no spreadsheet runs, and that `rows.bare` gives back; a plain number stays one."""
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.startswith("'") else neutral(text)


def _written(rows: Sequence[dict[str, Any]], kind: Kind) -> bytes:
    cells = [COLUMNS, *([guarded(row.get(name, "")) for name in COLUMNS] for row in rows)]
    return _csv(cells) if kind == "csv" else _xlsx(cells)


def _csv(cells: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(cells)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(cells: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Questions")
        sheet.freeze_panes(1, 0)
        for row, texts in enumerate(cells):
            for column, text in enumerate(texts):
                if text:
                    sheet.write_string(row, column, text[:32_767])
    return out.getvalue()


def write_aiken(questions: Iterable[QuestionSpec]) -> Written:
    """Single-choice questions as Aiken. They are read again: what then differs is in the report, as is all else."""
    held, blocks, report = list[QuestionSpec](), list[str](), list[str]()
    for question in questions:
        if not isinstance(question, SingleChoiceSpec):
            report.append(f"{question.key}: Aiken holds single choice only; left out.")
            continue
        held.append(question)
        blocks.append(_aiken(question))
    text = "\n\n".join(blocks) + "\n"
    rows = read_text(text).rows
    if len(rows) != len(blocks):  # one is not told apart from the next
        rows = tuple(next(iter(read_text(block).rows)) for block in blocks)
    return Written(text.encode(), (*report, *_compared(held, [row.data for row in rows])))


def _aiken(question: SingleChoiceSpec) -> str:
    stem = " ".join(question.stem.split())
    lines = [
        f"{letter.upper()}) {' '.join(option.text.split())}"
        for letter, option in zip(LETTERS, question.options, strict=False)
    ]
    right = next(index for index, option in enumerate(question.options) if option.correct)
    return "\n".join([stem, *lines, f"ANSWER: {LETTERS[right].upper()}"])
