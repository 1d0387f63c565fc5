"""What changed between two texts of a quiz, as an educator reads it."""

import pytest

from lms_plugin.authoring.differences import MOST_WORDS, Differences, Piece, compare_files, compare_words
from lms_plugin.curriculum.blocks.writing import write_block

HEAD = "title: Hands\npurpose: practice\nquestions:\n"
ONE = """  - key: first
    type: single_choice
    stem: When do you clean your hands?
    options:
      - {key: before, text: Before the contact}
      - {key: after, text: After the shift, correct: true}
    rationale: Germs travel in the in-box.
"""
TWO = "  - key: gloves\n    type: true_false\n    stem: Gloves replace clean hands.\n    answer: false\n"


def compare(old: str, new: str) -> Differences:
    return compare_files(HEAD + old, HEAD + new)


@pytest.mark.parametrize(
    ("old", "new", "summary", "labels"),
    [
        ("in-box", "inbox", "Why the answer is right: “in-box” becomes “inbox”", ["Why the answer is right"]),
        (", correct: true}", "}", "Right answer B becomes none", ["Right answer"]),
        ("After the shift", "At lunch", "Answer B: “After the shift” becomes “At lunch”", ["Answer B"]),
        ("    rationale: Germs travel in the in-box.\n", "", "Why the answer is right taken out", None),
        ("    rationale", "    points: 2\n    rationale", "Points added", ["Points"]),
    ],
)
def test_one_change_is_one_line(old: str, new: str, summary: str, labels: list[str] | None) -> None:
    [found] = compare(ONE + TWO, ONE.replace(old, new) + TWO).questions
    assert (found.number, found.state, found.summary) == (1, "changed", summary)
    assert labels is None or [field.label for field in found.fields] == labels


def test_a_key_is_told_before_words() -> None:
    new = ONE.replace("contact}", "contact, correct: true}").replace(", correct: true}\n    r", "}\n    r")
    [found] = compare(ONE, new.replace("in-box", "inbox")).questions
    assert found.summary == "Right answer B becomes A, and 1 more"


def test_an_answer_put_in_front_leaves_the_others_as_they_are() -> None:
    new = ONE.replace("      - {key: before", "      - {key: never, text: Never}\n      - {key: before")
    [found] = compare(ONE, new).questions
    assert [(field.label, field.old, field.new) for field in found.fields] == [
        ("Answer A", "", "Never"),
        ("Right answer", "B", "C"),
    ]


def test_new_gone_moved_and_settings() -> None:
    assert [each.summary for each in compare(ONE, ONE + TWO).questions] == ["New question"]
    assert [each.summary for each in compare(ONE + TWO, ONE).questions] == ["Taken out"]
    moved = compare(ONE + TWO, TWO + ONE)
    assert (moved.questions, moved.is_reordered) == ((), True)
    found = compare_files(HEAD + ONE, HEAD.replace("questions", "policy: {pass_mark: 90}\nquestions") + ONE)
    assert [(field.label, field.new) for field in found.settings] == [("Pass mark, in percent", "90")]


def test_what_no_form_shows_is_shown_as_text() -> None:
    other = "  - key: ray\n    type: bow_tie\n    title: Ray\n"
    [found] = compare(other, other.replace("title: Ray", "title: Ray Moss")).questions
    assert [field.label for field in found.fields] == ["As text"]


def test_a_case_is_compared_with_the_questions_in_it() -> None:
    one, two = ({"key": key, "type": "true_false", "stem": f"Is {key} so?", "answer": True} for key in ("one", "two"))
    stages = [
        {"key": "first", "questions": [one, two]},
        {"key": "later", "reveal": "Day.", "questions": [{"use": "x"}]},
    ]
    old = {"key": "ray", "type": "case", "stimulus": "Night.", "stages": stages}
    reworded = {**old, "stages": [{**stages[0], "questions": [{**one, "stem": "Is one true?"}, two]}, stages[1]]}
    [found] = compare(write_block(old), write_block(reworded)).questions
    assert [(field.label, field.new) for field in found.fields] == [("Question 1", "Is one true?")]
    moved = {**old, "stages": [{**stages[0], "questions": [one]}, {**stages[1], "questions": [two, {"use": "x"}]}]}
    [found] = compare(write_block(old), write_block(moved)).questions
    assert [(field.label, field.new) for field in found.fields] == [
        ("Stage 1, questions", "Is one so?"),
        ("Stage 2, questions", "Is two so? · x"),
    ]


def test_the_same_written_another_way_is_no_difference() -> None:
    assert compare(TWO, TWO.replace("stem: Gloves", "stem:   Gloves")).questions == ()


def test_words() -> None:
    assert list(compare_words("Clean your hands first.", "Wash your hands first.")) == [
        Piece("del", "Clean"),
        Piece("ins", "Wash"),
        Piece("same", " "),
        Piece("same", "your hands first."),
    ]
    assert list(compare_words("", "All new")) == [Piece("ins", "All new")]
    assert [piece.kind for piece in compare_words("One thing", "Quite another matter")] == ["del", "ins"]


def test_a_very_long_text_is_shown_whole() -> None:
    long = "word " * (MOST_WORDS + 1)
    assert [piece.kind for piece in compare_words(long, f"{long}more")] == ["del", "ins"]
