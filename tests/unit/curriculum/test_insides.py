"""The questions inside a case as texts of their own: changed, moved and added, and every other byte as it was."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.curriculum.blocks.data import question_data
from lms_plugin.curriculum.blocks.editing import edit_block
from lms_plugin.curriculum.blocks.insides import (
    blocks_inside,
    edit_case,
    find_question,
    members,
    name_of,
    replace_question,
    texts_inside,
)
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import same
from lms_plugin.curriculum.yaml_files import read_yaml

from .yaml_layouts import blocks, cases

FILE = """\
title: Night   # as it was called
questions:
  # the night
  - key: night
    type: case   # in two stages
    stimulus: |
      A night.

    stages:
      - key: first
        questions:
          # asked first
          - key: judge
            type: true_false
            stem: 'Is it so?'  # so
            answer: true
          # from the bank
          - {use: shared}
      # what comes then
      - key: later
        reveal: Morning.
        questions: [{key: reply, type: true_false, stem: Now?, answer: true}]
  - {key: last, type: true_false, stem: Last?, answer: true}
purpose: practice
"""


def stage(data: dict[str, Any], number: int, entries: list[Any]) -> dict[str, Any]:
    """The case with another list in one of its stages."""
    stages = [{**each, "questions": entries} if n == number else each for n, each in enumerate(data["stages"])]
    return {**data, "stages": stages}


def test_a_question_inside_is_a_text_with_its_comments() -> None:
    found = find_question(split_file(FILE), "judge")
    assert found is not None
    assert found.text == (
        "  # asked first\n  - key: judge\n    type: true_false\n    stem: 'Is it so?'  # so\n    answer: true\n"
    )
    assert find_question(split_file(FILE), "shared") is None


def test_what_is_no_case_has_no_blocks_inside() -> None:
    case, last = split_file(FILE).blocks
    assert [block.key for block in blocks_inside(case)] == ["judge", "reply"]
    assert blocks_inside(last) == []


def test_a_question_inside_is_changed_alone() -> None:
    file = split_file(FILE)
    found = find_question(file, "judge")
    assert found is not None
    data = {**found.data, "answer": False}
    after = replace_question(file, "judge", edit_block(found.text, data), data)
    assert after.text == FILE.replace("so\n            answer: true", "so\n            answer: false")


def test_a_question_that_goes_to_another_stage_takes_its_comments_with_it() -> None:
    case = split_file(FILE).blocks[0]
    first, later = (each["questions"] for each in case.data["stages"])
    data = stage(stage(case.data, 0, first[1:]), 1, [first[0], *later])
    edited = edit_case(case.text, data, texts_inside(case))
    assert edited == (
        case.text.replace(
            "          # asked first\n          - key: judge\n            type: true_false\n"
            "            stem: 'Is it so?'  # so\n            answer: true\n",
            "",
        ).partition("        questions: [")[0]
        + "        questions: [{key: judge, type: true_false, stem: Is it so?, answer: true},"
        " {key: reply, type: true_false, stem: Now?, answer: true}]\n"
    )


def test_two_that_change_places_keep_the_comments_above_them() -> None:
    case = split_file(FILE).blocks[0]
    data = stage(case.data, 0, list(reversed(case.data["stages"][0]["questions"])))
    edited = edit_case(case.text, data, texts_inside(case))
    assert edited.index("# from the bank\n          - {use") < edited.index("# asked first\n          - key: judge")


def test_a_stage_in_brackets_gets_lines_once_it_is_long() -> None:
    case = split_file(FILE).blocks[0]
    long = {"key": "why", "type": "free_text", "stem": "Why would you say so, and to whom would you say it then?"}
    edited = edit_case(case.text, stage(case.data, 1, [*case.data["stages"][1]["questions"], long]))
    assert "          - {key: reply, type: true_false, stem: Now?, answer: true}\n" in edited
    assert max(map(len, edited.splitlines())) < 120


@given(data=st.data())
@settings(max_examples=10)
def test_whatever_way_a_case_is_written_its_questions_are_found_and_put_back(data: st.DataObject) -> None:
    before = question_data(data.draw(cases()))
    case = Block(data.draw(blocks(before)), "c-1")
    texts = texts_inside(case)
    assert edit_case(case.text, before, texts) == case.text
    for _, entry in members(before):
        assert same(read_yaml(texts[name_of(entry)]).data, [entry])
    entries = [entry for _, entry in members(before)]
    gathered = {**before, "stages": [{**each, "questions": []} for each in before["stages"]]}
    gathered["stages"][0]["questions"] = data.draw(st.permutations(entries))
    assert same(read_yaml(edit_case(case.text, gathered, texts)).data, [gathered])
