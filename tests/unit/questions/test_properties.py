"""What must hold for every question type, with generated questions and answers."""

import json
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms_plugin.progress.answer_fields import chosen_by_row
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.multiple_response import MultipleResponseSpec
from lms_plugin.questions.numeric import NumericSpec
from lms_plugin.questions.options import LISTS
from lms_plugin.questions.order_kernel import OrderRule, credit_order
from lms_plugin.questions.ordering import OrderingSpec
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import (
    AnyQuestionSpec,
    check_response_shown,
    join_question,
    read_question,
    render_shown,
)
from lms_plugin.questions.short_text import ShortTextSpec
from lms_plugin.questions.short_texts import normalise
from lms_plugin.questions.single_choice import SingleChoiceSpec
from lms_plugin.questions.specs import QuestionSpec

from .strategies import (
    categorises,
    matchings,
    matrices,
    multiple_responses,
    orderings,
    questions,
    responses,
    short_texts,
    single_choices,
)


def answered(spec: QuestionSpec, data: st.DataObject) -> dict[str, Any]:
    """A response that the question takes."""
    try:
        response = spec.check_response(data.draw(responses(spec)))
    except ResponseError:
        assume(False)
        raise
    assume(response)
    return response


@given(spec=questions, data=st.data())
def test_credit_is_an_exact_fraction_from_0_to_1(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    mark = spec.mark(answered(spec, data))
    assert type(mark.credit) is Fraction
    assert 0 <= mark.credit <= 1
    assert mark.answered
    assert Mark.from_json(json.loads(json.dumps(mark.to_json()))) == mark


@given(spec=questions)
def test_the_key_earns_all_and_nothing_earns_nothing(spec: AnyQuestionSpec) -> None:
    full = spec.check_response(spec.full_response())
    assert full == spec.full_response()
    assert spec.mark(full).credit == 1
    assert spec.mark(full).answered
    assert spec.is_complete(full)
    for nothing in (None, spec.check_response({})):
        mark = spec.mark(nothing)
        assert mark.credit == 0
        assert not mark.answered
        assert not spec.is_complete(nothing)


@given(spec=st.one_of(single_choices(), multiple_responses()), data=st.data())
def test_full_credit_for_the_key_alone(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    assert isinstance(spec, SingleChoiceSpec | MultipleResponseSpec)
    chosen = {response["choice"]} if "choice" in response else set(response["choices"])
    neutral = {option.key for option in spec.options if option.weight == 0}
    right = {option.key for option in spec.options if option.correct}
    assert (spec.mark(response).credit == 1) is (chosen - neutral == right)


@given(spec=st.one_of(single_choices(), multiple_responses()), data=st.data())
def test_the_order_of_options_changes_no_credit(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    written = spec.to_json()
    written["options"] = data.draw(st.permutations(written["options"]))
    other = read_question(written)
    assert other.mark(response).credit == spec.mark(response).credit
    assert other.mark(response).parts == spec.mark(response).parts
    assert other.marking_hash() == spec.marking_hash()


@given(spec=questions, data=st.data(), seed=st.text(max_size=5))
def test_shuffling_changes_no_key_and_depends_on_no_file_order(
    spec: AnyQuestionSpec, data: st.DataObject, seed: str
) -> None:
    shown = spec.shown()
    rendered = render_shown(shown, Ranking(seed))
    if "options" in shown:
        free = {option["key"] for option in shown["options"] if "pin" not in option}
        again = dict(shown, options=data.draw(st.permutations(shown["options"])))
        order = [option.key for option in rendered.options]
        assert sorted(order) == sorted(option["key"] for option in shown["options"])
        assert [key for key in order if key in free] == [
            option.key for option in render_shown(again, Ranking(seed)).options if option.key in free
        ]


@given(spec=questions, data=st.data())
def test_checking_an_answer_again_gives_the_same(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    assert spec.check_response(json.loads(json.dumps(response))) == response
    assert check_response_shown(spec.shown(), response) == response


@given(spec=questions, name=st.text(max_size=8), value=st.one_of(st.none(), st.integers(), st.text(max_size=5)))
def test_an_unknown_field_is_refused(spec: AnyQuestionSpec, name: str, value: object) -> None:
    response = spec.full_response()
    assume(name not in {*spec.full_response(), "unit", "typed"})
    before = spec.content_hash()
    for sent in ({**response, name: value}, {name: value}, [response], None, "x", 3):
        with pytest.raises(ResponseError):
            spec.check_response(sent)
    assert spec.content_hash() == before


@given(spec=questions)
def test_a_foreign_value_is_refused(spec: AnyQuestionSpec) -> None:
    for name in spec.full_response():
        for value in (3, ["nothing"], {"a": 1}, None, "\x00", "\ud800"):
            if name == "unit" and value is None:  # none was chosen
                continue
            with pytest.raises(ResponseError):
                spec.check_response({name: value})


@given(spec=questions)
def test_the_two_parts_join_to_the_whole(spec: AnyQuestionSpec) -> None:
    shown, key = json.loads(json.dumps([spec.shown(), spec.key_part()]))
    assert join_question(shown, key) == spec
    assert join_question(shown, key).content_hash() == spec.content_hash()
    assert not set(shown) & set(key) - set(spec.split_lists)


@given(spec=questions)
def test_what_is_rendered_gives_nothing_away(spec: AnyQuestionSpec) -> None:
    names = set(_names(spec.render(Ranking("0")).to_json()))
    assert not names & {"correct", "match", "accept", "reject", "credit", "weight", "feedback", "rationale", "answer"}
    shown = set(_names(spec.shown()))
    assert not shown & {"correct", "match", "accept", "reject", "credit", "weight", "feedback", "rationale", "answer"}


@given(spec=questions, seed=st.text(max_size=5))
def test_a_paper_lays_a_question_out_again(spec: AnyQuestionSpec, seed: str) -> None:
    rendered = spec.render(Ranking(seed))
    assert spec.render(None).in_order(rendered.order) == rendered
    assert spec.render(None).in_order(()) == spec.render(None)


@given(spec=st.one_of(matchings(), categorises()), data=st.data())
def test_rows_that_are_all_right_and_no_others_earn_all(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    rows = [row.key for row in spec.render(None).rows]
    by_row = chosen_by_row(spec.type, response)
    is_full = all(len(by_row.get(row, ())) == 1 and by_row[row] <= spec.right_for(row) for row in rows)
    assert (spec.mark(response).credit == 1) is is_full
    # What the rows say is told in their own states.
    assert spec.mark(response).parts.keys() == set(rows)


@given(spec=st.one_of(matchings(), categorises()), data=st.data())
def test_the_order_of_rows_and_targets_changes_no_credit(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    written = spec.to_json()
    for name in LISTS.keys() & written.keys():
        written[name] = data.draw(st.permutations(written[name]))
    other = read_question(written)
    assert other.mark(response).credit == spec.mark(response).credit
    assert other.marking_hash() == spec.marking_hash()


@given(spec=orderings(tied=False), data=st.data())
def test_orders_without_ties(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    assert isinstance(spec, OrderingSpec)
    order = answered(spec, data)["order"]
    earned = {rule: credit_order(rule, order, spec.right) for rule in get_args(OrderRule)}
    assert earned["longest_subset"] >= earned["longest_run"]
    assert (spec.mark({"order": order}).credit == 1) is (order == spec.right)
    backwards = {rule: credit_order(rule, spec.right[::-1], spec.right) for rule in earned}
    assert {rule for rule, credit in backwards.items() if credit} <= {"position"}


@given(spec=orderings(), data=st.data(), seed=st.text(max_size=5))
def test_how_tied_items_stand_to_each_other_changes_nothing(
    spec: AnyQuestionSpec, data: st.DataObject, seed: str
) -> None:
    assert isinstance(spec, OrderingSpec)
    order = answered(spec, data)["order"]
    for group in spec.ties:
        other = iter(data.draw(st.permutations(group)))
        swapped = [next(other) if item in group else item for item in order]
        assert spec.mark({"order": swapped}).credit == spec.mark({"order": order}).credit


@given(spec=orderings(tied=False), seed=st.text(max_size=5))
def test_no_page_begins_with_the_right_order(spec: AnyQuestionSpec, seed: str) -> None:
    for ranking in (None, Ranking(seed)):
        assert spec.mark({"order": list(spec.start_order(ranking))}).credit != 1


@given(spec=orderings(), data=st.data())
def test_the_shown_part_of_an_ordering_says_nothing_of_its_order(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    written = spec.to_json()
    other = read_question(written | {"items": data.draw(st.permutations(written["items"]))})
    assert other.shown() == spec.shown()


@given(spec=matrices(), data=st.data())
def test_full_credit_for_the_cells_of_the_key_alone(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    assert (spec.mark(response).credit == 1) is (response == spec.full_response())
    written = spec.to_json()
    for name in ("rows", "columns"):
        written[name] = data.draw(st.permutations(written[name]))
    other = read_question(written)
    assert other.mark(response).credit == spec.mark(response).credit
    assert other.marking_hash() == spec.marking_hash()


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for item in value.values() for name in _names(item))]
    return [name for item in value for name in _names(item)] if isinstance(value, list) else []


@given(
    spec=st.one_of(single_choices(), multiple_responses(rules=["plus_minus", "per_option", "select_n"])), data=st.data()
)
def test_which_options_are_right_cannot_be_seen(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    written = spec.to_json()
    states = data.draw(st.permutations([option["correct"] for option in written["options"]]))
    for option, correct in zip(written["options"], states, strict=True):
        option["correct"] = correct
        option.pop("credit", None)
        option["exclusive"] = False
    other = read_question(written)
    for option in written["options"]:
        option["correct"] = option is written["options"][0]
    if spec.type == "multiple_response":
        same = {**spec.to_json(), "options": [{**o, "exclusive": False} for o in spec.to_json()["options"]]}
        assert read_question(same).render(Ranking("1")) == other.render(Ranking("1"))
    else:
        assert spec.render(Ranking("1")) == other.render(Ranking("1"))


@given(spec=multiple_responses(rules=["plus_minus", "weighted"]), data=st.data())
def test_a_right_choice_never_lowers_and_a_wrong_one_never_raises(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    assert isinstance(spec, MultipleResponseSpec)
    keys = [option.key for option in spec.options]
    chosen = data.draw(st.sets(st.sampled_from(keys)))
    for option in spec.options:
        before = spec.mark({"choices": sorted(chosen - {option.key})}).credit
        after = spec.mark({"choices": sorted(chosen | {option.key})}).credit
        assert before is not None
        assert after is not None
        assert after >= before if option.correct or option.weight == 0 else after <= before


@given(spec=multiple_responses(rules=["plus_minus"]), data=st.data())
def test_the_rules_are_ordered(spec: AnyQuestionSpec, data: st.DataObject) -> None:
    response = answered(spec, data)
    credit = {}
    for rule in ("per_option", "plus_minus", "all_or_nothing"):
        mark = read_question({**spec.to_json(), "scoring": rule}).mark(response)
        assert mark.credit is not None
        credit[rule] = mark.credit
    assert credit["per_option"] >= credit["plus_minus"] >= credit["all_or_nothing"]


@given(spec=short_texts(), text=st.text(max_size=40))
def test_normalising_twice_is_normalising_once(spec: AnyQuestionSpec, text: str) -> None:
    assert isinstance(spec, ShortTextSpec)
    once = normalise(text, spec.rules)
    assert normalise(once, spec.rules) == once


@given(spec=short_texts())
def test_no_rejected_text_earns_credit(spec: AnyQuestionSpec) -> None:
    assert isinstance(spec, ShortTextSpec)
    for index, item in enumerate(spec.reject):
        mark = spec.mark(spec.check_response({"text": item.text}))
        assert mark.credit == 0
        assert any(name.startswith("reject:") for name in mark.feedback)
        assert spec.feedback_text(f"reject:{index}") == item.feedback


@given(
    low=st.decimals(-100, 100, places=2),
    width=st.decimals(0, 10, places=2),
    places=st.integers(0, 5),
    unit=st.booleans(),
)
def test_ranges_hold_their_ends_and_nothing_beyond(low: Any, width: Any, places: int, unit: bool) -> None:
    data: dict[str, Any] = {
        "key": "n",
        "type": "numeric",
        "stem": "How many?",
        "accept": [{"from": low, "to": low + width}],
    }
    if unit:
        data["unit"] = {"base": "mg", "also": {"g": 1000}}
    spec = read_question(data)
    assert isinstance(spec, NumericSpec)
    ends = Fraction(low), Fraction(low + width)
    beyond = Fraction(1, 10**9)
    for number, credit in ((ends[0], 1), (ends[1], 1), (ends[0] - beyond, 0), (ends[1] + beyond, 0)):
        for text in _spellings(number, places, unit):
            assert spec.mark(spec.check_response({"typed": text})).credit == credit, text


def _spellings(number: Fraction, places: int, unit: bool) -> list[str]:
    """One number in several ways of typing it, none of them doubtful."""
    digits = 9
    scaled = str(abs(number * 10**digits)).rjust(digits + 1, "0")
    sign = "-" if number < 0 else ""
    text = f"{sign}{scaled[:-digits]}.{scaled[-digits:]}{'0' * places}"
    plain = [text, text.replace(".", ","), f"{text}e0", f" {text} "]
    if not unit:
        return plain
    in_grams = str(abs(number * 10**12 / 1000)).rjust(13, "0")
    return [f"{text} mg", f"{text}mg", f"{text} MG", f"{sign}{in_grams[:-12]},{in_grams[-12:]} g"]


@given(spec=questions, data=st.data())
def test_the_hash_depends_on_no_order_of_fields_and_no_written_default(
    spec: AnyQuestionSpec, data: st.DataObject
) -> None:
    full, minimal = spec.to_json(), spec.model_dump(mode="json", exclude_defaults=True) | {"type": spec.type}
    for written in (full, minimal):
        shuffled = dict(data.draw(st.permutations(list(written.items()))))
        assert read_question(shuffled).content_hash() == spec.content_hash()


@given(spec=questions, data=st.data(), value=st.text("xyz", min_size=3, max_size=6))
def test_the_hash_changes_with_every_edit(spec: AnyQuestionSpec, data: st.DataObject, value: str) -> None:
    name = data.draw(st.sampled_from(["stem", "rationale", "note", "author", "objective", "key"]))
    written = spec.to_json()
    assume(written.get(name) != value)
    edits: list[dict[str, Any]] = [{**written, name: value}, {**written, "edition": spec.edition + 1}]
    edits.append({**written, "points": "7.25"})
    for listed in LISTS.keys() & written.keys():
        first, *others = written[listed]
        if "text" in first:
            edits.append({**written, listed: [{**first, "text": f"{first['text']} {value}"}, *others]})
        if others:
            edits.append({**written, listed: [*reversed(others), first]})
    for edit in edits:
        assert read_question(edit).content_hash() != spec.content_hash()
