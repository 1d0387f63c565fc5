"""The matrix: one column a row, or many with a floor; what a file and an answer may say."""

from fractions import Fraction
from typing import Any

import pytest

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.registry import AnyQuestionSpec, join_question, read_question

COLUMNS = [{"key": key, "text": key.upper()} for key in "xyz"]


def matrix(*right: str, choose: str = "many", **rest: Any) -> AnyQuestionSpec:
    """Rows a, b, c ... with the columns that are right in each, a letter each."""
    rows = [{"key": key, "text": key, "correct": list(cells)} for key, cells in zip("abcd", right, strict=False)]
    data = {"key": "q", "type": "matrix", "stem": "What fits?", "choose": choose, "columns": COLUMNS, "rows": rows}
    return read_question(data | rest)


@pytest.mark.parametrize(
    ("chosen", "column", "row", "question"),
    [
        ({"a": "xy", "b": "yz"}, "1", "1", "1"),
        ({"a": "x", "b": "yz"}, "3/4", "3/4", "3/4"),
        ({"a": "xyz", "b": "yz"}, "3/4", "3/4", "3/4"),
        ({"a": "z", "b": "yz"}, "1/4", "1/2", "1/4"),
        ({"a": "z", "b": "x"}, "0", "0", "0"),
        ({"a": "xyz", "b": "xyz"}, "1/2", "1/2", "1/2"),
        ({"a": "xy", "b": "x"}, "1/4", "1/2", "1/4"),
    ],
)
def test_right_minus_wrong_with_each_floor(chosen: dict[str, str], column: str, row: str, question: str) -> None:
    answer = {"cells": {key: list(cells) for key, cells in chosen.items()}}
    for floor, credit in (("column", column), ("row", row), ("question", question)):
        spec = matrix("xy", "yz", floor=floor)
        assert spec.mark(spec.check_response(answer)).credit == Fraction(credit), floor


def test_one_column_a_row() -> None:
    spec = matrix("x", "y", "x", choose="one")
    mark = spec.mark(spec.check_response({"cells": {"a": ["x"], "b": ["z"]}}))
    assert mark.credit == Fraction(1, 3)
    assert mark.parts == {"a": "right", "b": "wrong", "c": "missed"}
    assert spec.full_response() == {"cells": {"a": ["x"], "b": ["y"], "c": ["x"]}}


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [("xyxz", "1"), ("xyzx", "1/3"), ("zyxz", "1/3"), ("xzxz", "2/3"), ("xzzz", "1/3"), ("x", "0"), ("zz", "0")],
)
def test_a_linked_row_counts_together_with_its_anchor(chosen: str, credit: str) -> None:
    """Row a is the anchor of b and c; row d stands alone."""
    spec = matrix("x", "y", "x", "z", choose="one", scoring="linked", links=[{"anchor": "a", "with": ["b", "c"]}])
    answer = {"cells": {row: [column] for row, column in zip("abcd", chosen, strict=False)}}
    assert spec.mark(spec.check_response(answer)).credit == Fraction(credit)


def test_many_columns_as_a_whole() -> None:
    spec = matrix("x", "", scoring="all_or_nothing")
    assert spec.mark({"cells": {"a": ["x"]}}).credit == 1
    mark = spec.mark({"cells": {"a": ["x"], "b": ["y"]}})
    assert mark.credit == 0
    assert (mark.parts["a:x"], mark.parts["b:y"], mark.parts["b:z"]) == ("right", "wrong", "not_chosen")


@pytest.mark.parametrize("sent", [{"a": "x"}, {"a": ["w"]}, {"e": ["x"]}, ["a"], {"a": ["x", "y"]}])
def test_cells_that_cannot_be(sent: object) -> None:
    with pytest.raises(ResponseError):
        matrix("x", "y", choose="one").check_response({"cells": sent})


def test_an_emptied_row_is_left_out() -> None:
    assert matrix("xyz", "y").check_response({"cells": {"a": [], "b": ["y", "x", "y"]}}) == {"cells": {"b": ["x", "y"]}}


@pytest.mark.parametrize(
    ("right", "rest", "said"),
    [
        (("w", "x"), {"floor": "row"}, "no column 'w'. Columns: x, y, z"),
        (("xy", "z"), {"choose": "one"}, "2 columns are correct. Name one, or write choose: many"),
        (("", "z"), {"choose": "one"}, "no columns are correct"),
        (("", ""), {"floor": "question"}, "no cell is correct"),
        (("x", "y"), {}, "nothing in this column is correct, so a wrong tick in it would cost nothing"),
        (("xyz", ""), {"floor": "row"}, "nothing in this row is correct"),
        (("x", "y"), {"choose": "one", "scoring": "plus_minus"}, "plus_minus has no meaning with choose: one"),
        (("x", "y"), {"scoring": "per_part"}, "per_part has no meaning with choose: many"),
        (("x", "y"), {"choose": "one", "floor": "row"}, "floor has no meaning here"),
        (("x", "y"), {"choose": "one", "scoring": "linked"}, "links and scoring: linked go together"),
        (("x", "y"), {"choose": "one", "links": [{"anchor": "a", "with": ["b"]}]}, "links and scoring: linked go"),
        (
            ("x", "y"),
            {"choose": "one", "scoring": "linked", "links": [{"anchor": "a", "with": ["z"]}]},
            "no row 'z'. Rows: a, b",
        ),
        (
            ("x", "y"),
            {"choose": "one", "scoring": "linked", "links": [{"anchor": "a", "with": ["b", "b"]}]},
            "row 'b' is linked twice",
        ),
    ],
)
def test_matrices_that_cannot_be(right: tuple[str, ...], rest: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        matrix(*right, **rest)


def test_the_key_of_a_matrix_is_in_its_key_part_alone() -> None:
    one, other = (matrix(*right, floor="question") for right in (("x", "yz"), ("xy", "")))
    assert one.shown() == other.shown()
    assert join_question(one.shown(), one.key_part()) == one
    assert one.marking_hash() != other.marking_hash()
