"""Item-writing flaws: each is found where it is, and not where a question only looks like it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.flaws import find_flaws, find_flaws_across
from lms_plugin.curriculum.flaws.flaw import QUOTED, quote
from lms_plugin.curriculum.flaws.rules import RULES
from lms_plugin.questions.registry import SUPPORTED_TYPES, read_question
from lms_plugin.questions.specs import QuestionSpec
from tests.unit.questions.strategies import questions

CALM = "A visitor films the corner of a ward. What does the aide do first?"
PLAIN = ("Ask her to stop", "Call the manager", "Leave her alone")
ANY_LANGUAGE = {5, 9, 13, 19, 20}


def choice(stem: str = CALM, texts: tuple[str, ...] = PLAIN, **more: Any) -> QuestionSpec:
    """A single choice; the first text is right."""
    options = [{"key": f"o{index}", "text": text, "correct": index == 0} for index, text in enumerate(texts)]
    common = {"objective": "goal", "bloom": "apply", "rationale": "It ends the filming."}
    data = {"key": "film", "type": "single_choice", "stem": stem, "options": options} | common | more
    return read_question({name: value for name, value in data.items() if value is not None})


def statement(stem: str, *, answer: bool) -> QuestionSpec:
    data = {"key": "said", "type": "true_false", "stem": stem, "answer": answer}
    return read_question(data | {"objective": "goal", "bloom": "apply", "rationale": "So it is."})


def several(*texts: str, right: int = 1, **last: Any) -> QuestionSpec:
    options = [{"key": f"o{index}", "text": text, "correct": index < right} for index, text in enumerate(texts)]
    options[-1] |= last
    data = choice().to_json() | {"type": "multiple_response", "options": options}
    return read_question(data)


def cloze(*texts: str) -> QuestionSpec:
    choices = [{"key": f"o{index}", "text": text, "correct": index == 0} for index, text in enumerate(texts)]
    data = {"key": "gap", "type": "cloze", "stem": "Fill in.", "text": "Go {where}.", "objective": "goal"}
    return read_question(data | {"bloom": "apply", "rationale": "So.", "gaps": [{"key": "where", "choices": choices}]})


def matching(*targets: str) -> QuestionSpec:
    data = choice().to_json() | {
        "type": "matching",
        "targets": [{"key": f"t{index}", "text": text} for index, text in enumerate(targets)],
        "prompts": [{"key": f"p{index}", "text": f"Prompt {index}", "match": f"t{index}"} for index in range(2)],
    }
    del data["options"]
    return read_question(data)


# Number, word of the rule, level, a question that has the flaw, and one that is close and does not have it.
CASES: list[tuple[int, str, str, QuestionSpec, QuestionSpec]] = [
    (
        1,
        "all-or-none-above",
        "warning",
        choice(texts=("Ask her to stop", "Call the desk", "All of the above")),
        choice(texts=("Ask her to stop", "Call the desk", "Take all of the papers")),
    ),
    (
        1,
        "all-or-none-above",
        "warning",
        choice(texts=("Both A and C", "Call the desk", "Leave her")),
        choice(texts=("Hepatitis A and B", "Call the desk", "Leave her")),
    ),
    (
        1,
        "all-or-none-above",
        "warning",
        several("A name", "A face", "None of these"),
        several("A name", "A face", "None of these", exclusive=True),
    ),
    (
        2,
        "negative-stem",
        "warning",
        choice("Which of these steps is not safe on a ward?"),
        choice("Which of these steps is **NOT** safe on a ward?"),
    ),
    (
        2,
        "negative-stem",
        "warning",
        statement("Initials do not meet the standard.", answer=True),
        choice("The aide did not see the visitor. What does she do at least once?"),
    ),
    (
        2,
        "double-negative",
        "error",
        choice("Which step is NOT safe?", ("Do not answer", "Call the desk", "Close the door")),
        choice("Which step is NOT safe?", ("Answer with no name", "Call the desk", "Close the door")),
    ),
    (
        3,
        "absolute-term",
        "warning",
        choice(texts=("Ask her to stop", "Always call the desk", "Leave her alone")),
        choice(texts=("Always ask her", "Always call her", "Always leave her")),
    ),
    (
        3,
        "absolute-term",
        "warning",
        choice(texts=("Ask her to stop", "Tell nobody", "Leave her alone")),
        choice(texts=("Ask her to stop", "Do nothing at all", "Leave her alone")),
    ),
    (
        3,
        "absolute-term",
        "warning",
        statement("Posts never come back.", answer=False),
        statement("Posts never come back.", answer=True),
    ),
    (
        4,
        "vague-term",
        "warning",
        choice(texts=("Usually ask her", "Call the desk", "Leave her")),
        choice(texts=("Ask her twice", "Call the desk", "Leave her")),
    ),
    (
        4,
        "hedged-key",
        "warning",
        choice(texts=("It may harm her", "It is safe", "It is useful")),
        choice(texts=("It may harm her", "It may help her", "It is useful")),
    ),
    (
        5,
        "longest-key",
        "warning",
        choice(texts=("Ask her to stop and tell the charge nurse", "Call the desk", "Leave her")),
        choice(texts=("Ask her to stop", "Call her", "Leave")),
    ),
    (
        5,
        "longest-key",
        "warning",
        cloze("to the privacy office at once", "home", "away"),
        cloze("to the office", "to the ward", "to bed"),
    ),
    (
        6,
        "repeated-word",
        "warning",
        choice(texts=("Stop the filming", "Call the desk", "Leave the room")),
        choice(texts=("Stop the filming", "Start filming too", "Leave the room")),
    ),
    (
        7,
        "grammar-cue",
        "warning",
        choice("Before the story is told, the team needs an", ("authorization", "consent", "phone call")),
        choice("Before the story is told, the team needs an", ("authorization", "okay", "email")),
    ),
    (
        7,
        "grammar-cue",
        "warning",
        choice("The first step of the aide on the ward is", ("asking her", "to call", "to leave")),
        choice("The first step of the aide on the ward is", ("nothing", "a call", "a question")),
    ),
    (
        8,
        "not-parallel",
        "hint",
        choice(texts=("5 days", "A week", "10 days")),
        choice(texts=("Five days", "A week", "Ten days")),
    ),
    (
        9,
        "unordered-numbers",
        "warning",
        choice(texts=("30 days", "60 days", "10 days")),
        choice(texts=("60 days", "30 days", "10 days")),
    ),
    (
        9,
        "overlapping-ranges",
        "warning",
        choice(texts=("1-5 days", "5-10 days", "11-20 days")),
        choice(texts=("1–4 days", "5–10 days", "11–20 days")),
    ),
    (
        10,
        "unfocused-stem",
        "warning",
        choice("Which of the following is true about privacy?"),
        choice("Which of these rewrites keeps the question and drops the person?"),
    ),
    (10, "unfocused-stem", "warning", choice("The privacy office"), choice("What do bees make?")),
    (
        11,
        "blank-in-middle",
        "hint",
        choice("The aide calls ____ before she asks the visitor to stop."),
        choice("Before she asks the visitor to stop, the aide calls ____."),
    ),
    (
        12,
        "repeated-start",
        "hint",
        choice(texts=("She has to ask", "She has to call", "She has to leave")),
        choice(texts=("She has to ask", "She has to call", "She may leave")),
    ),
    (
        13,
        "near-duplicate",
        "error",
        choice(texts=("The privacy office", "Privacy office.", "The desk")),
        choice(texts=("The privacy office", "The press office", "The desk")),
    ),
    (
        13,
        "near-duplicate",
        "warning",
        choice(texts=("Tell the privacy officer today", "Tell the privacy officers today", "Wait")),
        choice(texts=("A rate above 100 beats a minute", "A rate above 120 beats a minute", "No beat at all")),
    ),
    (13, "near-duplicate", "error", matching("The ward", "A desk", "ward!"), matching("The ward", "A desk", "Wards")),
    (
        17,
        "true-false-cluster",
        "hint",
        choice("Which of these statements holds?", ("A face is a name.", "A desk is not one.", "A date can be one.")),
        choice("Which of these statements holds?", ("Faces count", "Desks count", "Dates count")),
    ),
    (18, "long-stem", "hint", choice("He asks her. " * 41 + "Why?"), choice("He asks her. " * 39 + "Why?")),
    (
        18,
        "hard-to-read",
        "hint",
        choice("Institutional confidentiality considerations " * 9 + "?"),
        choice("Confidentiality considerations?"),
    ),
    (
        19,
        "no-explanation",
        "warning",
        choice(rationale=None),
        choice(rationale=None, feedback={"wrong": "Look again."}),
    ),
    (20, "not-aligned", "hint", choice(objective=None), choice()),
    (
        20,
        "bloom-mismatch",
        "hint",
        choice("Name the first step of the aide on the ward."),
        choice("Name the first step of the aide on the ward.", bloom="remember"),
    ),
    (
        22,
        "convergence",
        "hint",
        choice(texts=("Letter and phone call to the office", "Letter to the family", "Phone and visit the office")),
        choice(texts=("Letter and phone call to the office", "Letter to the family", "Visit to the garden")),
    ),
    (
        23,
        "trivial",
        "hint",
        choice(texts=("1996", "2001", "2010"), bloom="remember"),
        choice(texts=("1996", "2001", "2010"), bloom="apply"),
    ),
    (
        24,
        "patient-details",
        "warning",
        choice("Ann Marble, 43, was seen on the ward. What may the aide post?"),
        choice("A patient of 43 years was seen on the ward. What may the aide post?"),
    ),
    (
        24,
        "patient-details",
        "warning",
        choice("On March 3, 2024 a patient came. What may the aide post?"),
        choice("In March a patient came. What may the aide post?"),
    ),
    (
        24,
        "patient-details",
        "warning",
        choice("The board shows MRN: 4482913. What may the aide post?"),
        choice("The board shows 4482913 steps. What may the aide post?"),
    ),
]


@pytest.mark.parametrize(("number", "rule", "level", "flawed", "close"), CASES)
def test_a_flaw_is_found_where_it_is(
    number: int, rule: str, level: str, flawed: QuestionSpec, close: QuestionSpec
) -> None:
    assert (rule, level) in {(flaw.rule, flaw.level) for flaw in find_flaws(flawed)}
    assert rule not in {flaw.rule for flaw in find_flaws(close)}


def test_a_good_question_has_none() -> None:
    assert find_flaws(choice()) == ()


# Where the others of the 24 are held: what refuses them before a question is one, or what looks at several.
ELSEWHERE = {
    14: "the spec refuses it",
    15: "find_flaws_across",
    16: "find_flaws_across",
    21: "a figure needs alt, and pictures in questions are refused",
}


def test_each_of_the_24_is_held_somewhere() -> None:
    assert {case[0] for case in CASES} == {rule.number for rule in RULES}
    assert {rule.number for rule in RULES} | ELSEWHERE.keys() == set(range(1, 25))


@pytest.mark.parametrize("right", [0, 2])
def test_no_key_or_two_is_refused_before(right: int) -> None:
    data = choice().to_json()
    for index, option in enumerate(data["options"]):
        option["correct"] = index < right
    with pytest.raises(ValueError, match=r"correct"):
        read_question(data)


def test_the_place_is_that_in_the_data() -> None:
    (flaw,) = find_flaws(choice(texts=("Ask her to stop", "Call the manager", "Always wait")))
    assert (flaw.rule, flaw.at) == ("absolute-term", ("options", 2, "text"))
    (flaw,) = find_flaws(cloze("down", "never", "up"))
    assert (flaw.rule, flaw.at) == ("absolute-term", ("gaps", 0, "choices", 1, "text"))


def test_a_retired_question_has_none() -> None:
    assert find_flaws(choice(rationale=None, retired=True)) == ()


def placed(place: int, number: int) -> QuestionSpec:
    data = choice().to_json() | {"key": f"q{number}"}
    data["options"].insert(place, data["options"].pop(0))
    return read_question(data)


def test_right_answers_at_one_place() -> None:
    same = [placed(1, number) for number in range(3)] + [placed(0, 3)]
    (flaw,) = find_flaws_across(same, shuffled=False, language="de")
    assert (flaw.rule, flaw.level, flaw.at) == ("key-position", "hint", (0, "options"))
    assert find_flaws_across(same, shuffled=True) == ()
    assert find_flaws_across([placed(number % 2, number) for number in range(4)], shuffled=False) == ()


def test_one_stem_holds_the_answer_to_another() -> None:
    asked = choice(texts=("The privacy officer", "The manager", "The family"))
    tells = choice("The privacy officer is told of a post. What comes next?")
    close = choice("An officer is told of a post. What comes next?")
    (flaw,) = find_flaws_across([asked, tells])
    assert (flaw.rule, flaw.level, flaw.at) == ("hinged-items", "warning", (1, "stem"))
    assert find_flaws_across([asked, close]) == ()
    assert find_flaws_across([asked, tells], language="es") == ()


def test_only_rules_without_words_run_in_another_language() -> None:
    found = {case[0] for case in CASES for flaw in find_flaws(case[3], language="es-MX") if flaw.rule == case[1]}
    assert found == ANY_LANGUAGE


def test_no_more_than_60_characters_of_the_text_are_quoted() -> None:
    long = ["x" * 50, "y" * 50, "z" * 50]
    assert sum(letter in "xyz…" for letter in quote(long)) == QUOTED


@given(questions, st.sampled_from(["en-US", "de"]))
def test_every_question_can_be_looked_at(question: QuestionSpec, language: str) -> None:
    for flaw in find_flaws(question, language=language) + find_flaws_across([question] * 3, shuffled=False):
        assert flaw.problem
        assert flaw.fix
        assert not flaw.problem.endswith(".")


SMALLEST: dict[str, dict[str, Any]] = {
    "scale": {"labels": ["No", "Yes"], "rows": [{"key": "clear", "text": "It was clear"}]},
    "free_text": {"marking": "none"},
    "attestation": {"statement": "I have read it."},
}


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(sorted(SMALLEST)))
def test_what_has_no_right_answer_can_be_looked_at(stem: str, kind: str) -> None:
    assert kind in SUPPORTED_TYPES
    question = read_question({"key": "q", "type": kind, "stem": stem} | SMALLEST[kind])
    assert {flaw.rule for flaw in find_flaws(question)} <= {
        "blank-in-middle",
        "hard-to-read",
        "long-stem",
        "patient-details",
    }


@given(st.text(max_size=200).filter(str.strip), st.lists(st.text(max_size=80).filter(str.strip), min_size=3))
def test_any_text_can_be_looked_at(stem: str, texts: list[str]) -> None:
    kept = list({" ".join(text.casefold().split()): text for text in texts}.values())[:10]
    try:
        question = choice(stem, tuple(kept))
    except ValueError:
        return
    find_flaws(question)


@pytest.mark.parametrize(
    "part", ["_", "__ ", "which is ", "a", "[", "**", "1", "A and ", "\n ", "Jan ", "1-", "isn't "]
)
def test_long_texts_come_to_an_end(part: str) -> None:
    text = (part * 20_000)[:19_000].strip()
    find_flaws(choice(text + " x", tuple(f"{number} {text}" for number in range(10))))
    find_flaws(statement("x " + text, answer=False))
