"""The rows of a review: whatever text comes back is judged, and what was mended is what is added."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.authoring.import_matching import Known
from lms_plugin.authoring.importing import Row, Sent, as_read, by_state, held_back, review, to_add
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.drafts.files import digest_of
from lms_plugin.exchange.reading import read_paste

SOUND = "1. Who answers a reporter?\nA. The media contact\nB. The ward clerk\nC. Any\nAnswer: A\nRationale: One voice."
NAMES = ("key", "type", "stem", "options", "text", "correct", "answer", "targets", "prompts", "match", "accept", "note")
TYPES = ("single_choice", "true_false", "matching", "ordering", "numeric", "short_text", "case", "x")
SCALARS = st.sampled_from([*TYPES, None, True, False, 0, 7, "a/b", "", "Who?", "{", "imported:0123456789abcdef"])
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)


def _sent(text: str, **changes: Any) -> Sent:
    sent = Sent(number=0, place="line 1", verdict="kept", notes=("Kept exactly.",), text=text, was=digest_of(text))
    return replace(sent, **changes)


def _one(sent: Sent) -> Row:
    (row,) = review([sent], Known())
    return row


@settings(max_examples=150)
@given(
    st.dictionaries(st.sampled_from(NAMES), DATA, min_size=1, max_size=6), st.sampled_from(["", "0", "true", "9", "x"])
)
def test_any_data_is_judged_and_shown(data: dict[str, Any], right: str) -> None:
    row = _one(_sent(write_block(data, 0), right=right, ticked=True))

    assert isinstance(row.stem + row.kind, str)
    assert all(isinstance(line.text, str) for line in row.answers)
    assert write_block({**to_add(row), "key": "k"})


@given(st.text(max_size=80), st.text(max_size=5))
def test_any_text_is_judged(text: str, right: str) -> None:
    row = _one(_sent(text, right=right, ticked=True))

    assert row.state == "fix" or row.data is not None
    assert row.data is not None or held_back([row]) == [row]


def test_a_type_that_is_a_list_is_a_fault_like_any_other() -> None:
    row = _one(_sent("- key: k\n  type: [single_choice]\n  stem: Who?\n", ticked=True))

    assert "Unknown question type" in row.problems[0]


def test_choosing_the_right_answer_makes_a_draft_ready_to_add() -> None:
    (draft,) = as_read(read_paste("1. Who?\nA. He\nB. She").rows)
    assert (_one(draft).state, _one(draft).is_ticked) == ("fix", False)

    mended = _one(replace(draft, state="fix", right="1", ticked=False))

    assert mended.is_ticked
    assert mended.problems == ()
    assert to_add(mended)["options"][1] == {"key": "she", "text": "She", "correct": True}


def test_a_change_that_does_not_hold_is_not_left_behind_in_silence() -> None:
    (draft,) = as_read(read_paste("1. Who?\nA. He\nB. She").rows)
    changed = _one(replace(draft, text=draft.text.replace("Who?", "Where?"), state="fix", ticked=False))

    assert held_back([changed]) == [changed]
    assert held_back([_one(replace(draft, state="fix", ticked=False))]) == []


def test_what_needs_the_reader_stands_first_and_is_added_in_the_order_of_the_text() -> None:
    rows = review(as_read(read_paste("1. Is it so?\nAnswer: True\n\n2. Who?\nA. He\nB. She").rows), Known())

    assert [row.number for row in by_state(rows)] == [1, 0]
    assert [row.number for row in rows] == [0, 1]


def test_a_question_that_helps_guessing_is_worth_a_look() -> None:
    plain, weak = review(
        as_read(read_paste(f"{SOUND}\n\n2. Who came?\nA. He\nB. She\nC. All of the above\nAnswer: A").rows), Known()
    )

    assert (plain.state, plain.warnings) == ("ready", ())
    assert (weak.state, weak.is_ticked) == ("look", True)
    assert "All of the above" in weak.warnings[0]


def test_a_key_that_cannot_be_one_is_made_anew() -> None:
    row = _one(_sent("- key: a/b\n  type: true_false\n  stem: Who?\n  answer: true\n", ticked=True))

    assert to_add(row)["key"] == ""
