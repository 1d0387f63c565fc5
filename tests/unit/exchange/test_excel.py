"""Excel files made to do harm: refused or read sparsely."""

import io
import zipfile
from pathlib import Path

import pytest

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.reading import read_any
from lms_plugin.exchange.writing import write_template
from tests.certification.rows import row

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


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        row("IM01", "<worksheet>" + " " * (21 * 1024 * 1024) + "</worksheet>", "too large when unpacked"),
        row("IM06", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>', "damaged"),
        row("IM06-dtd", '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><worksheet></worksheet>', "damaged"),
        row("IM07", f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><worksheet>&a9;</worksheet>', "damaged"),
        row("IM13-open", "<worksheet><sheetData>", "damaged"),
    ],
)
def test_bombs_entities_and_cut_files_are_refused(sheet: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_any("x.xlsx", _package(sheet))


def test_im13_a_file_that_was_cut_gives_nothing_and_the_whole_one_all() -> None:
    whole = write_template("xlsx")

    with pytest.raises(UnreadableFileError, match=r"damaged|zip package"):
        read_any("x.xlsx", whole[: len(whole) * 6 // 10])
    assert read_any("x.xlsx", whole).summary().startswith("2 found: 2 kept")


@pytest.mark.parametrize(
    "name", [row("IM03", "../x"), row("IM03-root", "/etc/x"), row("IM03-windows", "C:\\x"), row("IM04", "xl/link")]
)
def test_names_that_lead_elsewhere_and_links_are_not_followed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = io.BytesIO(_package(_sheet({"A1": "Question", "B1": "A", "A2": "Who?", "B2": "He"})))
    with zipfile.ZipFile(out, "a") as package:
        link = zipfile.ZipInfo(name)
        link.external_attr = 0o120777 << 16  # a symbolic link
        package.writestr(link, "/etc/passwd")

    (found,) = read_any("x.xlsx", out.getvalue()).rows
    assert (found.data or {})["stem"] == "Who?"
    assert (list(tmp_path.iterdir()), (tmp_path.parent / "x").exists()) == ([], False)
