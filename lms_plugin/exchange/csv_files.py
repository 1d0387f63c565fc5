"""CSV files: the delimiter found in the header, rows with the line each begins at."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from lms_plugin.exchange.columns import read_header
from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.rows import HEADS, Row, read_rows

DELIMITERS = ",;\t|"
LONGEST_CELL = 131_072


def find_delimiter(text: str) -> str:
    """What separates the titles of a sheet of questions; "" where no line at the top is such a header."""
    lines = [line[:5_000] for line in text[:50_000].split("\n") if line.strip()][: HEADS + 1]
    if lines and lines[0].casefold().startswith("sep=") and len(lines[0]) >= 5 and lines[0][4] in DELIMITERS:
        return lines[0][4]
    for number, line in enumerate(lines):
        for delimiter in DELIMITERS:
            if delimiter in line and read_header(_titles(line, delimiter)).is_sure(is_first=number == 0):
                return delimiter
    return ""


def is_headless(text: str) -> bool:
    """Whether all lines have the same cells, at least four, and so no sentence stands in them but a sheet."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()][:20]
    return any(
        len(lines) > 1 and len({len(_titles(line, each)) for line in lines}) == 1 and len(_titles(lines[0], each)) > 3
        for each in DELIMITERS
    )


def _titles(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def read_csv(text: str, delimiter: str, *, encoding: str = "") -> Proposals:
    """The questions of a CSV text. Raises UnreadableFileError."""
    lines = _Lines(text)
    found = read_rows(_rows(lines, delimiter), format="CSV", encoding=encoding)
    return found if lines.unclosed is None else _without_last(found, *lines.unclosed)


class _Lines:
    """The lines of a text. A row that ends only because no line is left has a quotation mark open: `unclosed` is then
    the line it begins at, and the words behind the mark."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.is_over = False
        self.unclosed: tuple[int, str] | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._lines.readline()
        if not line:
            self.is_over = True
            raise StopIteration
        return line


def _without_last(found: Proposals, line: int, words: str) -> Proposals:
    """The row with the open mark is not taken: nobody knows where its cells end."""
    problem = f"In the row at line {line} a quotation mark is not closed, the one before “{words}”."
    note = f"{problem} All that follows it was read as one cell. Close it and try again."
    rows = found.rows
    if rows and rows[-1].place == f"row {line}":
        rows = (*rows[:-1], replace(rows[-1], verdict="left_out", data=None, notes=(f"Not imported. {problem}",)))
    return replace(found, rows=rows, notes=(*found.notes, note))


def _rows(lines: _Lines, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            if lines.is_over and cells:
                lines.unclosed = before + 1, " ".join(cells[-1].split())[:40]
            if not (before == 0 and cells and cells[0].casefold().startswith("sep=")):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableFileError(
            f"The row at line {before + 1} cannot be read: a quotation mark may be missing.", "Mend it and try again."
        ) from error
