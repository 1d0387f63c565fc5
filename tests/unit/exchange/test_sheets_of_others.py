"""Sheets as game makers, question sites and learning platforms write them: what their right answers mean."""

import pytest

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposal
from lms_plugin.exchange.reading import read_paste

HEAD = "Question,Option 1,Option 2,Option 3,{0}\n"


def _rows(text: str) -> tuple[Proposal, ...]:
    return read_paste(text).rows


def _right(row: Proposal) -> list[str]:
    assert row.data is not None, row.notes
    return [option["text"] for option in row.data["options"] if option.get("correct")]


def test_a_number_that_may_be_a_place_or_a_text_is_asked_for() -> None:
    (row,) = _rows(HEAD.format("Correct") + "One and two?,2,3,4,3\n")

    assert (row.verdict, _right(row)) == ("draft", [])
    assert "“3” may be choice B by its text or C by its number" in row.notes[0]


@pytest.mark.parametrize(
    ("other", "right"),
    [("Who?,He,She,It,2", "4"), ("Five and five?,9,10,11,10", "3"), ("Who?,He,She,It,She", "3")],
)
def test_the_other_rows_tell_what_a_number_means(other: str, right: str) -> None:
    row, _ = _rows(f"{HEAD.format('Correct')}One and two?,2,3,4,3\n{other}\n")

    assert row.verdict != "draft" or right == "", row.notes
    assert _right(row) == [right]


def test_a_sheet_with_a_zero_counts_from_zero_and_says_so() -> None:
    rows = _rows(HEAD.format("CorrectIndex") + "Who?,He,She,It,0\nWhere?,Here,There,Gone,2\n")

    assert [_right(row) for row in rows] == [["He"], ["Gone"]]
    assert all(row.verdict == "changed" and "counted from 0" in row.notes[0] for row in rows)


def test_an_index_that_may_count_from_zero_or_one_is_asked_for() -> None:
    (row,) = _rows(HEAD.format("Answer Index") + "Who?,He,She,It,1\n")

    assert "may count from 0 or from 1" in row.notes[0]


def test_a_game_with_a_time_limit_counts_from_one() -> None:
    (row,) = _rows("Question,Answer 1,Answer 2,Answer 3,Time limit,Correct\nOne and two?,2,3,4,20,2\n")

    assert _right(row) == ["3"]


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ("Donor?,O,A,B,AB,A\nWho?,He,She,It,They,B\n", "O"),
        ("Donor?,O,A,B,AB,A\nTaker?,O,A,B,AB,AB\n", "A"),
    ],
)
def test_letters_of_blood_groups_mean_what_the_other_rows_say(rows: str, right: str) -> None:
    row, _ = _rows(f"Question,Option 1,Option 2,Option 3,Option 4,Correct\n{rows}")

    assert _right(row) == [right]


def test_a_letter_that_is_also_a_choice_is_asked_for() -> None:
    (row,) = _rows("Question,Option 1,Option 2,Option 3,Option 4,Correct\nDonor?,O,A,B,AB,A\n")

    assert "“A” may be that choice, or choice B, whose text is “A”" in row.notes[0]


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ("False,True,True", True),
        ("False,True,1", False),
        ("True,False,1", True),
        ("True,False,2", False),
        ("Wahr,Falsch,Falsch", False),
        (",,wahr", True),
    ],
)
def test_true_and_false_by_label_or_number(cells: str, answer: bool) -> None:
    (row,) = _rows(f"Question,Type,Option 1,Option 2,Correct\nSoap helps.,True/False,{cells}\n")

    assert row.data is not None, row.notes
    assert row.data["answer"] is answer
    assert row.data.get("label_true") in (None, "Wahr")


@pytest.mark.parametrize(
    "head",
    [
        "Frage;Antwort;FalscheAntwort1;FalscheAntwort2",
        "question;right_answer;wrong_answer1;wrong_answer2",
        "Pregunta;Respuesta correcta;Respuesta incorrecta 1;Respuesta incorrecta 2",
        "Content;Correct Answer;Distractor 1;Distractor 2",
    ],
)
def test_columns_by_the_names_of_others(head: str) -> None:
    (row,) = _rows(f"{head}\nWas?;Seife;Sand;Salz\n")

    assert _right(row) == ["Seife"]


def test_topics_in_a_column_of_types_are_kept_as_tags() -> None:
    found = read_paste("Type;Question;Right;Wrong 1\nhands;Was?;Seife;Sand\nskin;Wie?;Warm;Kalt\n")

    assert [row.data and row.data["tags"] for row in found.rows] == [["hands"], ["skin"]]
    assert "No type in the column of types is known" in found.notes[0]


def test_two_rows_that_ask_the_same_are_no_answers_of_one() -> None:
    found = read_paste("key,type,stem,correct\none,short_text,Why?,a\ntwo,short_text,Why?,b\n")

    assert found.count("kept") == 2


def test_columns_that_are_not_known_are_named() -> None:
    with pytest.raises(UnreadableFileError, match="none of its columns is known to hold the questions: “enoncé”, “un”"):
        read_paste("enoncé,un,deux,bon\nQuoi,x,y,x\nQui,x,y,y\n")


TABS = (
    "MC\tWho?\tHe\tincorrect\tShe\tcorrect\nMA\tWhich?\tx\tcorrect\ty\tincorrect\tz\tcorrect\nTF\tIs it?\tfalse\n"
    "FIB\tWash with ___\tsoap\nNUM\tHow many?\t20\t2\nMAT\tWhat goes where?\tSoap\tHands\tMop\tFloor\n"
    "ORD\tIn which order?\tWet\tRub\tDry\nESS\tWhy?\tfree\nOP\tWhat do you think?\tx\n"
)


def test_blackboards_tab_files() -> None:
    rows = _rows(TABS)

    kinds = ["single_choice", "multiple_response", "true_false", "short_text", "numeric", "matching", "ordering"]
    assert [row.data["type"] for row in rows if row.data is not None] == [*kinds, "free_text"]
    assert (_right(rows[0]), _right(rows[1])) == (["She"], ["x", "z"])
    assert (rows[2].data or {})["answer"] is False
    assert (rows[4].data or {})["accept"] == [{"value": "20", "tolerance": "2"}]
    assert "Blackboard's type “OP”" in rows[8].notes[0]


def test_a_right_answer_that_stands_apart_in_all_rows_is_a_choice_too() -> None:
    rows = _rows("Question,Answer,Option 1,Option 2\nWho?,She,He,It\nHow many?,4,3,5\n")

    assert [_right(row) for row in rows] == [["She"], ["4"]]
    assert all("none of the choices in this sheet" in row.notes[0] for row in rows)


def test_an_option_named_as_its_column_is_not_a_text() -> None:
    rows = _rows("question,option_a,option_b,correct\nWho?,He,She,option_b\nWhere?,Here,There,option_a\n")

    assert [_right(row) for row in rows] == [["She"], ["Here"]]
