"""Questions as publishers' test banks, training sites and converters give them out."""

import pytest

from lms_plugin.exchange.proposals import Proposal
from lms_plugin.exchange.reading import read_paste


def _rows(text: str) -> tuple[Proposal, ...]:
    return tuple(row for row in read_paste(text).rows if row.verdict != "left_out")


def _right(row: Proposal) -> list[str]:
    assert row.data is not None, row.notes
    return [option["text"] for option in row.data["options"] if option.get("correct")]


def _data(row: Proposal) -> dict[str, object]:
    assert row.data is not None, row.notes
    return dict(row.data)


BANK = """1. Which soap?
a.
Bar
b.
Liquid
ANS: B
Correct: Liquid is shared safely.
Incorrect:
a. Bars stay wet.
DIF: Knowledge REF: p. 4
SKIN CARE UNIT
2. Which towel?
a. Paper
b. Cloth
12
ANS: A
Paper is thrown away.
DIF: Knowledge
"""


def test_a_publishers_test_bank() -> None:
    one, two = _rows(BANK)

    assert (_right(one), _right(two)) == (["Liquid"], ["Paper"])
    assert _data(one)["rationale"] == "Liquid is shared safely."
    assert (one.data or {})["options"][0]["feedback"] == "Bars stay wet."
    assert "“DIF: Knowledge REF: p. 4” was left out" in one.notes[0]
    assert (two.data or {})["options"][1]["text"] == "Cloth"
    assert "“12” alone in a line was taken for the number of a page" in two.notes[0]


DOTTED = """Quiz title: Hands

Title: The first
Points: 2
1. Who?
... Think of it.
+ Yes.
- No.
a) He
... Not he.
*b) She

2. Where?
*a) Here
... Just so.
b) There
"""


def test_feedback_behind_dots_and_points_above_a_question() -> None:
    one, two = _rows(DOTTED)

    assert (_data(one)["rationale"], _data(one)["points"]) == ("Think of it.", 2)
    assert _data(one)["feedback"] == {"right": "Yes.", "wrong": "No."}
    assert [option.get("feedback") for option in (one.data or {})["options"]] == ["Not he.", None]
    assert ([option.get("feedback") for option in (two.data or {})["options"]], "points" in _data(two)) == (
        ["Just so.", None],
        False,
    )


def test_points_below_a_question_are_its_own() -> None:
    one, two = _rows("1. Who?\nA. He\nB. She\nAnswer: A\n\nPoints: 3\n\n2. Where?\nA. Here\nB. There\nAnswer: B")

    assert (_data(one)["points"], "points" in _data(two)) == (3, False)


def test_stars_among_dashes_under_a_type_and_points() -> None:
    (row,) = _rows("## 1. Which help?\nType: multiple_answers\nPoints: 2\n* Soap\n* Water\n- Sand")

    assert (_data(row)["stem"], _right(row), _data(row)["points"]) == ("Which help?", ["Soap", "Water"], 2)


@pytest.mark.parametrize(
    "text",
    [
        "1. Who?\nA. He\nB. She\nCORRECT ANSWER B — She.\nRATIONALE It is her\nturn.",
        "1. Who?\nA. He\nB. She\nView Correct Answer\n Answer: B\nRationale: It is her\nturn.",
        "QUESTION: Who?\na. He\nb. She\n,ANSWER: b. She\nRationale: It is her\nturn.",
        "• 1. \n  Who?\n  • A. \n\n  He\n\n  • B. \n\n  She\n\nAnswer: B\nRationale: It is her\nturn.",
    ],
)
def test_what_training_sites_put_around_answers(text: str) -> None:
    (row,) = _rows(text)

    assert ([option["text"] for option in (row.data or {})["options"]], _right(row)) == (["He", "She"], ["She"])
    assert (_data(row)["stem"], _data(row)["rationale"]) == ("Who?", "It is her\nturn.")


MARKED = """DOSES WITH ANSWERS
◉ Ordered 10 mg. On hand 5 mg.
How many tablets? Answer: 2
◉ Ordered 20 mg. On hand 5 mg. How many
tablets? Answer: 4
"""


def test_marks_begin_questions_and_their_last_line_holds_the_answer() -> None:
    one, two = _rows(MARKED)

    assert (_data(one)["stem"], _data(one)["accept"]) == (
        "Ordered 10 mg. On hand 5 mg.\nHow many tablets?",
        [{"value": 2}],
    )
    assert (_data(two)["accept"], "its answer stood in the line of the question" in two.notes[0]) == (
        [{"value": 4}],
        True,
    )


def test_lines_without_letters_begin_under_the_question_mark() -> None:
    (row,) = _rows("A man falls. Which is\nfirst?\nLook\nRun\nWait\nAnswer: Look")

    assert (_data(row)["stem"], _right(row)) == ("A man falls. Which is\nfirst?", ["Look"])


@pytest.mark.parametrize(
    "text",
    [
        "1. Soap helps.\n*a. T\nb. F",
        "1. Soap helps.\nTrue False\n\nAnswer Key\n1. True",
        "Type: TF\n1. Soap helps.\n*a) True\nb) False",
    ],
)
def test_true_and_false_in_short(text: str) -> None:
    (row,) = _rows(text)

    assert (_data(row)["stem"], _data(row)["answer"]) == ("Soap helps.", True)


def test_reasons_by_letter_under_a_rationale_are_no_choices() -> None:
    one, two = _rows(
        "1. Who?\nA. He\nB. She\nAnswer: B\nRationale: It is her turn.\nA. He had his.\n\n"
        "2. Where?\nA. x\nB. y\nAnswer: A"
    )

    assert [option.get("feedback") for option in (one.data or {})["options"]] == ["He had his.", None]
    assert (_right(one), _data(one)["rationale"], _right(two)) == (["She"], "It is her turn.", ["x"])


@pytest.mark.parametrize(
    "answer", ["Correct Option: B", "Correct choice - B", "Right option: Option B", "The correct option is B."]
)
def test_options_by_their_word(answer: str) -> None:
    (row,) = _rows(f"Q1. Who?\nOption A: He\nOption B: She\n{answer}")

    assert (_right(row), _data(row)["stem"]) == (["She"], "Who?")


def test_marks_before_choices_begin_no_questions() -> None:
    rows = _rows("Who?\n➤ He\n➤ She\n➤ It\nAnswer: She")

    assert (len(rows), _right(rows[0])) == (1, ["She"])
