"""A question that is edited in its file: what was not changed keeps its words (content-format 8: 14 to 17)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms_plugin.curriculum.blocks.data import question_data
from lms_plugin.curriculum.blocks.editing import edit_block
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import same, write_block
from lms_plugin.curriculum.cases import AnyItemSpec
from lms_plugin.curriculum.yaml_files import read_yaml

from .test_question_blocks import SHIPPED
from .yaml_layouts import BY_TYPE, blocks, nasty, values

ITEM: TypeAdapter[Any] = TypeAdapter(AnyItemSpec)
some = settings(max_examples=4)
kinds = pytest.mark.parametrize("kind", BY_TYPE)


def load(text: str) -> Any:
    return read_yaml(text).data[0]


@kinds
@given(data=st.data())
@some
def test_a_spec_is_written_read_and_written_alike(kind: str, data: st.DataObject) -> None:
    spec = data.draw(BY_TYPE[kind])
    minimal = question_data(spec)
    text = write_block(minimal)
    assert ITEM.validate_python(load(text)) == spec
    assert write_block(load(text)) == text
    assert edit_block(text, minimal) == text


@kinds
@given(data=st.data())
@some
def test_an_edited_block_says_what_was_asked_for(kind: str, data: st.DataObject) -> None:
    before, after = (question_data(data.draw(BY_TYPE[kind])) for _ in range(2))
    text = data.draw(blocks(before))
    assert edit_block(text, before) == text
    edited = edit_block(text, after)
    assert ITEM.validate_python(load(edited)) == ITEM.validate_python(after)
    assert same(load(edit_block(edited, before)), before)


@given(data=st.data())
@settings(max_examples=25)
def test_one_field_is_changed_and_the_comments_stay(data: st.DataObject) -> None:
    before = question_data(data.draw(st.one_of(*BY_TYPE.values())))
    text = data.draw(blocks(before))
    name = data.draw(st.sampled_from([*before, "note", "reviewer"]))
    new = data.draw(nasty if isinstance(before.get(name), str) else values)
    edited = edit_block(text, before | {name: new})
    assert same(load(edited), before | {name: new})
    kept = [
        row
        for row in text.splitlines()
        if row.strip().startswith("#") and not isinstance(before.get(name), list | dict)
    ]
    assert [row for row in kept if row not in edited.splitlines()] == []


@given(data=st.dictionaries(nasty.filter(lambda name: name != "<<"), values, min_size=1, max_size=4))
@settings(max_examples=60)
def test_whatever_can_be_said_is_written_exactly(data: dict[str, Any]) -> None:
    text = write_block(data)
    assert same(load(text), data)
    assert write_block(load(text)) == text
    assert not any(sign in text for sign in "\t\x85\u2028\ufeff\x07")


@pytest.mark.parametrize("value", ["\ud800", 0.5, float("nan"), 10**41, Decimal("NaN"), {"<<": 1}, {1, 2}])
def test_what_a_file_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(UnwritableError):
        write_block({"key": "a", "note": value})


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    if isinstance(value, str):
        return value + "# 'more' {text}: \"here\"\n"
    if isinstance(value, list):
        return [*value[1:], _changed(value[0])]
    return {name: _changed(inner) for name, inner in value.items()} | {"wrong": "new"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_field_of_shipped_questions_is_edited_alone(path: Path) -> None:
    file = split_file(path.read_text())
    seen = set()
    for number, block in enumerate(file.blocks):
        for name, value in block.data.items():
            if (kind := (block.data["type"], name)) in seen or name == "key":
                continue  # once for each type is enough
            seen.add(kind)
            changed = block.data | {name: _changed(value)}
            edited = file.edit(block.key or "", changed)
            assert edited.blocks[number].data == changed
            others = [(one.text, other.text) for one, other in zip(edited.blocks, file.blocks, strict=True)]
            assert [one for one, other in others if one != other] == [edited.blocks[number].text]
            assert (edited.head, edited.tail) == (file.head, file.tail)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_field_is_taken_out_with_its_lines_alone(path: Path) -> None:
    for block in split_file(path.read_text()).blocks[:2]:
        for name in list(block.data)[1:]:
            without = {field: each for field, each in block.data.items() if field != name}
            shorter = edit_block(block.text, without)
            assert load(shorter) == without
            assert set(shorter.splitlines()) <= set(block.text.splitlines())


def test_comments_quotes_and_spacing_stay() -> None:
    text = """\
  # Asked by the privacy office.
  - key: 'a'
    type:   single_choice   # for now
    stem: |  # as it was said
      One.

    # The options.
    options:
      # the right one
      - {key: x,  text: "An x", correct: true}  # yes
      - key: y  # no
        text: A y
        feedback: Not this.
    # Why
    rationale: Because.

"""
    data = load(text)
    data["options"][0]["feedback"] = "Right, it is."
    data["options"][1]["text"] = "Another: y"
    del data["options"][1]["feedback"]
    data["stem"] = "Two?"
    data["points"] = 2
    data["rationale"] = "Because\nof that.\n"
    assert (
        edit_block(text, data)
        == """\
  # Asked by the privacy office.
  - key: 'a'
    type:   single_choice   # for now
    points: 2
    stem: Two?  # as it was said

    # The options.
    options:
      # the right one
      - {key: x,  text: "An x", correct: true, feedback: "Right, it is."}  # yes
      - key: y  # no
        text: "Another: y"
    # Why
    rationale: |
      Because
      of that.

"""
    )


def test_options_are_moved_with_their_comments() -> None:
    text = """\
- key: a
  options:
  - key: x  # first
  # about y
  - key: y
  - {key: z}   # last
  note: n
"""
    x, y, z = load(text)["options"]
    assert (
        edit_block(text, {"key": "a", "options": [y, {"key": "w"}, z, x], "note": "n"})
        == """\
- key: a
  options:
  # about y
  - key: y
  - {key: w}
  - {key: z}   # last
  - key: x  # first
  note: n
"""
    )
