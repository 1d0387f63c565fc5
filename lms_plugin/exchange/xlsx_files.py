"""Excel files: the text of the first sheet's cells, sparsely; no formula is run, no link followed, no entity expanded.

A small reader of its own: readers that lay a sheet out whole take its stated dimensions for the memory they need.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.rows import MOST_ROWS, Row, read_rows

MAX_UNPACKED = 20 * 1024 * 1024
MAX_ENTRIES = 2_000
MOST_COLUMNS = 200
MOST_STRINGS = 200_000
_PIECE = 64 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
DAMAGED = ("This Excel file is damaged.", "Open it in Excel, save it anew as .xlsx, and try again.")
TOO_LARGE = ("This Excel file is too large when unpacked.", "Keep one sheet with at most 2,000 questions in it.")


class _DoctypeError(Exception):
    """No Excel file declares a document type."""


@dataclass
class _Sheet:
    """Cells by row and column as the parser meets them; strings are kept apart in `shared`."""

    shared: list[str]
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    at: tuple[int, int] = (0, -1)
    kind: str = ""
    inside: str = ""
    text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", "")
            self.at = (int(number) if number.isascii() and number.isdigit() and len(number) < 8 else self.at[0] + 1, -1)
        elif name == "c":
            self.kind, self.text = attributes.get("t", ""), []
            self.at = _place(attributes.get("r", "")) or (self.at[0], self.at[1] + 1)
        elif name in ("v", "t"):
            self.inside = name
        elif name == "rPh":  # how a word is spoken, not what it says
            self.inside = "rPh"

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._keep("".join(self.text))
        if name == self.inside:
            self.inside = ""

    def data(self, text: str) -> None:
        if self.inside in ("v", "t"):
            self.text.append(text)

    def _keep(self, text: str) -> None:
        row, column = self.at
        if self.kind == "s":
            index = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1
            text = self.shared[index] if 0 <= index < len(self.shared) else ""
        elif self.kind == "b":
            text = {"1": "true", "0": "false"}.get(text, text)
        elif self.kind in ("", "n"):
            text = _number(text)
        known = row in self.rows or len(self.rows) <= MOST_ROWS + 1
        if text and column < MOST_COLUMNS and known:
            self.rows.setdefault(row, {})[column] = text


@dataclass
class _Strings:
    """The strings that cells share."""

    found: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    inside: bool = False
    spoken: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.text = []
        elif name == "rPh":
            self.spoken = True
        self.inside = name == "t" and not self.spoken

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self.inside = False
        if name == "rPh":
            self.spoken = False
        elif name == "si" and len(self.found) < MOST_STRINGS:
            self.found.append("".join(self.text))

    def data(self, text: str) -> None:
        if self.inside:
            self.text.append(text)


def _place(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a reference such as B12."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def _number(text: str) -> str:
    """A number as Excel shows it: 0.1 and not 0.10000000000000001."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def read_xlsx(data: bytes) -> Proposals:
    """The questions of the first sheet. Raises UnreadableFileError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return read_rows(_rows(package), format="Excel")
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableFileError(*DAMAGED) from error
    except (_DoctypeError, ValueError, KeyError, zlib.error) as error:
        raise UnreadableFileError(*DAMAGED) from error


def _rows(package: zipfile.ZipFile) -> Iterator[Row]:
    names = [info.filename for info in package.infolist()]
    if len(names) > MAX_ENTRIES:
        raise UnreadableFileError(*TOO_LARGE)
    sheets = sorted(
        (name for name in names if re.fullmatch(r"xl/worksheets/[^/]{1,100}\.xml", name)),
        key=lambda name: (len(name), name),
    )
    if not sheets:
        raise UnreadableFileError(*DAMAGED)
    strings = _Strings()
    left = MAX_UNPACKED
    if "xl/sharedStrings.xml" in names:
        left = _parse(package, "xl/sharedStrings.xml", strings, left)
    sheet = _Sheet(strings.found)
    _parse(package, sheets[0], sheet, left)
    for number in sorted(sheet.rows):
        cells = sheet.rows[number]
        yield number, [cells.get(column, "") for column in range(max(cells) + 1)]


def _parse(package: zipfile.ZipFile, name: str, into: _Sheet | _Strings, left: int) -> int:
    """Parse a part piece by piece; the bytes that may still be unpacked after it. Raises UnreadableFileError."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = into.start, into.end
    parser.CharacterDataHandler = into.data
    with package.open(name) as part:
        while piece := part.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise UnreadableFileError(*TOO_LARGE)
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return left


def _refuse(*_: object) -> None:
    raise _DoctypeError
