"""The choose rules on stated vectors."""

from fractions import Fraction

import pytest

from lms_plugin.questions.kernels import choose, parts

OPTIONS = frozenset("abcde")
RIGHT = frozenset("ab")


@pytest.mark.parametrize(
    ("chosen", "all_or_nothing", "plus_minus", "per_option", "select_n"),
    [
        ("ab", "1", "1", "1", "1"),
        ("a", "0", "1/2", "4/5", "1/2"),
        ("ac", "0", "0", "3/5", "1/2"),
        ("abc", "0", "1/2", "4/5", "0"),
        ("abcde", "0", "0", "2/5", "0"),
        ("", "0", "0", "0", "0"),
    ],
)
def test_vectors(chosen: str, all_or_nothing: str, plus_minus: str, per_option: str, select_n: str) -> None:
    answer = frozenset(chosen)
    assert choose("all_or_nothing", answer, RIGHT, OPTIONS) == Fraction(all_or_nothing)
    assert choose("plus_minus", answer, RIGHT, OPTIONS) == Fraction(plus_minus)
    assert choose("per_option", answer, RIGHT, OPTIONS) == Fraction(per_option)
    assert choose("select_n", answer, RIGHT, OPTIONS) == Fraction(select_n)


def test_weights_are_summed_and_cut() -> None:
    weights = {"a": Fraction(2, 3), "b": Fraction(1, 3), "c": Fraction(-1, 2), "d": Fraction(0)}
    for chosen, credit in (("ab", "1"), ("a", "2/3"), ("ac", "1/6"), ("c", "0"), ("abd", "1")):
        assert choose("weighted", frozenset(chosen), RIGHT, OPTIONS, weights) == Fraction(credit)


def test_an_option_that_is_gone_counts_as_wrong() -> None:
    assert choose("plus_minus", frozenset("abz"), RIGHT, OPTIONS) == Fraction(1, 2)
    assert choose("per_option", frozenset("abz"), RIGHT, OPTIONS) == Fraction(4, 5)


def test_parts() -> None:
    assert parts(frozenset("ac"), RIGHT, OPTIONS) == {
        "a": "right",
        "b": "missed",
        "c": "wrong",
        "d": "not_chosen",
        "e": "not_chosen",
    }
