"""The order rules against the vectors of the format, and what a file and an answer may say."""

from fractions import Fraction
from typing import Any, get_args

import pytest

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.order_kernel import OrderRule, credit_order
from lms_plugin.questions.registry import AnyQuestionSpec, join_question, read_question


def ordering(keys: str = "abcd", **rest: Any) -> AnyQuestionSpec:
    listed = [{"key": key, "text": key.upper()} for key in keys]
    return read_question({"key": "q", "type": "ordering", "stem": "In which order?", "items": listed} | rest)


@pytest.mark.parametrize(
    ("order", "exact", "position", "adjacent", "run", "subset"),
    [
        ("abcd", "1", "1", "1", "1", "1"),
        ("bacd", "0", "1/2", "1/3", "1/3", "2/3"),
        ("bcda", "0", "0", "2/3", "2/3", "2/3"),
        ("acbd", "0", "1/2", "0", "0", "2/3"),
        ("dcba", "0", "0", "0", "0", "0"),
    ],
)
def test_the_vectors(order: str, exact: str, position: str, adjacent: str, run: str, subset: str) -> None:
    wanted = {"exact": exact, "position": position, "adjacent_pairs": adjacent, "longest_run": run}
    wanted["longest_subset"] = subset
    earned = {rule: credit_order(rule, order, "abcd") for rule in get_args(OrderRule)}
    assert earned == {rule: Fraction(credit) for rule, credit in wanted.items()}


@pytest.mark.parametrize("rule", get_args(OrderRule))
def test_tied_items_stand_as_they_like(rule: str) -> None:
    spec = ordering(scoring=rule, ties=[["b", "c"]])
    assert spec.mark(spec.check_response({"order": list("acbd")})).credit == 1


def test_parts_say_what_is_in_its_place() -> None:
    mark = ordering(ties=[["a", "b"]]).mark({"order": list("badc")})
    assert mark.parts == {"b": "right", "a": "right", "d": "wrong", "c": "wrong"}


@pytest.mark.parametrize("sent", ["abcd", ["a", "b", "c"], ["a", "a", "b", "c"], ["a", "b", "c", "e"], [["a"]]])
def test_orders_that_cannot_be(sent: object) -> None:
    with pytest.raises(ResponseError):
        ordering().check_response({"order": sent})


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({"items": [{"key": "a", "text": "A"}]}, "at least 2 items"),
        ({"ties": [["a", "z"]]}, "no item 'z'. Items: a, b, c, d"),
        ({"ties": [["a", "b"], ["b", "c"]]}, "item 'b' is tied twice"),
        ({"ties": [["a"]]}, "at least 2 items"),
        ({"items": [{"key": k, "text": "Same"} for k in "ab"]}, "this text stands in another item too"),
    ],
)
def test_orderings_that_cannot_be(rest: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ordering(**rest)


def test_another_order_is_another_key_and_shown_alike() -> None:
    one, other = ordering("abcd"), ordering("dbca")
    assert one.shown() == other.shown()
    assert one.marking_hash() != other.marking_hash()
    assert join_question(other.shown(), other.key_part()) == other
