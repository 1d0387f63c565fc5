"""What is written comes back the same, or the report says what does not; and no file breaks the reader."""

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.reading import read_any, read_paste
from lms_plugin.exchange.writing import Kind, guarded, write_aiken, write_sheet
from lms_plugin.questions.registry import AnyQuestionSpec, read_question
from tests.unit.questions.strategies import (
    matchings,
    multiple_responses,
    numerics,
    orderings,
    short_texts,
    single_choices,
    true_falses,
)

NEW = ("key", "note")


def _plain(value: Any) -> Any:
    """Without keys, which are made anew: what is compared is the words and what they are worth."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if name not in NEW}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _held(question: AnyQuestionSpec, report: tuple[str, ...]) -> Any:
    lost = {line.removeprefix(f"{question.key}: ").split()[0] for line in report}
    data = {name: item for name, item in question.to_json().items() if name not in lost}
    for option in data.get("options", ()):
        option.pop("pin", None)
        option.pop("exclusive", None)
        if option.get("credit") == "0":
            option.pop("credit")
    return _plain(data)


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(single_choices(), multiple_responses(), true_falses(), numerics(), short_texts()),
    st.sampled_from(["csv", "xlsx"]),
)
def test_a_question_comes_back_from_a_sheet_but_for_what_the_report_names(
    question: AnyQuestionSpec, kind: Kind
) -> None:
    written = write_sheet([question], kind)
    (row,) = read_any("sheet", written.data).rows

    assert row.verdict == "kept", row.notes
    back = read_question(row.data)
    lost = {line.removeprefix(f"{question.key}: ").split()[0] for line in written.report}
    assert {name: item for name, item in _held(back, ()).items() if name not in lost} == _held(question, written.report)


@settings(max_examples=40, deadline=None)
@given(st.one_of(matchings(), orderings()))
def test_pairs_and_orders_come_back_as_questions_of_their_type(question: AnyQuestionSpec) -> None:
    (row,) = read_any("sheet", write_sheet([question], "csv").data).rows

    assert row.verdict == "kept", row.notes
    assert read_question(row.data).type == question.type


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_give_proposals_or_a_refusal(data: bytes) -> None:
    try:
        found = read_any("x", data)
    except UnreadableFileError:
        return
    for row in found.rows:
        if row.verdict in ("kept", "changed"):
            read_question(row.data)


@pytest.mark.parametrize("piece", ["A) ", "1. 1. ", "**", "Answer: ", "{=~", "a,b;c\t", "\n\nA. ", "Q1.\nA. x B. "])
def test_odd_lines_of_200_kb_are_read_or_refused(piece: str) -> None:
    with suppress(UnreadableFileError):
        assert len(read_paste(piece * (200_000 // len(piece))).rows) <= 2_000


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "@SUM(1)", "\tx", "\rx", "-x", "＝1", "'=1"])
def test_no_cell_begins_with_a_sign_that_a_spreadsheet_runs(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_a_negative_number_stays_a_number() -> None:
    question = read_question({"key": "q", "type": "numeric", "stem": "=x", "accept": [{"value": "-3.5"}]})
    rows = list(csv.reader(io.StringIO(write_sheet([question], "csv").data.decode("utf-8-sig"))))

    assert ("-3.5" in rows[1], "'=x" in rows[1]) == (True, True)


def test_aiken_names_what_it_leaves_out() -> None:
    options = [{"key": "a", "text": "x", "correct": True}, {"key": "b", "text": "y", "feedback": "No."}]
    question = read_question({"key": "q", "type": "single_choice", "stem": "Who?", "options": options})
    written = write_aiken([question])

    assert written.report == ("q: feedback left out.",)
    assert read_any("x.txt", written.data).summary().startswith("1 found: 1 kept")
