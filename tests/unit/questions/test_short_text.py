"""Short texts: one normal form, rejected texts first, near spellings last."""

import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.patterns import PatternError, compile_pattern
from lms_plugin.questions.registry import AnyQuestionSpec, read_question
from lms_plugin.questions.short_texts import Rules, distance, normalise


def text(accept: list[Any], **rest: Any) -> AnyQuestionSpec:
    items = [item if isinstance(item, dict) else {"text": item} for item in accept]
    return read_question({"key": "t", "type": "short_text", "stem": "Which word?", "accept": items, **rest})


LOW = text(
    ["hypoglycaemia", "low blood sugar", {"pattern": "hypo ?gly[ck]a?emia"}],
    reject=[{"text": "hyperglycaemia", "feedback": "That is the opposite."}],
    spelling="close",
    close_credit="1/2",
)


@pytest.mark.parametrize(
    ("typed", "credit"),
    [
        ("Hypoglycaemia.", "1"),
        ("  low  blood   SUGAR ", "1"),
        ("hypo glykemia", "1"),
        ("hypoglicaemia", "1/2"),
        ("hypolgycaemia", "1/2"),
        ("hyperglycaemia", "0"),
        ("Hyperglycaemia!", "0"),
        ("hypoerglycaemia", "0"),
        ("sugar", "0"),
    ],
)
def test_what_is_taken(typed: str, credit: str) -> None:
    assert LOW.mark(LOW.check_response({"text": typed})).credit == Fraction(credit)


def test_rejected_texts_say_why() -> None:
    assert LOW.mark({"text": "hyperglycaemia"}).feedback == ("wrong", "reject:0")
    assert LOW.feedback_text("reject:0") == "That is the opposite."


@pytest.mark.parametrize(("setting", "typed"), [("case", "Phi"), ("diacritics", "PHÏ"), ("punctuation", "P.H.I.")])
def test_settings(setting: str, typed: str) -> None:
    assert text(["PHI"]).mark({"text": typed}).credit == 1
    assert text(["PHI"], **{setting: "match"}).mark({"text": typed}).credit == 0


@pytest.mark.parametrize(("typed", "credit"), [("PIH", 0), ("dose", 1), ("dosse", 1), ("dosses", 0)])
def test_short_words_allow_fewer_slips(typed: str, credit: int) -> None:
    assert text(["PHI", "dose"], spelling="close").mark({"text": typed}).credit == credit


def test_part_credit_for_a_text() -> None:
    spec = text(["PHI", {"text": "patient data", "credit": "1/2", "feedback": "Say it exactly."}])
    mark = spec.mark({"text": "Patient data"})
    assert (mark.credit, mark.feedback) == (Fraction(1, 2), ("partial", "accept:1"))
    assert spec.feedback_text("accept:1") == "Say it exactly."


def test_what_cannot_be_kept_is_refused() -> None:
    assert LOW.check_response({"text": " \n "}) == {}
    for sent in ("a\x00b", "\ud800", "x" * 201):
        with pytest.raises(ResponseError):
            LOW.check_response({"text": sent})


@pytest.mark.parametrize(
    ("accept", "reject", "said"),
    [
        (["PHI"], ["phi."], "this text is rejected too"),
        (["..."], [], "nothing is left of this text to compare"),
        ([{"pattern": "a+"}], [], "no text earns full credit"),
        ([{"text": "a", "pattern": "a"}], [], "neither a text nor a pattern, or both"),
        (["a", {"pattern": "(a+)+"}], [], "a repeat stands inside another repeat"),
    ],
)
def test_keys_that_cannot_be(accept: list[Any], reject: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        text(accept, reject=[{"text": item} for item in reject])


def matches(pattern: str, typed: str) -> bool:
    return compile_pattern(pattern, literal=str.casefold, ignore_case=True)(typed)


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("a|bc", "a bc", "b abc"),
        ("(a|b)c", "ac bc", "c abc"),
        ("a?b*c+", "c abbc bcc", "ab a"),
        ("[a-c]x{2}", "axx cxx", "dxx ax"),
        ("[^a-c]{1,2}", "x xy", "a xyz"),
        (r"\d{2,}\.", "12. 123.", "1. 12"),
        ("A.C", "abc a-c", "ac"),
        ("(ab){2}", "abab", "ab"),
        (r"\(x\)", "(x)", "x"),
    ],
)
def test_patterns(pattern: str, good: str, bad: str) -> None:
    assert all(matches(pattern, word) for word in good.split())
    assert not any(matches(pattern, word) for word in bad.split())


@pytest.mark.parametrize(
    "pattern",
    [r"(a)\1", "(?=a)b", "(?:a)", "(a*)*", "(a?b)+", "a*b*c*d*", "^a", "a$", "a**", "*a", "(a", "a)", "[a", "[z-a]",
     "a{2", "a{3,2}", "a{999}", r"\b", r"a\\"[:2], "x" * 201, "[[:alpha:]]", "(" * 30 + ")" * 30],
)  # fmt: skip
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        matches(pattern, "a")


@pytest.mark.parametrize("pattern", ["a?" * 60 + "a" * 60, ".*.*.*x", "(a|a)" * 38, "a{0,200}" * 20])
def test_no_pattern_takes_long(pattern: str) -> None:
    started = time.process_time()
    matches(pattern, "a" * 200)
    assert time.process_time() - started < 2


@given(st.text(st.sampled_from("abc?*+()|[].{1,2}\\-^ "), max_size=15), st.text(st.sampled_from("abc1 "), max_size=6))
def test_a_pattern_means_what_it_means_elsewhere(pattern: str, typed: str) -> None:
    import re
    import warnings

    try:
        test = compile_pattern(pattern, literal=str, ignore_case=False)
    except PatternError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert test(typed) is bool(re.fullmatch(pattern, typed, re.DOTALL))


@pytest.mark.parametrize(
    ("first", "second", "far"), [("", "", 0), ("ab", "ba", 1), ("ca", "abc", 3), ("kitten", "sitting", 3)]
)
def test_distance(first: str, second: str, far: int) -> None:
    assert distance(first, second) == far
    assert distance(second, first) == far


def test_quotes_and_widths() -> None:
    assert normalise("“Ａ’s”", Rules(punctuation=True)) == '"a\'s"'
    assert normalise("Straße É", Rules()) == "strasse e"
