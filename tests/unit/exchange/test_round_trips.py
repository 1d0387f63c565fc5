"""What is written comes back the same, or the report says what does not; and no file breaks the reader."""

import csv
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.reading import read_any, read_paste
from lms_plugin.exchange.writing import Kind, Written, guarded, write_aiken, write_sheet
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
from tests.unit.questions.test_free_text import free_texts

SHEET = st.one_of(
    single_choices(),
    multiple_responses(),
    true_falses(),
    matchings(),
    orderings(),
    numerics(),
    short_texts(),
    free_texts(),
)
PARTS = {"options": "choice", "prompts": "prompt", "targets": "target", "items": "item", "accept": "accepted answer"}
WORDS = {"match": "right answer", "hint_cost": "hint cost", "close_credit": "close credit", "review_by": "review date"}
WORDS |= {"model_answer": "model answer"}


def _flat(question: AnyQuestionSpec) -> dict[str, Any]:
    """The fields of a question by the words that a report has for them; keys of parts say nothing."""
    data = question.to_json()
    texts = {target["key"]: target["text"] for target in data.get("targets", ())}
    data["targets"] = sorted(data.get("targets", ()), key=lambda target: str(target["text"]))
    flat = {WORDS.get(name, name): value for name, value in data.items() if name not in ("key", "note", *PARTS)}
    for name, noun in PARTS.items():
        for letter, part in zip("ABCDEFGHIJKL", data.get(name, ()), strict=False):
            if "match" in part:
                part["match"] = {texts[key] for key in part["match"]}
            if part.get("credit") == "0":
                del part["credit"]
            flat |= {f"{WORDS.get(field, field)} of {noun} {letter}": part[field] for field in part if field != "key"}
    return flat


def _named(report: str) -> set[str]:
    """The fields that the line of a report names."""
    found = set[str]()
    for name in re.split(r"; |\. Changed: ", re.sub(r"^(?:Left out|Changed): ", "", report).removesuffix(".")):
        field, of, parts = name.partition(" of ")
        letters = re.findall(r"\b[A-L]\b", parts)
        noun = re.sub(r"s?(?: [A-L],?)+$", "", parts)
        found |= {f"{field} of {noun} {letter}" for letter in letters} if of else {name}
    return found


def _check(question: AnyQuestionSpec, back: Mapping[str, Any] | None, report: str) -> None:
    """The report names what differs, and only that."""
    try:
        again = read_question(back)
    except ValidationError:
        again = None
    if again is None or again.type != question.type:
        assert report == "It does not come back as the same kind of question."
        return
    old, new = _flat(question), _flat(again)
    differ = {name for name in old | new if old.get(name) != new.get(name)} | ({"note"} if question.note else set())
    assert _named(report) == (differ or {""})


def _report(written: Written) -> str:
    return written.report[0].partition(": ")[2] if written.report else ""


@settings(max_examples=60, deadline=None)
@given(SHEET, st.sampled_from(["csv", "xlsx", "paste"]))
def test_what_a_sheet_does_not_give_back_is_named_and_nothing_else(question: AnyQuestionSpec, kind: str) -> None:
    written = write_sheet([question], "xlsx" if kind == "xlsx" else "csv")
    (row,) = (read_paste(written.data.decode("utf-8-sig")) if kind == "paste" else read_any("sheet", written.data)).rows

    _check(question, row.data, _report(written))


@settings(max_examples=40, deadline=None)
@given(single_choices(), st.booleans())
def test_what_aiken_does_not_give_back_is_named_and_nothing_else(question: AnyQuestionSpec, is_pasted: bool) -> None:
    written = write_aiken([question])
    found = read_paste(written.data.decode()) if is_pasted else read_any("x.txt", written.data)

    _check(question, found.rows[0].data, _report(written))


@settings(max_examples=20, deadline=None)
@given(st.lists(SHEET, min_size=2, max_size=6, unique_by=lambda question: question.key))
def test_many_questions_come_back_in_their_order(questions: list[AnyQuestionSpec]) -> None:
    rows = read_any("sheet", write_sheet(questions, "csv").data).rows

    assert [row.data and (row.data["key"], row.data["type"]) for row in rows] == [(q.key, q.type) for q in questions]


# Where section 6 says "=", these come back: stem, answers, key, credit, and the feedback of each answer.
SAME = {"stem", "answer", "scoring", "points", "rationale", "tags", "objective"}
SAME_PARTS = {"text", "correct", "credit", "right answer", "feedback"}


@settings(max_examples=50, deadline=None)
@given(
    st.one_of(single_choices(), multiple_responses(), true_falses(), matchings(), orderings()),
    st.sampled_from(["csv", "xlsx"]),
)
def test_a_sheet_holds_what_the_types_it_is_good_for_ask(question: AnyQuestionSpec, kind: Kind) -> None:
    (row,) = read_any("sheet", write_sheet([question], kind).data).rows

    assert row.verdict == "kept", row.notes
    old, new = _flat(question), _flat(read_question(row.data))
    differ = [name.split(" of ") for name in old | new if old.get(name) != new.get(name)]
    assert [each for each in differ if each[0] in (SAME if len(each) == 1 else SAME_PARTS)] == []


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

    assert written.report == ("q: Left out: feedback of choice B.",)
    assert read_any("x.txt", written.data).summary().startswith("1 found: 1 kept")
