"""What must hold for answers in one's own words, whoever marks them (content-format 8: 1 to 5, 10, 17)."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.free_text import LONGEST, FreeTextSpec
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import check_response_shown, join_question, read_question, render_shown

from .strategies import keys, words

few = settings(max_examples=40)
points = st.fractions(min_value=0, max_value=20, max_denominator=6)


@st.composite
def rubrics(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.lists(keys, min_size=1, max_size=4, unique=True))
    return [
        {"key": name, "title": f"{draw(words)} {place}", "levels": draw(levels())} for place, name in enumerate(names)
    ]


@st.composite
def levels(draw: st.DrawFn) -> list[dict[str, Any]]:
    worth = sorted(draw(st.lists(points, min_size=2, max_size=5, unique=True)))
    return [{"points": str(each), "text": draw(words)} for each in worth]


@st.composite
def free_texts(draw: st.DrawFn, marking: str | None = None) -> FreeTextSpec:
    marking = marking or draw(st.sampled_from(["none", "self", "person"]))
    data: dict[str, Any] = {"key": draw(keys), "type": "free_text", "stem": "Why?", "marking": marking}
    if marking != "none":
        data |= {"model_answer": draw(words), "rubric": draw(rubrics())}
    if marking == "person":
        data |= {"points": draw(st.sampled_from([1, 2, "2.5"])), "feedback": {"right": "All there."}}
    spec = read_question(data)
    assert isinstance(spec, FreeTextSpec)
    return spec


@st.composite
def judged(draw: st.DrawFn) -> tuple[FreeTextSpec, dict[str, int]]:
    spec = draw(free_texts("person"))
    chosen = {item.key: draw(st.integers(0, len(item.levels) - 1)) for item in spec.rubric}
    return spec, chosen


answers = st.text(max_size=60).filter(lambda text: text.strip() != "")


@few
@given(case=judged())
def test_credit_is_exact_and_full_for_the_highest_levels_alone(case: tuple[FreeTextSpec, dict[str, int]]) -> None:
    spec, chosen = case
    credit = spec.credit_for(chosen)
    assert type(credit) is Fraction
    assert 0 <= credit <= 1
    assert (credit == 1) is all(chosen[item.key] == len(item.levels) - 1 for item in spec.rubric)


@few
@given(case=judged(), data=st.data())
def test_a_higher_level_never_lowers_credit(case: tuple[FreeTextSpec, dict[str, int]], data: st.DataObject) -> None:
    spec, chosen = case
    criterion = data.draw(st.sampled_from(spec.rubric))
    higher = {**chosen, criterion.key: data.draw(st.integers(chosen[criterion.key], len(criterion.levels) - 1))}
    assert spec.credit_for(higher) >= spec.credit_for(chosen)


@few
@given(case=judged(), data=st.data())
def test_the_order_of_criteria_changes_no_credit(
    case: tuple[FreeTextSpec, dict[str, int]], data: st.DataObject
) -> None:
    spec, chosen = case
    written = spec.to_json()
    other = read_question({**written, "rubric": data.draw(st.permutations(written["rubric"]))})
    assert isinstance(other, FreeTextSpec)
    assert other.credit_for(chosen) == spec.credit_for(chosen)
    assert other.marking_hash() == spec.marking_hash()


@few
@given(spec=free_texts(), text=answers)
def test_an_answer_has_no_credit_before_a_person_gives_one(spec: FreeTextSpec, text: str) -> None:
    try:
        response = spec.check_response({"text": text})
    except ResponseError:
        assume(False)
        raise
    mark = spec.mark(response)
    assert mark.credit is None
    assert mark.answered
    assert spec.check_response(json.loads(json.dumps(response))) == response
    assert check_response_shown(spec.shown(), response) == response


@few
@given(spec=free_texts())
def test_no_answer_is_worth_nothing_and_waits_for_nobody(spec: FreeTextSpec) -> None:
    for nothing in (None, spec.check_response({}), spec.check_response({"text": " \n\t "})):
        mark = spec.mark(nothing)
        assert mark.credit == (0 if spec.by_person else None)
        assert not mark.answered
    assert spec.check_response(spec.full_response()) == spec.full_response()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("One\r\ntwo\rthree\n", "One\ntwo\nthree"),
        ("  a  b  ", "a  b"),
        ("e\u0301", "\u00e9"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_lines_are_kept(typed: str, stored: str) -> None:
    spec = read_question({"key": "a", "type": "free_text", "stem": "Why?", "marking": "none"})
    assert spec.check_response({"text": typed}) == {"text": stored}


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\x1bb", "x" * (LONGEST + 1), 3, None, ["a"], {"a": "b"}])
def test_what_cannot_be_stored_is_refused(typed: object) -> None:
    spec = read_question({"key": "a", "type": "free_text", "stem": "Why?", "marking": "none"})
    with pytest.raises(ResponseError):
        spec.check_response({"text": typed})


@few
@given(spec=free_texts())
def test_nothing_that_decides_is_rendered(spec: FreeTextSpec) -> None:
    rendered = render_shown(spec.shown(), Ranking("seed")).to_json()
    assert not {"rubric", "model_answer", "feedback", "rationale"} & (rendered.keys() | spec.shown().keys())
    assert join_question(spec.shown(), spec.key_part()) == spec
    blank = read_question(
        {name: value for name, value in spec.to_json().items() if name not in {"model_answer", "feedback"}}
        | ({"model_answer": "x"} if spec.marking == "self" else {})
    )
    assert render_shown(blank.shown(), None) == render_shown(spec.shown(), None)


@few
@given(case=judged())
def test_the_hash_follows_the_content(case: tuple[FreeTextSpec, dict[str, int]]) -> None:
    spec, _ = case
    written = spec.to_json()
    assert read_question(dict(reversed(written.items()))).content_hash() == spec.content_hash()
    assert read_question({**written, "lines": 6}).content_hash() == spec.content_hash()
    first, *others = written["rubric"]
    lowest, *higher = first["levels"]
    edits: list[dict[str, Any]] = [
        {**written, "lines": 7},
        {**written, "max_words": 10},
        {**written, "rubric": [{**first, "title": f"{first['title']} x"}, *others]},
        {**written, "rubric": [{**first, "levels": [{**lowest, "text": f"{lowest['text']} x"}, *higher]}, *others]},
    ]
    for edit in edits:
        assert read_question(edit).content_hash() != spec.content_hash()
    top = {**higher[-1], "points": "1000"}
    changed = {**written, "rubric": [{**first, "levels": [lowest, *higher[:-1], top]}, *others]}
    assert read_question(changed).marking_hash() != spec.marking_hash()
