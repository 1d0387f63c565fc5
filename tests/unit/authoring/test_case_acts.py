"""What the buttons of a case's page do to its stages and to what they ask."""

from typing import Any

import pytest

from lms_plugin.authoring.case_acts import beginning_of, change_case, name_act
from lms_plugin.authoring.case_form import form_of, stages_of
from lms_plugin.authoring.surroundings import Surroundings

CASE: dict[str, Any] = {
    "type": "case",
    "stages": [
        {"key": "first", "questions": [{"key": "a", "stem": "One?"}, {"use": "b"}]},
        {"key": "later", "questions": [{"key": "c", "type": "true_false"}]},
    ],
}


def names(data: dict[str, Any]) -> list[list[str]]:
    return [[each.get("key") or each["use"] for each in stage["questions"]] for stage in data["stages"]]


@pytest.mark.parametrize(
    ("go", "after"),
    [
        ("q-up:b", [["b", "a"], ["c"]]),
        ("q-up:c", [["a", "b", "c"], []]),
        ("q-down:b", [["a"], ["b", "c"]]),
        ("q-down:c", [["a", "b"], ["c"]]),
        ("q-drop:a", [["b"], ["c"]]),
        ("q-drop:gone", [["a", "b"], ["c"]]),
        ("stay", [["a", "b"], ["c"]]),
        ("stage:", [["a", "b"], ["c"], []]),
    ],
)
def test_questions_and_stages_are_moved_added_and_taken_out(go: str, after: list[list[str]]) -> None:
    assert names(change_case(CASE, go)) == after
    assert names(CASE) == [["a", "b"], ["c"]]


def test_an_act_has_a_name() -> None:
    said = [name_act(CASE, go) for go in ("q-up:a", "q-drop:c", "stage:", "drop:stages.0", "drop:exhibits.0", "next")]
    assert said == ["Moved “One?”", "Removed “c”", "Added a stage", "Removed a stage", "", ""]


def test_each_question_of_a_stage_says_what_is_to_mend() -> None:
    around = Surroundings(pictures={})
    first, later = stages_of(CASE, around)
    assert [(each.name, each.number, each.is_used, each.is_gone) for each in first.entries] == [
        ("a", 1, False, False),
        ("b", 2, True, True),
    ]
    assert later.entries[0].line is not None
    assert later.entries[0].line.must_fix == 2
    said = [(fault.field, fault.problem) for fault in form_of(CASE, around).faults]
    assert ("stages.1.questions.0", "Stage 2, question 1: 2 things to mend") in said
    assert ("stages.0.questions.1", "There is no question “b” in this course") in said


def test_a_new_case_has_a_stage_that_asks_nothing_yet() -> None:
    said = [fault.problem for fault in form_of(beginning_of("case"), Surroundings(pictures={})).faults]
    assert said[-2:] == ["There is no story yet", "Stage 1 asks nothing yet"]


def test_what_is_wrong_in_a_text_is_said_where_it_stands() -> None:
    inner: dict[str, Any] = {"key": "a", "type": "true_false", "stem": "Is <b>it</b> so?", "answer": True}
    stage = {"key": "first", "reveal": "By then.", "questions": [inner]}
    case = {"key": "night", "type": "case", "stimulus": "See ![it](x.png).", "stages": [{**stage}]}
    said = form_of(case, Surroundings(pictures={})).faults
    assert [(fault.field, fault.problem) for fault in said] == [
        ("stages.0.reveal", "The first stage opens with the story"),
    ]
    del stage["reveal"]
    said = form_of({**case, "stages": [stage]}, Surroundings(pictures={})).faults
    assert [(fault.field, fault.problem) for fault in said] == [
        ("stimulus", "Pictures by address are not allowed"),
        ("stages.0.questions.0", "Stage 1, question 1: 2 things to mend"),
    ]
