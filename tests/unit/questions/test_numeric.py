"""Numbers as people type them, and what is said when they cannot be read."""

from fractions import Fraction
from typing import Any

import pytest

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.registry import AnyQuestionSpec, read_question


def number(*accept: dict[str, Any], **rest: Any) -> AnyQuestionSpec:
    return read_question(
        {"key": "n", "type": "numeric", "stem": "How many?", "accept": accept or [{"value": 60}], **rest}
    )


DOSE = number({"value": "2.5", "tolerance": "0.1"}, unit={"base": "mg", "also": {"g": 1000, "mcg": "1/1000"}})


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("60", "60"),
        (" +60 ", "60"),
        ("60.0", "60"),
        ("60,00", "60"),
        ("6e1", "60"),
        ("1 234", "1234"),
        ("1 234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("12345.678", "12345.678"),
        ("0.234", "0.234"),
        (".5", "0.5"),
        ("5.", "5"),
        ("−3", "-3"),
        ("１２", "12"),
        ("1.2340", "1.234"),
        ("1.234e2", "123.4"),
        ("-0", "0"),
    ],
)
def test_what_is_read(typed: str, value: str) -> None:
    assert number().check_response({"typed": typed})["value"] == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("6O", "“6O” has a letter in it. Type a whole number, such as 30."),
        ("sixty", "“sixty” has letters in it. Type a whole number, such as 30."),
        ("1,234", "“1,234” can be read in two ways. Type 1234, or 1.2340 if you mean the smaller number."),
        ("1.234", "“1.234” can be read in two ways. Type 1234, or 1.2340 if you mean the smaller number."),
        ("1 23", "“1 23” cannot be read as a number. Type a whole number, such as 30."),
        ("1,23,456", "“1,23,456” cannot be read as a number. Type a whole number, such as 30."),
        ("-", "“-” cannot be read as a number. Type a whole number, such as 30."),
        ("1e999", "“1e999” is too long for a number here. Type a whole number, such as 30."),
        ("9" * 61, "This answer has 61 characters. At most 60 fit."),
    ],
)
def test_what_is_asked_back(typed: str, said: str) -> None:
    with pytest.raises(ResponseError) as caught:
        number().check_response({"typed": typed})
    assert str(caught.value) == said


def test_an_example_with_decimals_where_they_are_meant() -> None:
    with pytest.raises(ResponseError, match=r"Type a number, such as 30 or 2\.5\."):
        number({"value": "2.5"}).check_response({"typed": "x"})


@pytest.mark.parametrize(
    ("typed", "credit"),
    [("2.5 mg", 1), ("2,45mg", 1), ("0.0025 g", 1), ("2500 mcg", 1), ("2.5 MG", 1), ("2.7 mg", 0), ("2.5", 0)],
)
def test_units(typed: str, credit: int) -> None:
    assert DOSE.mark(DOSE.check_response({"typed": typed})).credit == credit


def test_a_unit_chosen_beside_the_number() -> None:
    assert DOSE.check_response({"typed": "2,45", "unit": "mg"}) == {"value": "2.45", "unit": "mg", "typed": "2,45"}
    assert DOSE.check_response({"typed": "", "unit": "mg"}) == {}
    with pytest.raises(ResponseError, match="“g” was typed, and “mg” was chosen"):
        DOSE.check_response({"typed": "2 g", "unit": "mg"})
    with pytest.raises(ResponseError, match="“kg” is not a unit"):
        DOSE.check_response({"typed": "2", "unit": "kg"})
    with pytest.raises(ResponseError, match=r"“kg” is not a unit of this question\. Use mg, g or mcg\."):
        DOSE.check_response({"typed": "2 kg"})


@pytest.mark.parametrize(("missing", "credit"), [("wrong", 0), ("ignore", 1)])
def test_a_missing_unit(missing: str, credit: int) -> None:
    spec = number(unit={"base": "days", "missing": missing})
    assert spec.mark(spec.check_response({"typed": "60"})).credit == credit


def test_a_missing_unit_is_asked_for() -> None:
    spec = number(unit={"base": "mg", "also": {"g": 1000}, "missing": "ask"})
    with pytest.raises(ResponseError, match=r"Type the unit too: mg or g\."):
        spec.check_response({"typed": "60"})
    assert spec.render(None).unit_needed
    assert spec.render(None).units == ("mg", "g")


def test_the_highest_credit_counts() -> None:
    spec = number({"from": 2, "to": 3, "credit": "1/2", "feedback": "Near."}, {"value": "2.5", "tolerance": "4%"})
    near, right = spec.mark({"value": "2", "typed": "2"}), spec.mark({"value": "2.6", "typed": "2.6"})
    assert (near.credit, near.feedback) == (Fraction(1, 2), ("partial", "accept:0"))
    assert (right.credit, right.feedback) == (Fraction(1), ("right",))
    assert spec.feedback_text("accept:0") == "Near."


def test_a_fraction_can_be_the_key_if_it_can_be_met() -> None:
    spec = number({"value": "1/3", "tolerance": "0.01"})
    assert spec.mark(spec.check_response({"typed": "0.33"})).credit == 1
    with pytest.raises(ValueError, match="no number that can be typed in decimals earns full credit"):
        number({"value": "1/3"})


@pytest.mark.parametrize(
    ("accept", "said"),
    [
        ([{"value": 1, "tolerance": 1}, {"value": 2, "tolerance": 1}], "overlaps number 1"),
        ([{"from": 3, "to": 2}], "ends before it starts"),
        ([{"from": 3}], "neither a value nor a range"),
        ([{"value": 3, "from": 1, "to": 4}], "neither a value nor a range"),
        ([{"value": 3, "credit": 2}], "credit must be from 0 to 1"),
        ([{"from": 1, "to": 2, "tolerance": 1}], "a range has no tolerance"),
        ([{"value": 3, "credit": "1/2"}], "earns full credit"),
    ],
)
def test_keys_that_cannot_be(accept: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        number(*accept)
