"""Questions written as a sheet or as Aiken, with a report of what these cannot hold (content-format.md section 6)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import xlsxwriter

from lms_plugin.core.spreadsheets import neutral
from lms_plugin.exchange.cells import row_of
from lms_plugin.exchange.columns import COLUMNS, LETTERS
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
    """The questions as a sheet; what does not fit is in the report."""
    rows, report = list[dict[str, str]](), list[str]()
    for question in questions:
        row, lost = row_of(question)
        if row is not None:
            rows.append(row)
        report.extend(f"{question.key}: {words}" for words in lost)
    return Written(_written(rows, kind), tuple(report))


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
    """Single-choice questions as Aiken; all else is in the report."""
    blocks, report = list[str](), list[str]()
    for question in questions:
        if not isinstance(question, SingleChoiceSpec):
            report.append(f"{question.key}: Aiken holds single choice only; left out.")
            continue
        blocks.append(_aiken(question))
        if any(option.feedback for option in question.options) or question.feedback:
            report.append(f"{question.key}: feedback left out.")
        if any(option.credit not in (None, Fraction(0)) for option in question.options):
            report.append(f"{question.key}: part credit left out.")
    return Written("\n\n".join(blocks).encode() + b"\n", tuple(report))


def _aiken(question: SingleChoiceSpec) -> str:
    stem = " ".join(question.stem.split())
    lines = [
        f"{letter.upper()}) {' '.join(option.text.split())}"
        for letter, option in zip(LETTERS, question.options, strict=False)
    ]
    right = next(index for index, option in enumerate(question.options) if option.correct)
    return "\n".join([stem, *lines, f"ANSWER: {LETTERS[right].upper()}"])
