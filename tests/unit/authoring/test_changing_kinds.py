"""A question as another kind: what carries over, what is lost, and that it can always be read."""

from typing import Any

import pytest

from lms_plugin.authoring.changing_kinds import change_kind
from lms_plugin.authoring.checking import check_question
from lms_plugin.authoring.question_forms.own_fields import OWN

HEAD = {"key": "q", "stem": "Which?", "rationale": "Because.", "tags": ["x"]}
ONE = {**HEAD, "type": "single_choice", "options": [
    {"key": "a", "text": "A", "correct": True, "feedback": "Yes."}, {"key": "b", "text": "B", "credit": "1/2"},
]}  # fmt: skip
MANY = {**HEAD, "type": "multiple_response", "scoring": "select_n", "options": [
    {"key": "a", "text": "A", "correct": True}, {"key": "b", "text": "B", "correct": True}, {"key": "c", "text": "C"},
]}  # fmt: skip
TRUTH = {**HEAD, "type": "true_false", "answer": False}
SORT = {**HEAD, "type": "categorise", "categories": [{"key": "x", "text": "X"}, {"key": "y", "text": "Y"}], "items": [
    {"key": "one", "text": "One", "in": "x"}, {"key": "two", "text": "Two", "in": "x"},
]}  # fmt: skip
TEXT = {**HEAD, "type": "short_text", "accept": [{"text": "Five"}, {"text": "5"}], "reject": [{"text": "Six"}]}
NUMBER = {**HEAD, "type": "numeric", "accept": [{"value": 5, "tolerance": 1}]}
ALL: list[dict[str, Any]] = [ONE, MANY, TRUTH, SORT, TEXT, NUMBER]


@pytest.mark.parametrize("data", ALL, ids=lambda data: str(data["type"]))
@pytest.mark.parametrize("kind", sorted(OWN))
def test_nothing_is_left_that_the_kind_does_not_have(data: dict[str, Any], kind: str) -> None:
    """Whatever is missing then, no field is unknown; what all kinds have is kept."""
    changed = change_kind(data, kind).data
    faults = check_question(changed).must_fix
    assert [fault.problem for fault in faults if "nknown field" in fault.problem] == []
    assert {name: changed[name] for name in ("key", "stem", "tags")} == {
        name: data[name] for name in ("key", "stem", "tags")
    }


@pytest.mark.parametrize(
    ("data", "kind", "lost"),
    [
        (ONE, "multiple_response", ["Part of the points of B"]),
        (MANY, "single_choice", ["The mark that B is right: only A keeps it", "How it counts"]),
        (TRUTH, "single_choice", []),
        (SORT, "matching", []),
        (TEXT, "single_choice", ["Right answers but the first"]),
        (NUMBER, "short_text", ["Ranges, and how far an answer may differ"]),
    ],
)
def test_it_stays_a_sound_question_and_what_is_lost_is_said(data: dict[str, Any], kind: str, lost: list[str]) -> None:
    assert check_question(data).must_fix == ()
    changed = change_kind(data, kind)
    assert list(changed.lost) == lost
    assert check_question(changed.data).must_fix == ()


def test_there_and_back_is_the_same() -> None:
    there = change_kind(TRUTH, "single_choice").data
    assert change_kind(there, "true_false").data == TRUTH
    assert change_kind(change_kind(SORT, "matching").data, "categorise").data == SORT


def test_answers_that_are_not_true_or_false_are_lost() -> None:
    changed = change_kind(ONE, "true_false")
    assert "answer" not in changed.data
    assert changed.lost == ("The answers, and which of them are right",)
