"""Text as people write it: letters, stars, bold, answer lines, blank lines, soft breaks."""

import pytest

from lms_plugin.exchange.names import fingerprint_in
from lms_plugin.exchange.proposals import Proposal
from lms_plugin.exchange.reading import read_paste


def _one(text: str) -> Proposal:
    (row,) = read_paste(text).rows
    return row


@pytest.mark.parametrize(
    "text",
    [
        "1. Who?\nA. He\nB. She\nAnswer: B",
        "1) Who?\n\na) He\n\nb) She\n\nCorrect answer: b) She",
        "Q1. Who?\n(A) He\n*(B) She",
        "Question 1: Who?\nA.\u00a0He\n**B. She**",
        "Q1) Who?\nA. He\nB. She ✓",
        "Who?\nA) He   B) She\nANSWER: B",
        "1.\tWho?\nA.\tHe\nB.\tShe\n\nKey: B",
        "**1. Who?**\nA. He\n**B.** She",
        "Who?\nA. He\nB. She\nThe correct answer is: She",
    ],
)
def test_a_question_with_two_choices_is_found_however_it_is_written(text: str) -> None:
    row = _one(text)

    assert row.data is not None
    assert row.verdict in ("kept", "changed"), row.notes
    assert row.data["stem"] == "Who?"
    assert [(option["text"], option.get("correct", False)) for option in row.data["options"]] == [
        ("He", False),
        ("She", True),
    ]


def test_several_keys_make_it_a_multiple_response_to_confirm() -> None:
    row = _one("1. Which?\nA. x\nB. y\nC. z\nANSWER: A, C")

    assert row.verdict == "changed"
    assert "right minus wrong, please confirm" in row.notes[0]


@pytest.mark.parametrize(
    ("answer", "kind"), [("12.5", "numeric"), ("hypoglycemia", "short_text"), ("False", "true_false")]
)
def test_without_choices_the_answer_decides_the_type(answer: str, kind: str) -> None:
    row = _one(f"1. What is it?\nAnswer: {answer}\nRationale: Because.\nPoints: 2")

    assert row.data is not None
    assert (row.verdict, row.data["type"], row.data["rationale"], row.data["points"]) == ("kept", kind, "Because.", 2)


def test_a_question_without_a_key_is_a_draft_that_says_so() -> None:
    row = _one("1. Who?\nA. He\nB. She")

    assert row.verdict == "draft"
    assert "no key found" in row.notes[0]


def test_questions_follow_each_other_without_numbers_or_blank_lines() -> None:
    found = read_paste("First?\nA. a\nB. b\nANSWER: A\nSecond?\nA. c\nB. d\nANSWER: B")

    assert [row.place for row in found.rows] == ["line 1", "line 5"]
    assert found.summary().startswith("2 found: 2 kept")


def test_the_same_text_has_the_same_fingerprint_wherever_it_stands() -> None:
    text = "1. Who?\nA. He\nB. She\nANSWER: A"
    first = read_paste(text).rows[0]
    again = read_paste(f"1. Else?\nA. x\nB. y\nANSWER: A\n\n{text}").rows[1]

    assert first.fingerprint == again.fingerprint != ""


def test_a_long_question_is_known_again_by_its_note() -> None:
    row = _one(f"1. {'Long ' * 900}?\nA. He\nB. She\nANSWER: A")

    assert row.data is not None
    assert fingerprint_in(row.data["note"]) == row.fingerprint
