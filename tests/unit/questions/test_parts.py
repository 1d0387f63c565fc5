"""The parts rules and the types that are made of rows: what a file may say, what an answer may be, what it earns."""

from fractions import Fraction
from typing import Any

import pytest

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.part_kernel import PartRule, credit_parts
from lms_plugin.questions.registry import AnyQuestionSpec, join_question, read_question

TARGETS = [{"key": key, "text": key.title()} for key in ("privacy", "media", "it")]


def matching(*matches: Any, **rest: Any) -> AnyQuestionSpec:
    prompts = [{"key": f"p{n}", "text": f"Prompt {n}", "match": match} for n, match in enumerate(matches)]
    data = {"key": "q", "type": "matching", "stem": "Who?", "targets": TARGETS, "prompts": prompts}
    return read_question(data | rest)


@pytest.mark.parametrize(
    ("states", "earned"),
    [
        ("rrr", ("1", "1", "1")),
        ("rrw", ("2/3", "0", "1/3")),
        ("rr.", ("2/3", "0", "2/3")),
        ("rww", ("1/3", "0", "0")),
        ("r..", ("1/3", "0", "1/3")),
        ("www", ("0", "0", "0")),
        ("...", ("0", "0", "0")),
    ],
)
def test_three_parts_under_each_rule(states: str, earned: tuple[str, str, str]) -> None:
    words = {"r": "right", "w": "wrong", ".": "missed"}
    parts = {str(index): words[sign] for index, sign in enumerate(states)}
    rules: tuple[PartRule, ...] = ("per_part", "all_or_nothing", "plus_minus")
    assert [credit_parts(rule, parts) for rule in rules] == [Fraction(credit) for credit in earned]


def test_a_weight_is_the_share_of_its_part() -> None:
    assert credit_parts("per_part", {"a": "right", "b": "wrong"}, {"a": Fraction(3)}) == Fraction(3, 4)


def test_matching_is_marked_prompt_by_prompt() -> None:
    spec = matching("privacy", "media", ["it", "privacy"])
    mark = spec.mark(spec.check_response({"pairs": {"p0": "privacy", "p1": "it"}}))
    assert mark.credit == Fraction(1, 3)
    assert mark.parts == {"p0": "right", "p1": "wrong", "p2": "missed"}


def test_the_full_response_takes_no_target_twice() -> None:
    spec = matching(["privacy", "media"], "privacy", ["privacy", "media", "it"])
    assert spec.full_response() == {"pairs": {"p0": "media", "p1": "privacy", "p2": "it"}}


def test_a_target_stands_once_unless_it_may_be_used_again() -> None:
    twice = {"pairs": {"p0": "it", "p1": "it"}}
    with pytest.raises(ResponseError, match="“It” is chosen more than once"):
        matching("privacy", "media").check_response(twice)
    assert matching("privacy", "media", reuse=True).check_response(twice) == twice


@pytest.mark.parametrize(
    "sent",
    [{"pairs": ["p0"]}, {"pairs": {"p9": "it"}}, {"pairs": {"p0": "nobody"}}, {"pairs": {"p0": None}}, {"pairs": "p0"}],
)
def test_pairs_that_cannot_be(sent: object) -> None:
    with pytest.raises(ResponseError):
        matching("privacy", "media").check_response(sent)


@pytest.mark.parametrize(
    ("matches", "rest", "said"),
    [
        (("privcy", "media"), {}, "no target 'privcy'. Targets: privacy, media, it"),
        (("it", "it"), {}, "the same target is right for two prompts. Write reuse: true"),
        ((["it", "media"], "it", "media"), {}, "the same target is right for two prompts"),
        (("it",), {}, "at least 2 items"),
        (("it", "media"), {"targets": [*TARGETS, TARGETS[0]]}, "target key 'privacy' is used twice"),
    ],
)
def test_matchings_that_cannot_be(matches: tuple[Any, ...], rest: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        matching(*matches, **rest)


@pytest.mark.parametrize(
    ("weight", "scoring", "said"),
    [(2, "all_or_nothing", "weight has no meaning here"), (0, "per_part", "weight must be above 0")],
)
def test_weights_that_cannot_be(weight: int, scoring: str, said: str) -> None:
    prompts = [{"key": key, "text": key, "match": key, "weight": weight} for key in ("privacy", "media")]
    with pytest.raises(ValueError, match=said):
        matching(prompts=prompts, scoring=scoring)


def test_the_key_of_a_matching_is_in_its_key_part_alone() -> None:
    one, other = matching("privacy", "media"), matching("media", "privacy")
    assert one.shown() == other.shown()
    assert one.key_part() != other.key_part()
    assert join_question(one.shown(), one.key_part()) == one
    assert one.marking_hash() != other.marking_hash()


def categorise(*homes: Any, **rest: Any) -> AnyQuestionSpec:
    items = [{"key": f"i{n}", "text": f"Item {n}", "in": home} for n, home in enumerate(homes)]
    data = {"key": "q", "type": "categorise", "stem": "Where?", "categories": TARGETS, "items": items}
    return read_question(data | rest)


def test_items_share_categories_and_may_fit_several() -> None:
    spec = categorise("it", "it", ["media", "privacy"], scoring="plus_minus")
    answer = {"placed": {"i0": "it", "i1": "media", "i2": "privacy"}}
    mark = spec.mark(spec.check_response(answer))
    assert mark.credit == Fraction(1, 3)
    assert mark.parts == {"i0": "right", "i1": "wrong", "i2": "right"}
    assert spec.full_response() == {"placed": {"i0": "it", "i1": "it", "i2": "media"}}


@pytest.mark.parametrize(
    ("homes", "said"),
    [
        (("it", "privcy"), "no category 'privcy'. Categories: privacy, media, it"),
        (("it",), "at least 2 items"),
        (("it", []), "too_short|at least 1 item"),
    ],
)
def test_categorises_that_cannot_be(homes: tuple[Any, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        categorise(*homes)


def test_the_key_of_a_categorise_is_in_its_key_part_alone() -> None:
    one, other = categorise("it", "media"), categorise("media", "it")
    assert one.shown() == other.shown()
    assert join_question(one.shown(), one.key_part()) == one
    assert one.marking_hash() != other.marking_hash()
