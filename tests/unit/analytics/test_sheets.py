"""Sheets: no cell is a formula, numbers stay numbers, a file's name splits no header."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.analytics.sheets import file_name, write_csv


def test_ex02_a_negative_number_is_still_a_number() -> None:
    content = write_csv(["=name", "number"], [["-3.5", Decimal("-3.5")], [None, -3]])
    assert content.decode("utf-8-sig").splitlines() == ["'=name,number", "'-3.5,-3.5", ",-3"]


def test_ex04_a_title_splits_no_header() -> None:
    assert file_name('A "quiz"\r\nX-Evil: 1/2 é', "csv") == "a-quiz-x-evil-1-2-e.csv"
    assert file_name("測驗", "csv") == "table.csv"


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_ex04_any_title(title: str) -> None:
    assert set(file_name(title, "csv")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
