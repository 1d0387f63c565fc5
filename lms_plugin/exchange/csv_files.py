"""CSV files: the delimiter found in the header, rows with the line each begins at."""

import csv
import io
from collections.abc import Iterator

from lms_plugin.exchange.columns import read_header
from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.rows import Row, read_rows

DELIMITERS = ",;\t|"
LONGEST_CELL = 131_072


def find_delimiter(text: str) -> str:
    """What separates the titles of a sheet of questions; "" where the first line is no such header."""
    first = next((line for line in text.split("\n") if line.strip()), "")[:5_000]
    if first.casefold().startswith("sep=") and len(first) >= 5 and first[4] in DELIMITERS:
        return first[4]
    for delimiter in DELIMITERS:
        if delimiter in first and read_header(_titles(first, delimiter)).is_one:
            return delimiter
    return ""


def _titles(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def read_csv(text: str, delimiter: str, *, encoding: str = "") -> Proposals:
    """The questions of a CSV text. Raises UnreadableFileError."""
    return read_rows(_rows(text, delimiter), format="CSV", encoding=encoding)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            if not (before == 0 and cells and cells[0].casefold().startswith("sep=")):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableFileError(
            f"The row at line {before + 1} cannot be read: a quotation mark may be missing.", "Mend it and try again."
        ) from error
