"""Whether what is read anew is a question of the course, and what that becomes by it."""

from typing import Any

import pytest

from lms_plugin.authoring.import_matching import Known, know, merged
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.models import Draft

MARK = "imported:0123456789abcdef (row 2)"
TEXT = f"""title: Hands
purpose: practice
questions:
  # Kept with care.
  - key: who-signs
    type: single_choice
    edition: 2
    stem: Who signs?
    options:
      - {{key: nurse, text: The nurse, correct: true}}
      - {{key: nobody, text: Nobody, feedback: Somebody has to.}}
    hints: [Think of the form.]
    note: "Ask Ines. {MARK}"
"""
READ = {
    "key": "who-signs",
    "type": "single_choice",
    "stem": "Who signs?",
    "options": [{"key": "the-nurse", "text": "The nurse", "correct": True}, {"key": "nobody", "text": "Nobody"}],
    "note": MARK,
}


def known() -> Known:
    return know([(Draft(path="quizzes/hands.yaml"), split_file(TEXT))], "quizzes/hands.yaml")


def yours() -> dict[str, Any]:
    return dict(split_file(TEXT).find("who-signs").data)


def test_an_update_keeps_what_a_sheet_cannot_say_and_every_comment() -> None:
    match = known().find({**READ, "stem": "Who signs the form?"}, "", is_file=False)
    assert match is not None
    data = read_yaml(match.text).data[0]
    assert "# Kept with care." in match.text
    assert (data["edition"], data["hints"], data["note"]) == (2, ["Think of the form."], f"Ask Ines. {MARK}")
    assert (data["stem"], [each["key"] for each in data["options"]]) == ("Who signs the form?", ["nurse", "nobody"])
    assert match.lines


def test_answers_keep_their_keys_by_their_words_and_else_by_their_place() -> None:
    given = [
        {"key": "x", "text": "nobody."},
        {"key": "y", "text": "The ward clerk"},
        {"key": "nurse", "text": "The nurse", "correct": True},
        {"key": "nobody", "text": "Anybody"},
    ]
    keys = [each["key"] for each in merged(yours(), {**READ, "options": given})["options"]]
    assert keys == ["nobody", "y", "nurse", "nobody-2"]
    twice = [{"key": "a", "text": "Nobody"}, {"key": "b", "text": "Nobody"}]
    assert [each["key"] for each in merged(yours(), {**READ, "options": twice})["options"]] == ["nobody", "b"]


def test_another_type_takes_nothing_of_the_type_before() -> None:
    data = {"key": "k", "type": "true_false", "stem": "Who signs?", "answer": True, "note": MARK}
    found = merged(yours(), data)
    assert "options" not in found
    assert (found["key"], found["edition"], found["answer"]) == ("who-signs", 2, True)


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, True),
        ({"key": "other"}, True),  # by where it came from
        ({"note": ""}, True),  # by its key, made of the same words
        ({"note": "", "stem": "who signs"}, True),
        ({"note": "", "stem": "Who signs? (At night.)"}, True),  # the key was given
        ({"note": "", "key": "other"}, False),
    ],
)
def test_it_is_known_by_its_source_or_its_key(changes: dict[str, str], is_found: bool) -> None:
    assert (known().find({**READ, **changes}, "", is_file=False) is not None) is is_found


def test_a_key_that_two_long_questions_happen_to_share_is_no_match() -> None:
    words = "Which of the following steps comes first when a patient"
    key = "which-of-the-following-steps-comes-first-when-a"
    text = f"questions:\n  - key: {key}\n    type: true_false\n    stem: {words} falls?\n    answer: true\n"
    course = know([(Draft(path="banks/a.yaml"), split_file(text))], "banks/b.yaml")
    data = {"key": key, "type": "true_false", "answer": True}
    assert course.find({**data, "stem": f"{words} leaves?"}, "", is_file=False) is None
    found = course.find({**data, "stem": f"{words} falls?"}, "", is_file=False)
    assert found is not None
    assert (found.is_here, found.title) == (False, "banks/a.yaml")


def test_a_file_of_ours_is_known_by_its_key_alone_and_taken_as_it_is_written() -> None:
    text = split_file(TEXT).find("who-signs").text
    same = known().find(yours(), text.replace("\n  ", "\n").removeprefix("  "), is_file=True)
    assert same is not None
    assert same.is_same
    other = known().find(yours(), text.replace("Kept with care", "Mind"), is_file=True)
    assert other is not None
    assert not other.is_same
    assert "# Mind." in other.text
    assert known().find({**yours(), "key": "other"}, text, is_file=True) is None
