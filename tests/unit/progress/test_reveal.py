"""What may be said of a marked answer: only what is open."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.progress.reveal import reveal
from lms_plugin.progress.revealed import EVERYTHING, Opened, Revealed
from lms_plugin.questions.registry import read_question

BEFORE = Opened(right_wrong=True, feedback=True, answers=False)
NOTHING = Opened(right_wrong=False, feedback=False, answers=False)

MANY = read_question(
    {
        "key": "many",
        "type": "multiple_response",
        "stem": "Which?",
        "rationale": "SECRET rationale",
        "feedback": {"right": "GENERAL right", "wrong": "GENERAL wrong", "partial": "GENERAL partial"},
        "options": [{"key": key, "text": key, "correct": key in "ab", "feedback": f"WHY {key}"} for key in "abcd"],
    }
)
ONE = read_question(
    {
        "key": "one",
        "type": "single_choice",
        "stem": "Which?",
        "options": [
            {"key": "a", "text": "a", "correct": True, "feedback": "WHY a"},
            {"key": "b", "text": "b", "credit": "1/2", "feedback": "WHY b"},
            {"key": "c", "text": "c", "feedback": "WHY c"},
        ],
    }
)
TRUTH = read_question(
    {"key": "t", "type": "true_false", "stem": "Is it?", "answer": True, "feedback": {"wrong": "It is so."}}
)
NUMBER = read_question({"key": "n", "type": "numeric", "stem": "How many?", "accept": [{"value": 60}]})


def said(question: Any, response: dict[str, Any] | None, opened: Opened) -> Revealed:
    canonical = question.check_response(response) if response else None
    return reveal(question, question.render_shown(question.shown(), None), canonical, question.mark(canonical), opened)


def test_before_the_answers_open_only_own_choices_get_a_word() -> None:
    found = said(MANY, {"choices": ["a", "c"]}, BEFORE)
    words = {option.key: (option.word, option.why) for option in found.options}
    assert words == {"a": ("Right.", "WHY a"), "c": ("Not this one.", "WHY c"), "b": ("", None), "d": ("", None)}
    assert found.verdict == "missed"
    assert found.rationale is None
    assert found.answer == ""


@given(st.sets(st.sampled_from("abcd"), min_size=1))
def test_two_keys_that_differ_in_what_was_not_chosen_look_alike(chosen: set[str]) -> None:
    """Before release, options that were not chosen show nothing, whichever of them are right."""
    found = said(MANY, {"choices": sorted(chosen)}, BEFORE)
    assert {(o.look, o.word, o.why) for o in found.options if o.key not in chosen} <= {("", "", None)}


def test_after_release_everything_has_its_reason() -> None:
    found = said(MANY, {"choices": ["a", "c"]}, EVERYTHING)
    assert [option.word for option in found.options] == ["Right.", "You left this out.", "Not this one.", ""]
    assert all(option.why for option in found.options)
    assert found.rationale == "SECRET rationale"
    assert found.feedback == ("GENERAL wrong",)


def test_a_half_right_choice_is_called_so_and_the_right_one_is_shown() -> None:
    found = said(ONE, {"choice": "b"}, EVERYTHING)
    assert found.verdict == "part"
    assert [(option.look, option.word) for option in found.options] == [
        ("right", "Right."),
        ("wrong", "Part right."),
        ("", ""),
    ]


def test_without_an_answer_no_feedback_gives_the_key_away() -> None:
    assert said(TRUTH, None, BEFORE).feedback == ()
    assert said(TRUTH, None, BEFORE).verdict == "no_answer"
    assert said(TRUTH, {"answer": False}, BEFORE).feedback == ("It is so.",)
    assert said(TRUTH, None, EVERYTHING).feedback == ("It is so.",)


def test_the_answer_to_a_typed_question_opens_with_the_answers() -> None:
    assert said(NUMBER, {"typed": "30"}, BEFORE).answer == ""
    assert said(NUMBER, {"typed": "30"}, EVERYTHING).answer == "60"
    assert said(NUMBER, {"typed": "60.0"}, EVERYTHING).answer == ""
    assert said(NUMBER, {"typed": "60.0"}, EVERYTHING).typed == "60.0"


@given(st.sets(st.sampled_from("abcd")))
def test_nothing_is_said_while_nothing_is_open(chosen: set[str]) -> None:
    found = said(MANY, {"choices": sorted(chosen)}, NOTHING)
    assert (found.verdict, found.feedback, found.rationale, found.answer) == ("", (), None, "")
    assert {(o.look, o.word, o.why) for o in found.options} == {("", "", None)}
