"""Excel files made to do harm: refused or read sparsely."""

import io
import zipfile

import pytest

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.reading import read_any

CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'


def _package(sheet: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def _sheet(cells: dict[str, str]) -> str:
    return f"<worksheet><sheetData>{''.join(CELL.format(*pair) for pair in cells.items())}</sheetData></worksheet>"


def test_cells_far_apart_cost_nothing() -> None:
    cells = {"A1": "Question", "B1": "A", "C1": "B", "D1": "Correct"}
    cells |= {"A1048576": "Who?", "B1048576": "He", "C1048576": "She", "D1048576": "B", "XFD1048576": "far"}
    found = read_any("x.csv", _package(_sheet(cells)))

    assert (found.format, found.summary()[:15], found.rows[0].place) == ("Excel", "1 found: 1 kept", "row 1048576")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("<worksheet>" + " " * (21 * 1024 * 1024) + "</worksheet>", "too large when unpacked"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>', "damaged"),
        ("<worksheet><sheetData>", "damaged"),
    ],
)
def test_bombs_entities_and_cut_files_are_refused(sheet: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_any("x.xlsx", _package(sheet))
