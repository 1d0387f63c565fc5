"""Taking a file of questions apart and changing one: every byte beside it stays (content-format 8: 14, 15)."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.curriculum.blocks.data import question_data
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.curriculum.yaml_files import read_yaml

from .conftest import FILES, QUIZ
from .yaml_layouts import blocks, files, specs

SHIPPED = sorted(path for path in Path("courses").rglob("*.yaml") if path.parent.name in ("quizzes", "banks"))
drawn = st.lists(specs, min_size=1, max_size=3, unique_by=lambda spec: spec.key).map(
    lambda found: [question_data(spec) for spec in found]
)
some = settings(max_examples=12)


def texts(file: QuestionFileText) -> list[str]:
    return [block.text for block in file.blocks]


@pytest.mark.parametrize("text", [FILES[QUIZ], *(path.read_text() for path in SHIPPED)])
def test_a_written_file_is_its_parts(text: str) -> None:
    file = split_file(text)
    assert file.head + "".join(texts(file)) + file.tail == text == file.text
    assert [block.data for block in file.blocks] == read_yaml(text).data["questions"]
    assert [block.key for block in file.blocks] == [block.data["key"] for block in file.blocks]


def test_sections_at_the_margin_are_not_taken_for_the_questions() -> None:
    text = "title: T\n# how\nsections:\n- questions: # these\n  - a\n  key: s\nquestions:\n- key: a\n  stem: A\n"
    file = split_file(text)
    assert [block.key for block in file.blocks] == ["a"]
    assert file.insert("- key: b\n  stem: B\n", after="a").remove("b").text == text


@given(questions=drawn, data=st.data())
@some
def test_any_file_is_its_parts(questions: list[dict[str, Any]], data: st.DataObject) -> None:
    text = data.draw(files(questions))
    file = split_file(text)
    assert file.text == text == file.head + "".join(texts(file)) + file.tail
    assert [block.data for block in file.blocks] == read_yaml(text).data["questions"] == questions
    assert [block.key for block in file.blocks] == [each["key"] for each in questions]


@given(questions=drawn, other=specs, data=st.data())
@some
def test_a_change_leaves_the_other_bytes(questions: list[dict[str, Any]], other: Any, data: st.DataObject) -> None:
    file = split_file(data.draw(files(questions)).rstrip("\n") + "\n")
    key = data.draw(st.sampled_from([each["key"] for each in questions]))
    new = question_data(other) | {"key": "new-one"}
    place = [block.key for block in file.blocks].index(key)
    old = texts(file)
    inserted = file.insert(data.draw(blocks(new, data.draw(st.sampled_from([0, 2, 5])))), after=key)
    assert (inserted.head, inserted.tail) == (file.head, file.tail)
    assert texts(inserted)[: place + 1] + texts(inserted)[place + 2 :] == old
    assert inserted.find("new-one").data == new
    again = split_file(inserted.text)
    assert (again.head, texts(again), again.tail) == (inserted.head, texts(inserted), inserted.tail)
    assert inserted.remove("new-one").text == file.text
    moved = inserted.move("new-one")
    assert texts(moved) == [inserted.find("new-one").text, *old]
    assert read_yaml(moved.text).data["questions"][0]["key"] == "new-one"
    edited = file.replace(key, write_block(new))
    assert texts(edited)[:place] + texts(edited)[place + 1 :] == old[:place] + old[place + 1 :]
    assert edited.find("new-one").data == new
