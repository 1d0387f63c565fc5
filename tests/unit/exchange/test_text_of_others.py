"""Questions as courses in Markdown, licensing exams and people of other languages write them."""

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


FOLDED = """# Soap quiz

### Question 1

**Options:**
- [ ] A. Water
- [ ] B. Soap

<details>
<summary>{0}</summary>

{1}
Grease needs it.

</details>
"""


@pytest.mark.parametrize(
    ("caption", "answer"),
    [
        ("Show answer", "B"),
        ("Solution", "**B. Soap**"),
        ("Model answer", "**Answer: B.**"),
        ("Ver respuesta", "**Respuesta correcta: b)**"),
        ("Lösung anzeigen", "Richtige Antwort: b) Soap"),
        ("Voir la réponse", "Réponse correcte : B"),
    ],
)
def test_a_folded_answer_and_its_reason_come_over(caption: str, answer: str) -> None:
    text = FOLDED.format(caption, answer).replace("Question 1\n", "Question 1\nWhat cleans?\n")
    (row,) = _rows(text)

    assert (_data(row)["stem"], _right(row)) == ("What cleans?", ["Soap"])
    assert _data(row)["rationale"] == "Grease needs it."
    assert "the text under the answer was taken for its rationale" in row.notes[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Frage 1: Was?\na) Eins\nb) Zwei\nRichtige Antwort: b) Zwei\nBegründung: Darum.", "Darum."),
        ("Pregunta 1: ¿Qué?\na) Eins\nb) Zwei\nRespuesta correcta: b\nJustificación: Darum.", "Darum."),
        ("Question n°1 – Quoi ?\nA. Eins\nB. Zwei\nBonne réponse : B\nExplication : Darum.", "Darum."),
        ("Questão 1\nQual?\na- Eins\nb- Zwei\nResposta correta: b- Zwei\nComentário: Darum.", "Darum."),
        ("1. Soru?\nA) Eins\nB) Zwei\nDoğru Cevap: B — Darum.", "Darum."),
        ("1. Pytanie?\nA. Eins\nB. Zwei\nPoprawna odpowiedź: B\nUzasadnienie: Darum.", "Darum."),
        ("Вопрос 1. Что?\nА) Eins\nБ) Zwei\nПравильный ответ: Б\nОбъяснение: Darum.", "Darum."),
        ("1.什么？\nA.Eins\nB、Zwei\n答案：B\n解析：Darum.", "Darum."),
        ("السؤال 1\nما؟\nأ) Eins\nب) Zwei\nالإجابة الصحيحة: ب\nالتعليل: Darum.", "Darum."),
        ("১। কী?\nক) Eins\nখ) Zwei\nউত্তর: খ\nব্যাখ্যা: Darum.", "Darum."),
    ],
)
def test_other_languages_and_letters(text: str, reason: str) -> None:
    (row,) = _rows(text)

    assert (_right(row), _data(row)["rationale"]) == (["Zwei"], reason)


def test_latin_letters_typed_in_cyrillic_are_those_that_they_look_like() -> None:
    (row,) = _rows("1. Что?\nА) Eins\nВ) Zwei\nС) Drei\nОтвет: В")

    assert _right(row) == ["Zwei"]


PROGRAM = "def run():\n    key = 5\n    return key\n\n1. no question"


def test_a_program_in_a_question_is_kept_as_it_is() -> None:
    (row,) = _rows(f"1. What comes back?\n\n```python\n{PROGRAM}\n```\n\nA) 5\nB) 6\nAnswer: A")

    assert _data(row)["stem"] == f"What comes back?\n\n```python\n{PROGRAM}\n```"
    assert _right(row) == ["5"]


def test_braces_of_a_program_are_not_those_of_gift() -> None:
    (row,) = _rows("1. What prints?\nvoid run()\n{\n  int x = 1;\n  print(x);\n}\na) 1\nb) 2\nAns: (a)")
    assert _right(row) == ["1"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1. First?\n1. Assess\n2. Call\n3. Chart\nAnswer: 2", ["Call"]),
        ("7. First?\n1. Assess\n2. Call\n3. Chart\nCorrect answer: 1, 3", ["Assess", "Chart"]),
        ("Which are true?\n1. One\n2. Two\n3. Three\n\nYour Answer: 2&3", ["Two", "Three"]),
        ("Question 1: First?\n\n  1. Assess\n  2. Call\n\nAnswer: B — since it is so.", ["Call"]),
    ],
)
def test_choices_with_numbers(text: str, right: list[str]) -> None:
    (row,) = _rows(text)

    assert _right(row) == right


