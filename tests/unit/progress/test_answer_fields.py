"""Forms and scripts send the same answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from lms_plugin.progress.answer_fields import FIELDS, chosen_by_row, chosen_keys, read_answer, typed_answer
from lms_plugin.questions.registry import SUPPORTED_TYPES


def shown(kind: str) -> dict[str, object]:
    """As much of a shown part as reading a form takes."""
    rows = FIELDS[kind].rows
    return {
        "type": kind,
        **({rows: [{"key": "leak", "type": "short_text"}, {"key": "press", "type": "numeric"}]} if rows else {}),
    }


def test_every_type_has_a_field() -> None:
    assert set(FIELDS) == set(SUPPORTED_TYPES)


@pytest.mark.parametrize(
    ("kind", "sent", "answer"),
    [
        ("single_choice", [("choice", "a")], {"choice": "a"}),
        ("multiple_response", [("choices", "a"), ("choices", "b")], {"choices": ["a", "b"]}),
        ("true_false", [("answer", "false")], {"answer": False}),
        ("matching", [("pairs:leak", "privacy"), ("pairs:press", "")], {"pairs": {"leak": "privacy"}}),
        ("categorise", [("placed:leak", "x"), ("placed:press", "x")], {"placed": {"leak": "x", "press": "x"}}),
        ("ordering", [("order", "a"), ("order", "b"), ("ordered", "yes")], {"order": ["a", "b"]}),
        ("ordering", [("order", "a"), ("order", "b"), ("move", "keep")], {"order": ["a", "b"]}),
        ("ordering", [("order", "a"), ("order", "b"), ("move", "up:b")], {"order": ["b", "a"]}),
        ("ordering", [("order", "a"), ("order", "b"), ("move", "up:a")], {"order": ["a", "b"]}),
        ("ordering", [("order", "a"), ("order", "b"), ("order", "c"), ("move", "down:a")], {"order": ["b", "a", "c"]}),
        ("matrix", [("cells:leak", "x"), ("cells:leak", "y")], {"cells": {"leak": ["x", "y"]}}),
        ("cloze", [("gaps:leak", "PHI"), ("gaps:press", " ")], {"gaps": {"leak": {"text": "PHI"}}}),
        ("scale", [("ratings:leak", "3"), ("ratings:press", "na")], {"ratings": {"leak": 3, "press": "na"}}),
        ("free_text", [("text", "One\nand two")], {"text": "One\nand two"}),
        ("attestation", [("agreed", "a1")], {"agreed": True, "statement": "a1"}),
        ("hotspot", [("regions", "a"), ("points", "4.5,2.0")], {"regions": ["a"], "points": [["4.5", "2.0"]]}),
        ("numeric", [("typed", " 2,5 mg ")], {"typed": " 2,5 mg "}),
        ("short_text", [("text", "PHI")], {"text": "PHI"}),
    ],
)
def test_a_form_becomes_the_answer_that_a_script_sends(
    kind: str, sent: list[tuple[str, str]], answer: dict[str, object]
) -> None:
    assert read_answer(shown(kind), MultiDict(sent).getlist) == answer


@pytest.mark.parametrize("kind", SUPPORTED_TYPES)
def test_nothing_chosen_or_typed_is_no_answer(kind: str) -> None:
    form: MultiDict[str, str] = MultiDict()
    assert read_answer(shown(kind), form.getlist) is None


@pytest.mark.parametrize("kind", ["numeric", "short_text", "single_choice"])
def test_an_empty_field_is_no_answer(kind: str) -> None:
    assert read_answer(shown(kind), MultiDict([(FIELDS[kind].name, " ")]).getlist) is None


def test_an_order_that_nobody_touched_is_no_answer() -> None:
    form = MultiDict([("order", "a"), ("order", "b")])
    assert read_answer(shown("ordering"), form.getlist) is None


def test_a_strange_truth_is_left_for_the_question_to_refuse() -> None:
    assert read_answer(shown("true_false"), MultiDict([("answer", "maybe")]).getlist) == {"answer": "maybe"}


@given(st.sets(st.sampled_from("abc")))
def test_chosen_options_are_known_by_key(keys: set[str]) -> None:
    assert chosen_keys({"choices": sorted(keys)}) == keys


def test_what_was_chosen_or_typed_is_found_in_every_shape() -> None:
    assert chosen_keys({"choice": "a"}) == {"a"}
    assert chosen_keys({"answer": True}) == {"true"}
    assert chosen_keys({"text": "x"}) == chosen_keys(None) == frozenset()
    assert typed_answer({"value": "2.5", "typed": "2,5"}) == "2,5"
    assert typed_answer({"text": "x"}) == "x"
    assert typed_answer({"choice": "a"}) == typed_answer(None) == ""


def test_what_was_chosen_in_each_row_is_found() -> None:
    assert chosen_by_row("matching", {"pairs": {"leak": "privacy"}}) == {"leak": {"privacy"}}
    assert chosen_by_row("matching", None) == chosen_by_row("single_choice", {"choice": "a"}) == {}
