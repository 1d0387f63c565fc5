"""No row of the launch groups is without a test."""

from pathlib import Path

import pytest

from tests.certification.collected import GROUPS, NO_PAGE, NOT_YET, TOLD, collect, listed_rows, row_of


@pytest.mark.parametrize(
    ("node", "row"),
    [
        ("tests/x.py::test_a[KY11-list]", "KY11"),
        ("tests/x.py::test_a[sqlite-NS16]", "NS16"),
        ("tests/x.py::test_a[DR10-RP01]", "DR10"),
        ("tests/x.py::test_a[LG06b]", None),
        ("tests/x.py::test_KY11", None),
        ("tests/x.py::test_ac22_messages_of_others", "AC22"),
        ("tests/x.py::test_ac22_messages[sqlite-AC21]", "AC21"),
    ],
)
def test_the_row_of_a_test(node: str, row: str | None) -> None:
    assert row_of(node) == row


@pytest.mark.shared
def test_every_row_has_a_test(shared: Path) -> None:
    rows = listed_rows(shared / "launch-and-grade-tests.md")
    assert len(rows) == len(set(rows)) == 235 + 56 + 24
    assert {name[:2] for name in rows} == {*GROUPS, *TOLD}
    assert NOT_YET.keys() | NO_PAGE.keys() <= set(rows)
    tested = {row_of(node) for node in collect()}
    assert [name for name in rows if name not in tested] == list(NO_PAGE)
