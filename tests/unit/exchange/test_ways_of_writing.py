"""Questions in the many ways in which people write them: each comes over, or is refused in words that help."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposal, Proposals
from lms_plugin.exchange.reading import read_any, read_paste
from lms_plugin.questions.registry import read_question

HEAD, TAIL = "What is PHI?", [("The weather", False), ("A wristband", True), ("The menu", False)]


def _read(given: str | bytes) -> Proposals:
    return read_paste(given) if isinstance(given, str) else read_any("x", given)


def _choices(row: Proposal) -> list[tuple[str, bool]]:
    assert row.data is not None, row.notes
    return [(option["text"], option.get("correct", False)) for option in row.data["options"]]


@pytest.mark.parametrize(
    "text",
    [
        "1.\tWhat is PHI?\n\tA.\tThe weather\n\tB.\tA wristband\n\tC.\tThe menu\n\tANSWER: B",
        "1.\u00a0What is\u00a0PHI?\nA.\u00a0The weather\nB.\u00a0A wristband\nC.\u00a0The menu\nAnswer:\u00a0B",
        "1: What is PHI?\nA: The weather\nB: A wristband\nC: The menu\nANSWER: B",
        "1 - What is PHI?\nA - The weather\nB - A wristband\nC - The menu\nANSWER: B",
        "1. What is PHI?\nA.The weather\nB.A wristband\nC.The menu\nANSWER: B",
        "What is PHI?\nA) The weather\n\nB) A wristband\n\nC) The menu\n\nAnswer: B)",
        "Question 1\nWhat is PHI?\na) The weather\nb) A wristband\nc) The menu\nanswer: b",
        "1. What is PHI?\x0bA. The weather\x0bB. A wristband\x0bC. The menu\x0bAnswer: B",
        "１．What is PHI?\nＡ． The weather\nＢ． A wristband\nＣ． The menu\nANSWER：B",
        "Q1. What is PHI?\n1) The weather\n2) A wristband\n3) The menu\nAnswer: 2",
        "1. What is PHI?\n- The weather\n- A wristband\n- The menu\nAnswer: A wristband",
        "1. What is PHI?\n• The weather\n• A wristband *\n• The menu",
        "1. What is PHI?\n- [ ] The weather\n- [x] A wristband\n- [ ] The menu",
        "1. What is PHI?\n- The weather\n* A wristband\n- The menu",
        "What is PHI?\nThe weather\nA wristband\nThe menu\nAnswer: A wristband",
        "1. What is PHI?\nA. The weather          C. The menu\nB. A wristband\nAnswer: B",
        "**Question 1:** What is PHI?\n\nA) The weather\nB) A wristband\nC) The menu\n\n**Correct Answer:** B\n\n---",
        "### Question 1\nWhat is PHI?\n\n- A) The weather\n- B) A wristband\n- C) The menu\n\n**Answer: B**",
        "1. **What is PHI?**\n   a) The weather\n   b) A wristband\n   c) The menu\n\n   **Answer: b) A wristband**",
        "1. What is PHI?\n   - A. The weather\n   - **B. A wristband** ✅\n   - C. The menu",
        "**1. What is PHI?**\nA. The weather\nB. A wristband ✅\nC. The menu",
        "1. What is PHI?\n☐ The weather\n☑ A wristband\n☐ The menu",
        "____ 1. What is PHI?\na.\tThe weather\nb.\tA wristband\nc.\tThe menu\nANS:\tB\tPTS: 1\tREF: p. 12",
        "1. What is PHI?\nAnswer: 'B'\nA. The weather\nB. A wristband\nC. The menu",
        "1. What is PHI?\nA. The weather\tB. A wristband\tC. The menu\nAnswer: B",
        *(
            f"1. What is PHI?\nA. The weather\nB. A wristband\nC. The menu\n{answer}"
            for answer in (
                "Ans. B",
                "Ans: (B)",
                "Correct: B",
                "Correct answer - B",
                "The correct answer is B.",
                "[Answer: B]",
                "(Answer: B)",
                "ANSWER B",
                "Answer: Option B",
                "Answer: B. A wristband",
                "Correct Answer: B, because it names somebody.",
                "Answer: B (p. 42)",
            )
        ),
    ],
)
def test_a_pasted_question_comes_over(text: str) -> None:
    (row,) = _read(text).rows

    assert row.data is not None
    assert (row.verdict in ("kept", "changed"), row.data["stem"], row.data["type"]) == (True, HEAD, "single_choice")
    assert _choices(row) == TAIL


SHEET = "{0}\nWhat is PHI?;The weather;A wristband;The menu;{1}\n"
NAMES = "Question;Option A;Option B;Option C;Correct Answer"


@pytest.mark.parametrize(
    "given",
    [
        SHEET.format(NAMES, "B"),
        SHEET.format(NAMES.upper(), "b"),
        SHEET.format(NAMES.replace(";", " ; "), "2"),
        SHEET.format(NAMES, "A wristband").encode("utf-16"),
        SHEET.format(NAMES, "Option B").encode("utf-8-sig"),
        SHEET.format("Frage;Antwort A;Antwort B;Antwort C;Richtig", "B").encode("cp1252"),
        SHEET.format("Question Text;Choice 1;Choice 2;Choice 3;Correct Option", "Choice 2"),
        SHEET.format("Stem;A;B;C;Key", "B"),
        SHEET.format("sep=;\nQuestion;A;B;C;Ans", "B"),
        SHEET.format("Our questions 2026;;;;\n;;;;\n" + NAMES, "B"),
        SHEET.format(NAMES, "B").replace(";", "\t"),
        SHEET.format(NAMES, "B").replace("\n", "\r").encode(),
        "Q No;Question;A;B;C;Answer\n1;What is PHI?;The weather;A wristband;The menu;B\n",
        "Question;A;B;C\nWhat is PHI?;The weather;*A wristband;The menu\n",
        "Question;Type;A;B;C;Correct\nWhat is PHI?;Multiple Choice;The weather;A wristband;The menu;B\n",
        (
            "Question #;Question Text;Answer 1;Answer 2;Answer 3 (Optional);Correct Answer(s) (Only include Answer #)\n"
            "1;What is PHI?;The weather;A wristband;The menu;2\n"
        ),
        SHEET.format("Question - at most 120 letters;Answer 1 - short;Answer 2 - short;Answer 3 - short;Correct", "2"),
        'Question,Options,Answer\nWhat is PHI?,"A. The weather\nB. A wristband\nC. The menu",B\n',
        "Question,Choices,Answer\nWhat is PHI?,The weather; A wristband; The menu,A wristband\n",
        'Question,A,B,C,Correct\n"What is PHI?","The weather",A wristband,The menu,B\n',
    ],
)
def test_a_row_comes_over_whatever_its_sheet_calls_the_columns(given: str | bytes) -> None:
    found = _read(given)
    (row,) = found.rows

    assert row.data is not None
    assert (found.format, row.verdict, row.data["stem"], _choices(row)) == ("CSV", "kept", HEAD, TAIL)


def test_wrong_answers_in_columns_of_their_own_are_choices() -> None:
    (row,) = _read("Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2\nWhat is PHI?,x,y,z\n").rows

    assert _choices(row) == [("x", True), ("y", False), ("z", False)]


def test_types_by_their_usual_names() -> None:
    rows = _read(
        "Question,Type,A,B,C,Correct\n"
        "Which?,Multiple Answer,x,y,z,A\n"
        "Is it?,True/False,,,,TRUE\n"
        "How?,Short Answer,,,,washing\n"
        "How many?,Numerical,,,,12\n"
    ).rows

    kinds = ["multiple_response", "true_false", "short_text", "numeric"]
    assert [row.data and row.data["type"] for row in rows] == kinds


def test_im10_a_type_that_is_not_taken_is_named_and_the_rest_comes_over() -> None:
    found = _read("Question,Type,A,B,Correct\nWhat is it?,Calculated,x,y,A\nWhere?,hotspot,x,y,A\nWho?,mc,x,y,A\n")

    assert [row.verdict for row in found.rows] == ["left_out", "left_out", "kept"]
    assert "type “calculated”" in found.rows[0].notes[0]
    assert "hotspot does not fit in a sheet" in found.rows[1].notes[0]


TWO = "1. First?\nA. x\nB. y\n\n2. Second?\nA. x\nB. y\nC. z\n\n"


@pytest.mark.parametrize(
    "key",
    [
        "Answer Key\n1\tB\n2\tC",
        "Answer key\nQuestion\tAnswer\n1\tB\n2\tC",
        "Answer key: 1B 2C",
        "Answers:\n1. B. y\n2. C. z",
        "ANSWER KEY:\n1. B - y is right.\n2. C – z is right.",
    ],
)
def test_a_key_at_the_end_in_many_forms(key: str) -> None:
    one, two = _read(TWO + key).rows

    assert [one.verdict, two.verdict] == ["kept", "kept"]
    assert (_choices(one)[1], _choices(two)[2]) == (("y", True), ("z", True))
    assert one.data is not None
    assert one.data.get("rationale") == ("y is right." if "is right" in key else None)


def test_numbers_without_a_period_are_taken_off_where_all_have_them() -> None:
    numbered = _read("1 First?\na. x\nb. y\nAnswer: a\n\n2 Second?\na. x\nb. y\nAnswer: b").rows
    doses = _read("5 mg of what?\nA) x\nB) y\nANSWER: A").rows

    assert [row.data and row.data["stem"] for row in (*numbered, *doses)] == ["First?", "Second?", "5 mg of what?"]


def test_a_numbered_list_inside_a_question_is_no_question() -> None:
    (row,) = _read("1. Put in order:\n1) Stop\n2) Report\nWhich is first?\nA. Stop\nB. Report\nAnswer: A").rows

    assert row.data is not None
    assert row.data["stem"] == "Put in order:\n1. Stop\n2. Report\nWhich is first?"


def test_words_behind_the_letter_say_why() -> None:
    (row,) = _read("1. What?\nA. x\nB. y\nCorrect Answer: B - because y holds.").rows

    assert (row.data or {})["rationale"] == "because y holds."


def test_a_rationale_for_each_letter_is_the_feedback_of_each() -> None:
    (row,) = _read("1. What?\nA. x\nB. y\nAnswer: B\nRationale:\nA. Wrong, since.\nB. Right,\nsince.").rows

    assert [option["feedback"] for option in (row.data or {})["options"]] == ["Wrong, since.", "Right,\nsince."]


def test_true_and_false_need_no_letters() -> None:
    with_key, without = _read(
        "1. Gloves replace washing.\nTrue\nFalse\nAnswer: False\n\n2. Soap helps.\nTrue\nFalse\n"
    ).rows
    assert with_key.data is not None
    assert (with_key.data["type"], with_key.data["stem"], with_key.data["answer"]) == (
        "true_false",
        "Gloves replace washing.",
        False,
    )
    assert (without.verdict, "no answer marked" in without.notes[0]) == ("draft", True)


def test_a_letter_without_choices_is_no_answer_to_type() -> None:
    (row,) = _read("1. What?\ni. x\nii. y\niii. z\nAnswer: ii").rows

    assert row.verdict == "draft"
    assert "looks like the letter of a choice, but no choices were found" in row.notes[0]


def test_a_sheet_with_a_row_for_each_answer_is_told_how_to_lay_them_out() -> None:
    answers = (
        "What is PHI?,A name,yes",
        "What is PHI?,A color,no",
        "Who may look?,The team,yes",
        "Who may look?,All,no",
    )
    rows = "\n".join(["Question,Answer,Correct", *answers])
    with pytest.raises(UnreadableFileError, match="one for each answer"):
        _read(rows)


def test_a_sheet_without_names_of_columns_is_told_how_to_name_them() -> None:
    with pytest.raises(UnreadableFileError, match="its columns have no names") as refused:
        _read("What?,x,y,z,B\nWho?,x,y,z,A\n")
    assert "stem, option_a, option_b, correct" in f"{refused.value} {refused.value.remedy}"


PIECES = st.sampled_from(
    [
        "1. ",
        "2) ",
        "Q1. ",
        "A. ",
        "B) ",
        "c) ",
        "- ",
        "* ",
        "[x] ",
        "☑",
        "\n",
        "\n\n",
        "\t",
        "Answer: ",
        "B",
        "Answer key\n",
        "Rationale:",
        "Feedback: no",
        "**",
        "What?",
        "True",
        "; ",
        ",",
        "Question",
        "Options",
        "=",
        "{",
        "---",
        "<summary>Answer</summary>",
        "```\n",
        "> ",
        "... ",
        "А) ",
        "Б) ",
        "答案：",
        "Incorrect:\n",
        "DIF: ",
        "Points: 2\n",
        "◉ ",
        "\x0b",
        "１．",
        '"',
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableFileError):
        for row in read_paste(text).rows:
            assert row.notes
            assert row.data is None or row.verdict in ("draft", "kept", "changed")
            if row.verdict in ("kept", "changed"):
                read_question(row.data)
