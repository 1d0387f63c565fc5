"""The types with options: what a file may say, what an answer may be, what a Mark tells."""

import ast
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import lms_plugin.questions
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.exact import exact_text, parse_exact
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import SUPPORTED_TYPES, TYPES, AnyQuestionSpec, read_question


def choice(*options: dict[str, Any], kind: str = "single_choice", **rest: Any) -> AnyQuestionSpec:
    written = [{"key": f"o{index}", "text": f"Text {index}", **option} for index, option in enumerate(options)]
    return read_question({"key": "q", "type": kind, "stem": "Which?", "options": written, **rest})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([{"correct": True}, {"correct": True}, {"correct": True}], "three options are correct"),
        ([{}, {}], "no option is correct"),
        ([{"correct": True}, {"credit": 1}], "credit must be at least 0 and less than 1"),
        ([{"correct": True, "credit": "1/2"}, {}], "credit must be at least 0"),
        ([{"correct": True}, {"weight": 1}], "weight has no meaning here"),
        ([{"correct": True}, {"exclusive": True}], "exclusive has no meaning here"),
        ([{"correct": True}, {"key": "o0"}], "option key 'o0' is used twice"),
        ([{"correct": True}, {"text": " text  0 "}], "this text stands in another option too"),
        ([{"correct": True}], "at least 2 items"),
        ([{"correct": True}, *[{}] * 10], "at most 10 items"),
    ],
)
def test_single_choices_that_cannot_be(options: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        choice(*options)


@pytest.mark.parametrize(
    ("options", "scoring", "said"),
    [
        ([{}, {}], "plus_minus", "no option is correct"),
        (
            [{"correct": True, "exclusive": True}, {"correct": True}],
            "plus_minus",
            "an exclusive option is correct beside",
        ),
        ([{"correct": True, "credit": "1/2"}, {}], "plus_minus", "credit has no meaning here"),
        ([{"correct": True, "weight": 1}, {}], "plus_minus", "weight has no meaning here"),
        ([{"correct": True, "weight": 1}, {}], "weighted", "weight must be from -1 to 1"),
        ([{"correct": True, "weight": "1/2"}, {"weight": 0}], "weighted", "weights above 0 sum to 1/2"),
        ([{"correct": True, "weight": 1}, {"correct": True, "weight": 0}], "weighted", "weight and correct disagree"),
    ],
)
def test_multiple_responses_that_cannot_be(options: list[dict[str, Any]], scoring: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        choice(*options, kind="multiple_response", scoring=scoring)


@pytest.mark.parametrize("points", [0, -1, 101, "0.001", "1/3"])
def test_points_that_cannot_be(points: object) -> None:
    with pytest.raises(ValueError, match="points must be"):
        choice({"correct": True}, {}, points=points)


def test_part_credit_and_feedback() -> None:
    spec = choice(
        {"correct": True}, {"credit": "1/2", "feedback": "Safe."}, {"feedback": "No."}, feedback={"wrong": "Look."}
    )
    mark = spec.mark({"choice": "o1"})
    assert (mark.credit, mark.feedback, mark.parts["o0"]) == (Fraction(1, 2), ("partial", "option:o1"), "missed")
    assert spec.mark({"choice": "o2"}).feedback == ("wrong", "option:o2")
    assert [spec.feedback_text(name) for name in ("option:o1", "wrong", "right", "option:x", "accept:0", "x")] == [
        "Safe.", "Look.", None, None, None, None,
    ]  # fmt: skip
    assert spec.mark({"choice": "gone"}).credit == 0


def test_what_an_answer_may_be() -> None:
    spec = choice(
        {"correct": True}, {"correct": True}, {}, {"exclusive": True}, kind="multiple_response", scoring="select_n"
    )
    assert spec.check_response({"choices": ["o1", "o0", "o1"]}) == {"choices": ["o0", "o1"]}
    with pytest.raises(ResponseError, match=r"You chose 3\. Choose at most 2\."):
        spec.check_response({"choices": ["o0", "o1", "o2"]})
    with pytest.raises(ResponseError, match="“Text 3” stands alone"):
        spec.check_response({"choices": ["o0", "o3"]})
    with pytest.raises(ResponseError, match="“o9” is not one of this question's options"):
        spec.check_response({"choices": ["o9"]})
    assert spec.render(None).select == 2
    with pytest.raises(ResponseError, match="Choose “Yes” or “No”"):
        read_question(
            {
                "key": "t",
                "type": "true_false",
                "stem": "Is it?",
                "answer": True,
                "label_true": "Yes",
                "label_false": "No",
            }
        ).check_response({"answer": "true"})


def test_pinned_options_stay_where_they_are() -> None:
    spec = choice({"pin": "last"}, {"correct": True}, {}, {}, {"pin": "first"})
    orders = {tuple(o.key for o in spec.render(Ranking(str(seed))).options) for seed in range(60)}
    assert {(order[0], order[-1]) for order in orders} == {("o4", "o0")}
    assert len(orders) == 6
    assert [o.key for o in spec.render(None).options] == ["o4", "o1", "o2", "o3", "o0"]


def test_true_false_is_not_shuffled() -> None:
    spec = read_question({"key": "t", "type": "true_false", "stem": "Is it?", "answer": False})
    assert {tuple(o.key for o in spec.render(Ranking(str(seed))).options) for seed in range(9)} == {("true", "false")}


def test_ranks_are_stated_hashes() -> None:
    import hashlib

    assert Ranking("ab").rank("questions", "q") == hashlib.sha256(b"ab:questions:q").hexdigest()


def test_hashes_tell_changes_apart() -> None:
    spec = choice({"correct": True, "feedback": "Yes."}, {})
    other_words = choice({"correct": True, "feedback": "Right."}, {})
    other_text = choice({"correct": True, "feedback": "Yes.", "text": "Other"}, {})
    other_key = choice({"feedback": "Yes."}, {"correct": True})
    worth_more = choice({"correct": True, "feedback": "Yes."}, {}, points=2)
    assert spec.content_hash() != other_words.content_hash()
    assert spec.shown_hash() == other_words.shown_hash() == other_key.shown_hash() == worth_more.shown_hash()
    assert spec.shown_hash() != other_text.shown_hash()
    assert spec.marking_hash() == other_words.marking_hash() == other_text.marking_hash()
    assert len({spec.marking_hash(), other_key.marking_hash(), worth_more.marking_hash()}) == 3


def test_types_are_listed_once() -> None:
    assert len(set(TYPES.values())) == len(SUPPORTED_TYPES) == 14
    for name, spec in TYPES.items():
        assert f"'{name}'" in str(spec.model_fields["type"].annotation)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1/3", "1/3"),
        ("0.250", "0.25"),
        (4, "4"),
        ("-1.5", "-1.5"),
        ("10/4", "2.5"),
        ("007", "7"),
        ("-0.001", "-0.001"),
    ],
)
def test_exact_numbers(written: object, text: str) -> None:
    assert exact_text(parse_exact(written)) == text
    assert parse_exact(text) == parse_exact(written)


@pytest.mark.parametrize("written", [0.25, True, None, "x", "1/0", "1e5", "", "1" * 50, [1]])
def test_what_is_no_exact_number(written: object) -> None:
    with pytest.raises(ValueError, match="is not an exact number"):
        parse_exact(written)


def test_no_floating_point_in_the_package() -> None:
    folder = Path(lms_plugin.questions.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
            assert not (isinstance(node, ast.Name) and node.id in {"float", "round"}), file
            assert (
                not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
                or "Fraction" in ast.dump(node)
                or (file.name in {"numeric.py", "scores.py"})
            ), file
