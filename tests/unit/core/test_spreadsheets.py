"""No text in a file of ours is a formula to the spreadsheet that opens it."""

import pytest

from lms_plugin.core.spreadsheets import neutral


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", " \t@"])
def test_ex01_no_text_is_a_formula(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"
    assert neutral("plain = text") == "plain = text"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\r=x"])
def test_no_cell_of_ours_is_a_formula(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["4 West", "", "a=b", "a-b"])
def test_other_cells_stay(cell: str) -> None:
    assert neutral(cell) == cell
