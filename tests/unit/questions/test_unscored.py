"""What must hold for questions that are asked without being marked, with generated questions and answers."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.questions.attestation import AttestationSpec
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import (
    AnyQuestionSpec,
    check_response_shown,
    join_question,
    read_question,
    render_shown,
)
from lms_plugin.questions.scale import ScaleSpec

from .strategies import keys, words


@st.composite
def scales(draw: st.DrawFn) -> AnyQuestionSpec:
    names = draw(st.lists(keys, min_size=1, max_size=4, unique=True))
    rows = [{"key": name, "text": f"{draw(words)} {name}", "reverse": draw(st.booleans())} for name in names]
    labels = [f"{place} {draw(words).strip()}" for place in range(draw(st.integers(2, 11)))]
    data = {"key": draw(keys), "type": "scale", "stem": draw(words), "labels": labels, "rows": rows}
    return read_question(data | {"not_applicable": draw(st.booleans()), "edition": draw(st.integers(1, 9))})


@st.composite
def attestations(draw: st.DrawFn) -> AnyQuestionSpec:
    data = {"key": draw(keys), "type": "attestation", "stem": draw(words), "statement": draw(words)}
    return read_question(data | {"typed_name": draw(st.booleans()), "edition": draw(st.integers(1, 9))})


unscored = st.one_of(scales(), attestations())


def answers(spec: AnyQuestionSpec) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that the question takes."""
    if not isinstance(spec, ScaleSpec):
        return st.just(spec.full_response())
    steps: st.SearchStrategy[Any] = st.integers(1, len(spec.labels))
    if spec.not_applicable:
        steps = st.one_of(steps, st.just("na"))
    rated = st.dictionaries(st.sampled_from([row.key for row in spec.rows]), steps, min_size=1)
    return rated.map(lambda ratings: {"ratings": ratings})


@given(spec=unscored, data=st.data())
def test_no_answer_has_a_credit(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    mark = spec.mark(spec.check_response(data.draw(answers(spec))))
    assert mark == Mark(credit=None, answered=True)
    assert Mark.from_json(json.loads(json.dumps(mark.to_json()))) == mark
    assert spec.points == 0
    assert not spec.is_scored


@given(spec=unscored)
def test_an_empty_answer_is_none(spec: AnyQuestionSpec) -> None:
    assert spec.check_response(spec.full_response()) == spec.full_response()
    assert spec.mark(spec.full_response()).answered
    for nothing in (None, spec.check_response({})):
        assert spec.mark(nothing) == Mark(credit=None, answered=False)


@given(spec=unscored, data=st.data())
def test_checking_an_answer_again_gives_the_same(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = spec.check_response(data.draw(answers(spec)))
    assert spec.check_response(json.loads(json.dumps(response))) == response
    assert check_response_shown(spec.shown(), response) == response


@given(spec=unscored, name=st.text(max_size=8), value=st.one_of(st.integers(), st.text(max_size=5)))
def test_what_is_unknown_is_refused(spec: AnyQuestionSpec, name: str, value: object) -> None:
    full = spec.full_response()
    unknown = {} if name in full else {**full, name: value}
    foreign = [{"ratings": {"-": 1}}, {"agreed": True, "statement": "0" * 64}, {"agreed": True}, [full], "x", 3]
    for sent in ([unknown] if unknown else []) + foreign:
        with pytest.raises(ResponseError):
            spec.check_response(sent)


@given(
    spec=scales(), beyond=st.one_of(st.integers(max_value=0), st.integers(12), st.booleans(), st.just("1"), st.none())
)
def test_a_rating_is_one_of_the_steps(spec: AnyQuestionSpec, beyond: object) -> None:
    assert isinstance(spec, ScaleSpec)
    for rating in (beyond, len(spec.labels) + 1, 1.0, *([] if spec.not_applicable else ["na"])):
        with pytest.raises(ResponseError):
            spec.check_response({"ratings": {spec.rows[0].key: rating}})


@given(spec=unscored, seed=st.text(max_size=5))
def test_what_is_rendered_says_nothing_of_how_it_is_read(spec: AnyQuestionSpec, seed: str) -> None:
    page = json.dumps(render_shown(spec.shown(), Ranking(seed)).to_json())
    assert not {"correct", "reverse", "feedback", "rationale"} & set(page.split('"'))


@given(spec=scales())
def test_reversed_rows_render_alike(spec: AnyQuestionSpec) -> None:
    written = spec.to_json()
    for row in written["rows"]:
        row["reverse"] = not row.get("reverse", False)
    other = read_question(written)
    assert render_shown(other.shown(), None) == render_shown(spec.shown(), None)
    assert other.shown_hash() == spec.shown_hash()


@given(spec=unscored)
def test_stored_in_two_parts_and_read_again(spec: AnyQuestionSpec) -> None:
    again = join_question(json.loads(json.dumps(spec.shown())), json.loads(json.dumps(spec.key_part())))
    assert again == spec
    written = dict(reversed(spec.to_json().items()))
    assert read_question(written | {"points": 0}).content_hash() == spec.content_hash()
    assert read_question(written | {"stem": spec.stem + "."}).content_hash() != spec.content_hash()


@given(spec=attestations(), one=words, other=words)
def test_a_statement_is_agreed_to_in_the_words_that_were_read(spec: AnyQuestionSpec, one: str, other: str) -> None:
    assert isinstance(spec, AttestationSpec)
    shown, changed = ({**spec.shown(), "words": {"hospital.contact": text}} for text in (one, other))
    agreed = {"agreed": True, "statement": render_shown(shown, None).statement}
    assert check_response_shown(shown, agreed) == agreed
    with pytest.raises(ResponseError):
        check_response_shown(spec.shown(), agreed)
    if one != other:
        with pytest.raises(ResponseError, match="another one now"):
            check_response_shown(changed, agreed)