@pytest.mark.parametrize(
    "text",
    [
        "1. Who? a) He b) She c) It\nAnswer: b",
        "Who?\n(a) He (b) She (c) It Ans: (b)",
        "Who?\nA.) He\nB.) She\nC.) It -Answer:-B.) She",
        "Who?\n○ He\n● She\n○ It",
        "Who?\n\n- (1) He\n- (2) She ✓\n- (3) It",
        "41\\. \\*\\*Who?\\*\\*\n\n    \\- a. He\n\n    \\- b. She (Correct answer)\n\n    \\- c. It",
        "> Who?\n>\n> A. He\n> B. She\n> C. It\n\nAnswer:\nB",
        "Q: Who?\nA: He\nB: She\n,C. It\nANSWER: B",
    ],
)
def test_choices_in_other_forms(text: str) -> None:
    (row,) = _rows(text)

    assert _right(row) == ["She"], row.notes
    assert [option["text"] for option in (row.data or {})["options"]] == ["He", "She", "It"]
    assert str(_data(row)["stem"]).strip("*") == "Who?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. Which part?\nAnswer: B) The lid", "begins with the letter of a choice"),
        ("1. Who?\nA. He\nB. She\nAnswer: A\nCorrect answer: B", "two answers are given, “A” and “B”"),
        ("1. Who?\nA. He\nB. She\nAnswer: A. She", "the answer says A, but its words are those of another choice"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_asked_for(text: str, words: str) -> None:
    (row,) = _rows(text)

    assert (row.verdict, words in row.notes[0]) == ("draft", True)


def test_a_solution_under_the_answer_tells_why() -> None:
    (row,) = _rows("1. Two and two?\nA. 4\nB. 5\nAnswer: A\nSolution: count them.")

    assert (_right(row), _data(row)["rationale"]) == (["4"], "count them.")


def test_a_question_right_under_another_is_to_be_checked() -> None:
    _, row = _rows("Who?\nA. He\nB. She\nWhere\nis it?\nA. Here\nB. There\nANSWER: A")

    assert "check where its text begins" in row.notes[0]


def test_an_empty_answer_takes_no_line_of_the_next_question() -> None:
    one, two = _rows("Who?\nA. He\nB. She\nANSWER:\n\nWhere is it?\nA. Here\nB. There\nANSWER: B")

    assert (one.verdict, _data(two)["stem"], _right(two)) == ("draft", "Where is it?", ["There"])


@pytest.mark.parametrize(
    "key",
    [
        "Answer Key\nQuestion 1\nAnswer: B\nQuestion 2\nAnswer: soap",
        "ANSWER KEY\n1. B\n2. soap",
        "Page 9: Answer Key\n1. B\n2. True",
        "Plantilla de respuestas\n1. b\n2. True",
        "Corrigé\nQuestion n°1 – B\nQuestion n°2 – True",
    ],
)
def test_answer_keys_of_others(key: str) -> None:
    one, two = _rows(f"PART I. CHOICES\n\n1. Who?\nA. He\nB. She\n\n2. Soap cleans.\n\n{key}")

    assert _right(one) == ["She"]
    assert ("accept" in _data(two), "answer" in _data(two)) in ((True, False), (False, True))


def test_signs_in_a_choice_stay_as_they_are() -> None:
    (row,) = _rows("1. Which?\nA. 图（Graph）\nB. 树（Tree）\nANSWER：A")
    assert _right(row) == ["图（Graph）"]


@pytest.mark.parametrize(
    "stem",
    [
        "Ordered: 500 mL\nSolution: half saline\nHow fast?",
        "Read the label.\n\nSALINE SOLUTION\n\nHow fast?",
        "Topic: pumps\nSource: the chart\nHow fast?",
    ],
)
def test_words_of_the_question_stay_in_it(stem: str) -> None:
    (row,) = _rows(f"1. {stem}\nA. 10\nB. 20\nAnswer: B\nTopic: rates")

    assert (_data(row)["stem"], _right(row), _data(row)["tags"]) == (stem, ["20"], ["rates"])


def test_letters_without_words_behind_them_are_no_choices() -> None:
    (row,) = _rows("1. Which of hepatitis A. B. C. is it?\nAnswer: hepatitis B")

    assert _data(row)["type"] == "short_text"


def test_an_answer_that_stands_in_the_question_is_asked_about() -> None:
    (row,) = _rows("Slow rhythm\nFast rhythm\nAnswer: Fast rhythm")

    assert "its text holds the answer as a line" in row.notes[0]


def test_a_question_without_its_number_is_not_taken_for_a_rationale() -> None:
    _, two = _rows("1. Who?\nA. He\nB. She\nAnswer: A\nWhere?\nA. Here\nB. There\nAnswer: B")

    assert (_data(two)["stem"], _right(two)) == ("Where?", ["There"])


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("1. How many?\na.\n5\nb.\n10\nAnswer: b", ["5", "10"]),
        ("1. How high?\n> 5\n> 10\nAnswer: > 10", ["> 5", "> 10"]),
        ("1. What?\nA. He gives\nSALINE SLOWLY\nB. He is covered as\npart of the plan\n2. Who?\nx\ny\n", None),
    ],
)
def test_choices_keep_their_lines(text: str, choices: list[str] | None) -> None:
    row = read_paste(text).rows[0]

    wanted = choices or ["He gives\nSALINE SLOWLY", "He is covered as\npart of the plan"]
    assert [option["text"] for option in (row.data or {})["options"]] == wanted


def test_a_case_and_the_question_about_it_are_one() -> None:
    (row,) = _rows("1. A man falls.\nQuestion: What is first?\nA. Look\nB. Run\nAnswer: A")

    assert _data(row)["stem"] == "A man falls.\nWhat is first?"


def test_a_book_pasted_as_one_question_is_cut_and_says_so() -> None:
    (row,) = _rows("Does it go on and on and on and on and on and on?\n" * 2_500)

    assert (row.verdict, "its text is too long" in row.notes[0]) == ("draft", True)
    assert len(str(_data(row)["stem"])) < 101_000
