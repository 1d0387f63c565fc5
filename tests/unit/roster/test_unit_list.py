"""Reading a hospital's list of units, whatever program wrote it."""

from datetime import date

import pytest

from lms_plugin.roster.unit_list import (
    MAX_COLUMNS,
    MAX_ROWS,
    TEMPLATE,
    UnitRow,
    UnreadableListError,
    read_date,
    read_unit_list,
)


def rows(text: str, encoding: str = "utf-8") -> list[UnitRow]:
    return list(read_unit_list(text.encode(encoding)).rows)


def problems(text: str) -> list[str | None]:
    return [row.problem for row in rows(text)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_and_separator(encoding: str, separator: str, end: str) -> None:
    text = end.join(
        [separator.join(["Staff number", "Unit", "Manager"]), separator.join(["7", '"4 ""West"""', "Åsa Ö"])]
    )
    [row] = rows(text, encoding)
    assert (row.line, row.match, row.unit, row.manager, row.problem) == (2, "number:7", '4 "West"', "Åsa Ö", None)


def test_all_columns_under_other_names_and_in_another_order() -> None:
    heading = "Department,E-mail Address,Hire Date,Job title,lis_person_sourcedid,Reports to,More"
    assert rows(f"{heading}\nRehab,A@b.c,3/1/2024,RN,N-1,S. A.,x\n") == [
        UnitRow(
            line=2,
            match="number:n-1",
            also="email:a@b.c",
            unit="Rehab",
            job_role="RN",
            manager="S. A.",
            hired_on="2024-03-01",
        )
    ]


def test_our_own_template_can_be_read() -> None:
    assert problems(TEMPLATE) == [None]


@pytest.mark.parametrize(
    "content",
    [b"", b" \n", b"unit\n4 West\n", b"name,email\nx,a@b.c\n", b"number,unit\n", b"PK\x03\x04\x00\x00", b"\x00" * 9],
)
def test_what_is_no_list(content: bytes) -> None:
    with pytest.raises(UnreadableListError):
        read_unit_list(content)


def test_columns_beyond_any_list_are_not_looked_at() -> None:
    with pytest.raises(UnreadableListError):
        read_unit_list(b"," * MAX_COLUMNS + b"email,unit\nx@y.example,Rehab\n")


def test_wrong_columns_are_answered_with_what_is_expected() -> None:
    with pytest.raises(UnreadableListError, match=r"“unit”, and “staff number” or “email”. .* “Name”, “Ward no”"):
        read_unit_list(b"Name,Ward no\nx,y\n")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("7,,4 West,", None),
        (",a@b.c,4 West,", None),
        ("7 1 3,,4 West,", "Spaces in the number"),
        (",,4 West,", "No staff number and no e-mail"),
        (",amara,4 West,", "This is no e-mail address"),
        ("7,,,", "No unit"),
        ("7,,4 West,soon", "“soon” is no date that we know"),
        (f"7,,{'x' * 200},", "A cell is too long"),
        ("7", "No unit"),
    ],
)
def test_a_row_that_does_not_fit_is_left_out_with_the_reason(cells: str, problem: str | None) -> None:
    assert problems(f"number,email,unit,hire date\n{cells}\n8,,Rehab,\n") == [problem, None]


def test_empty_lines_are_nothing() -> None:
    assert [row.line for row in rows("number,unit\n\n7,A\n,\n8,B\n")] == [3, 5]


def test_a_person_named_twice() -> None:
    assert problems("number,unit\n7,A\n7,A\n8,A\n8,B\n") == [
        None,
        "The same as row 2",
        "Named twice, with different facts (first in row 4)",
        "Named twice, with different facts (first in row 4)",
    ]


def test_fifty_thousand_rows_and_no_more() -> None:
    text = "number,unit\n" + "".join(f"{number},A\n" for number in range(MAX_ROWS))
    assert len(rows(text)) == MAX_ROWS
    with pytest.raises(UnreadableListError, match="more than"):
        rows(text + "x,A\n")


@pytest.mark.parametrize(
    "text",
    ["2024-03-01", "03/01/2024", "3/1/2024", "01.03.2024", "1 Mar 2024", "March 1, 2024", "1-Mar-2024", "20240301"],
)
def test_dates(text: str) -> None:
    assert read_date(text) == date(2024, 3, 1)


def test_a_day_that_can_be_no_month() -> None:
    assert read_date("25/12/2023") == read_date("12/25/2023") == date(2023, 12, 25)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "31/31/2024", "1900-01-01", "45352"])
def test_no_dates(text: str) -> None:
    assert read_date(text) is None
