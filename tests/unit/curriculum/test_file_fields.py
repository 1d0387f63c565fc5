"""The fields of a file beside its questions, and files without a list to edit."""

from typing import Any

import pytest

from lms_plugin.curriculum.blocks.errors import NoBlockError, UnwritableError
from lms_plugin.curriculum.blocks.fronts import write_lesson_front
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import write_block, write_quiz
from lms_plugin.curriculum.yaml_files import UnreadableError, read_yaml

QUESTION: dict[str, Any] = {"key": "a", "type": "true_false", "stem": "Is it?", "answer": True}
BLOCK = write_block(QUESTION)
QUIZ = """\
# Ours.
title: "A quiz"   # shown
purpose: practice
questions:   # two

  # First.
  - {key: one, type: true_false, stem: Yes?, answer: true}
  - key: two
    stem: |+
      - key: no

# In order.
sections: [{key: s, questions: [one]}]
# The end.
"""


def test_fields_are_edited_where_they_stand() -> None:
    file = split_file(QUIZ)
    edited = file.edit_fields(
        {"title": "Another: quiz", "intro": "Read.\nThen go.\n", "sections": None, "purpose": "final"}
    )
    assert edited.blocks == file.blocks
    assert edited.text == (
        QUIZ.replace('"A quiz"', '"Another: quiz"')
        .replace("purpose: practice\n", "purpose: final\nintro: |\n  Read.\n  Then go.\n")
        .replace("sections: [{key: s, questions: [one]}]\n", "")
    )
    assert file.edit_fields({"title": "A quiz", "note": None}) is file


def test_a_quiz_is_split_and_put_in_another_order() -> None:
    file = split_file(QUIZ)
    assert [block.key for block in file.blocks] == ["one", "two"]
    assert file.tail.startswith("# In order.")
    assert [item["key"] for item in read_yaml(file.move("two").text).data["questions"]] == ["two", "one"]
    assert file.move("one", after="two").move("two", after="one").text == QUIZ
    assert file.find("one").digest != file.find("two").digest


@pytest.mark.parametrize(
    "empty",
    [
        "",
        "# only words\n",
        "title: x",
        "title: x\nquestions: []\n",
        "questions: []  # none yet\ntitle: x\n",
        "title: x\nquestions:\n",
        "questions:\ntitle: x\n",
        "title: x\nquestions: [\n]\nsections: []\n",
        "---\ntitle: x\n...\n",
    ],
)
def test_a_first_question_is_put_in_and_taken_out(empty: str) -> None:
    file = split_file(empty)
    assert (file.text, file.blocks) == (empty, ())
    filled = file.insert(BLOCK)
    fields = read_yaml(empty).data or {}
    assert read_yaml(filled.text).data == fields | {"questions": [QUESTION]}
    assert split_file(filled.text).find("a").text == BLOCK
    emptied = filled.remove("a")
    assert read_yaml(emptied.text).data == fields | {"questions": []}
    assert split_file(emptied.text).insert(BLOCK).text == filled.text


@pytest.mark.parametrize(
    "text",
    [
        "# c\ntitle: x\nquestions: [{key: a, type: true_false, stem: 'Is it?', answer: true}]  # d\nsections: []\n",
        "title: x\nquestions:\n  [\n  {key: a, type: true_false, stem: Is it?, answer: true},\n# e\n]\nsections: []\n",
        "{title: x, sections: [], questions: [{key: a, type: true_false, stem: Is it?, answer: true}]}\n",
        "? title\n: x\nsections: []\nquestions:\n- key: a\n  type: true_false\n  stem: Is it?\n  answer: true\n",
    ],
)
def test_a_list_in_brackets_is_rewritten_at_the_first_edit(text: str) -> None:
    file = split_file(text)
    assert file.text == text
    assert [block.text for block in file.blocks] == [BLOCK]
    edited = file.edit("a", QUESTION | {"answer": False})
    assert read_yaml(edited.text).data == read_yaml(text).data | {"questions": [QUESTION | {"answer": False}]}
    assert "  - key: a\n    type: true_false\n" in edited.text


def test_fields_of_a_file_without_questions_are_edited() -> None:
    file = split_file("title: x\nquestions: []\nsections: [] # none\n").edit_fields({"title": "Z"})
    assert file.text == "title: Z\nquestions: []\nsections: [] # none\n"


def test_a_new_question_is_set_apart_as_the_one_before_it() -> None:
    file = split_file("questions:\n  - key: b\n\n  - key: c\n")
    assert file.insert(BLOCK, after="b").text == f"questions:\n  - key: b\n\n{BLOCK}\n  - key: c\n"
    assert file.insert(BLOCK, after="c").text == f"questions:\n  - key: b\n\n  - key: c\n{BLOCK}"


def test_a_question_in_an_unusual_layout_is_written_anew() -> None:
    grown = split_file(QUIZ).insert("- ? key\n  : a\n", after="one")
    assert grown.find("a").text == "  - key: a\n"


def test_a_file_that_ends_within_a_line_is_added_to() -> None:
    for sign in ("|", "|+", "|-", ">"):
        file = split_file(f"questions:\n- key: b\n  stem: {sign}\n    text")
        grown = read_yaml(file.insert(BLOCK, after="b").text).data
        assert grown == {"questions": [file.find("b").data, QUESTION]}


@pytest.mark.parametrize(
    "text", ["- a\n", "just words\n", "title: 'open\n", "questions: [{a: 1}\n", "questions: word\n"]
)
def test_what_is_no_quiz_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        split_file(text)


def test_what_is_not_there_or_no_question_is_refused() -> None:
    file = split_file(QUIZ)
    for act in (lambda: file.find("x"), lambda: file.remove("x"), lambda: file.move("one", after="x")):
        with pytest.raises(NoBlockError):
            act()
    for text in ("- a: 1\n- b: 2\n", "a: 1\n", "- word\n"):
        with pytest.raises(UnwritableError):
            file.insert(text)


def test_a_quiz_is_written_new() -> None:
    data = {"questions": [QUESTION], "purpose": "final", "title": "A: b", "policy": {"attempts": 2}}
    text = 'title: "A: b"\npurpose: final\npolicy: {attempts: 2}\nquestions:\n' + BLOCK
    assert write_quiz(data) == text
    assert write_quiz(read_yaml(text).data) == text


def test_front_matter_is_edited_and_the_lesson_left_alone() -> None:
    text = "---\ntitle: One  # t\nobjective: o\nminutes: 5\n---\n\n---\ntitle: not this\n---\n"
    edited = write_lesson_front(text, {"title": "Two", "tags": ["a", "b, c"], "minutes": 5})
    assert edited == text.replace("One", "Two", 1).replace("minutes: 5\n", 'minutes: 5\ntags: [a, "b, c"]\n')
    assert write_lesson_front(text, {"title": "One"}) == text
    with pytest.raises(UnreadableError):
        write_lesson_front("# No front\n", {"title": "x"})
