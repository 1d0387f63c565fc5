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


KEYED = "1. Who?\nA. He\nB. She\n\n2. Where?\nA. Here\nB. There\n\n3. Is it so?\n\n"


@pytest.mark.parametrize(
    "key",
    [
        "Answer key: 1. B 2. A 3. True",
        "ANSWER KEY\n1. B\n2. A\n3. True",
        "**Answers:**\n1) b\n2) a\n3) true\n",
        "Key: 1-B, 2-A, 3-true",
        "Correct answers\n\n1 B; 2 A; 3 TRUE.",
    ],
)
def test_an_answer_key_at_the_end_is_joined_to_its_questions(key: str) -> None:
    found = read_paste(KEYED + key)

    assert [row.verdict for row in found.rows] == ["kept", "kept", "kept"], [row.notes for row in found.rows]
    one, two, three = [row.data for row in found.rows if row.data is not None]
    assert one["options"][1]["correct"] is True
    assert two["options"][0]["correct"] is True
    assert three["answer"] is True
    assert "joined to 3 of 3 questions by number" in found.notes[0]


def test_an_answer_key_that_disagrees_or_names_more_is_said() -> None:
    found = read_paste("1. Who?\nA. He\nB. She\nAnswer: A\n\n2. Where?\nA. x\nB. y\n\nAnswer key: 1. B 2. A 7. C")

    assert [row.verdict for row in found.rows] == ["draft", "kept"]
    assert "disagree" in found.rows[0].notes[0]
    assert "not found: 7" in found.notes[1]


def test_an_answer_key_is_not_used_where_numbers_come_twice() -> None:
    found = read_paste("1. Who?\nA. He\nB. She\n\n1. Where?\nA. x\nB. y\n\nAnswer key: 1. B")

    assert [row.verdict for row in found.rows] == ["draft", "draft"]
    assert "not unique" in found.notes[0]


def test_a_small_letter_under_capital_choices_is_said_to_be_read() -> None:
    assert "small letter, “b”" in _one("Who?\nA) He\nB) She\nAnswer: b").notes[0]
    assert _one("Who?\na) He\nb) She\nAnswer: b").notes == ("Kept exactly.",)


def test_a_row_without_a_type_keeps_its_key_level_and_scoring() -> None:
    sheet = 'key,stem,option_a,option_b,option_c,correct,bloom,scoring\nwho-1,Who?,He,She,It,"A, B",apply,per_option\n'
    row = _one(sheet)

    assert row.data is not None
    assert row.verdict == "kept", row.notes
    assert (row.data["key"], row.data["bloom"], row.data["scoring"]) == ("who-1", "apply", "per_option")


def test_a_quotation_mark_that_is_not_closed_is_named() -> None:
    found = read_paste('stem,option_a,option_b,correct\nWho?,He,She,A\n"What?,He,She,A\nWhere?,x,y,B\n')

    assert [row.verdict for row in found.rows] == ["kept", "left_out"]
    assert "row at line 3 a quotation mark is not closed, the one before “What?,He,She,A" in found.notes[0]
