"""A lesson that is being written: what is said of it and where, and what of it can be shown all the same."""

import pytest

from lms_plugin.authoring.lesson_checking import CheckedLesson, LessonSurroundings, check_lesson

PATH = "modules/small/lessons/one.md"
AROUND = LessonSurroundings(
    known={
        "reference": {"law": {"text": "The law.", "url": None}},
        "glossary term": {"phi": {"term": "protected health information", "short": "PHI", "text": "About care."}},
        "slot": {"hospital.office": {"label": "The office"}},
        "objective": {"goal": {"text": "Know it."}},
        "lesson": {"two": PATH},
        "quiz": {},
        "module": {},
        "question": {"elsewhere": True},
        "picture": {"media/desk.png": {"digest": "d" * 64, "kind": "image/png", "size": 9, "width": 4, "height": 3}},
    },
    words={"hospital.office": "room 12"},
    language="en-US",
)
HEAD = "---\ntitle: Lesson one\nobjective: goal\nminutes: 4\n---\n"
END = "\n::: on-shift\nCall {{hospital.office}}.\n:::\n"


def check(body: str, head: str = HEAD) -> CheckedLesson:
    return check_lesson(PATH, head + body, AROUND)


def test_a_sound_lesson_is_shown_with_its_terms_sources_and_words() -> None:
    checked = check("## First\n\n[[phi]] is kept [@law].\n" + END)
    assert (checked.must_fix, checked.hints) == ((), ())
    html = " ".join(piece.block.html for piece in checked.pieces)
    assert "protected health information" in html
    assert "Call room 12." in html
    assert [term.key for term in checked.terms] == ["phi"]
    assert [reference.key for reference in checked.references] == ["law"]


@pytest.mark.parametrize(
    ("body", "said", "line"),
    [
        ("Text.\n\n::: callout\nNo tone.\n:::\n", "does not say what it is", 3),
        ("Text.\n\nOne<br>two\n", "Raw HTML", 3),
        ("A [[shut]] door.\n", "No glossary term 'shut'", 1),
        ("Said [@nobody].\n", "No reference 'nobody'", 1),
        ("Ask {{hospital.fax}}.\n", "No slot 'hospital.fax'", 1),
        ("Then read [the next one](lesson:three).\n", "No lesson 'three'", 1),
        ("## First\n\n#### Deep\n", "heading level is skipped", 3),
        ("```figure\nsrc: media/desc.png\nalt: A desk with a lamp\n```\n", "no picture media/desc.png", 1),
        ("```check\nuse: nowhere\n```\n", "no question 'nowhere'", 1),
        ("```check\nkey: a\ntype: true_false\nstem: So?\n```\n", "answer", 2),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body: str, said: str, line: int) -> None:
    [remark] = check(body + END).must_fix
    assert said in remark.text
    assert remark.line == line
    assert remark.begins == body.split("\n")[line - 1].strip()[:40]


def test_a_picture_of_the_course_is_shown() -> None:
    checked = check("```figure\nsrc: media/desk.png\nalt: A desk with a lamp\n```\n" + END)
    assert checked.must_fix == ()
    figure = checked.pieces[0].block.figure
    assert figure is not None
    assert (figure.digest, figure.width) == ("d" * 64, 4)


def test_what_is_sound_is_shown_beside_what_is_wrong() -> None:
    shown = " ".join(piece.block.html for piece in check("One.\n\n::: what\nTwo.\n:::\n\nThree.\n").pieces)
    assert "One." in shown
    assert "Three." in shown


def test_nothing_of_an_author_runs() -> None:
    body = "<script>alert(1)</script>\n\n[link words](javascript:alert(1)) and ![x](https://x.example/y.png)\n"
    html = " ".join(piece.block.html for piece in check(body).pieces)
    assert "<script" not in html
    assert "href" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("head", "field", "said"),
    [
        (HEAD.replace("minutes: 4", "minutes: six"), "minutes", "six"),
        (HEAD.replace("minutes: 4\n", ""), "minutes", "missing"),
        (HEAD.replace("minutes: 4", "minutes: 900"), "minutes", "600"),
        (HEAD.replace("objective: goal", "objective: gaol"), "objective", "Did you mean 'goal'"),
        (HEAD.replace("title: Lesson one", "title:"), "title", ""),
    ],
)
def test_what_is_wrong_in_a_field_stands_at_it(head: str, field: str, said: str) -> None:
    checked = check(END, head)
    assert [remark.field for remark in checked.must_fix] == [field]
    assert said in checked.fault_of(field)


def test_a_text_without_its_fields_is_no_crash() -> None:
    assert check("Text.\n", "").must_fix
