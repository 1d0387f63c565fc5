"""What a start page says before anything is drawn."""

from collections.abc import Sequence
from typing import Any

import pytest

from lms_plugin.curriculum.policies import GradeSpec, PolicySpec, resolve_grade, resolve_policy
from lms_plugin.curriculum.shown import DrawView, FormsView, SectionView, ShownQuiz
from lms_plugin.quizzes.figures import can_miss

WORTH_ONE = (SectionView("s", None, ("a",), (DrawView(4, "random", ("b", "c", "d", "e", "f")),)),)
FORMS = tuple(SectionView(key, None, (f"{key}1", f"{key}2")) for key in "xyz")


def quiz(
    points: dict[str, str],
    sections: Sequence[SectionView] = (),
    forms: FormsView | None = None,
    cases: Sequence[dict[str, Any]] = (),
) -> ShownQuiz:
    return ShownQuiz(
        digest="q",
        key="quiz",
        title="Quiz",
        intro="",
        purpose="final",
        policy=resolve_policy("final", PolicySpec()),
        grade=resolve_grade("final", GradeSpec()),
        sections=tuple(sections),
        questions=tuple({"key": key, "points": value} for key, value in points.items()),
        forms=forms,
        cases=tuple(cases),
    )


@pytest.mark.parametrize(
    ("points", "missed"),
    [
        (dict.fromkeys("abcdef", "1"), 1),
        (dict.fromkeys("abcdef", "1") | {"a": "0"}, 0),  # four marked ones, of which all are needed
        (dict.fromkeys("abcdef", "1") | {"b": "2"}, None),
        (dict.fromkeys("abcdef", "1") | {"b": "0"}, None),
    ],
)
def test_how_many_may_be_missed_is_true_for_every_paper(points: dict[str, str], missed: int | None) -> None:
    assert quiz(points, WORTH_ONE).question_count == 5
    assert can_miss(quiz(points, WORTH_ONE)) == missed


def test_without_sections_all_questions_count() -> None:
    assert can_miss(quiz(dict.fromkeys("abcdefghij", "1"))) == 2


def test_a_paper_has_one_of_two_parallel_forms() -> None:
    keys = [key for section in FORMS for key in section.questions]
    forms = FormsView("pair", "pre", ("y",), ("z",))
    assert quiz(dict.fromkeys(keys, "1"), FORMS, forms).question_count == 4
    assert can_miss(quiz(dict.fromkeys(keys, "1"), FORMS, forms)) == 0


@pytest.mark.parametrize(("points", "missed"), [("1", 1), ("0", None)])
def test_a_drawn_case_counts_by_its_questions(points: str, missed: int | None) -> None:
    cases = [
        {"key": key, "stages": [{"questions": [f"{key}1", f"{key}2"]}, {"questions": [f"{key}3"]}]} for key in "xy"
    ]
    sections = [SectionView("s", None, ("a", "b"), (DrawView(1, "random", ("x", "y"), each=3),))]
    worth = dict.fromkeys(["a", "b", "x1", "x2", "x3", "y1", "y2", "y3"], "1") | {"y3": points}
    assert quiz(worth, sections, cases=cases).question_count == 5
    assert can_miss(quiz(worth, sections, cases=cases)) == missed
