"""What was ticked and typed in the picker, and what of it holds."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from lms_plugin.errors import NotFoundError
from lms_plugin.lti.placing_habits import habits_of
from lms_plugin.placing.catalogue import Item
from lms_plugin.placing.forms import Picks, Rules, empty_picks, read_picks

MODULE = Item(kind="module", course="c", key="m", title="Module", sends_grade=True)
LESSON = Item(kind="lesson", course="c", key="l", title="Lesson", is_part=True)
QUIZ = Item(kind="quiz", course="c", key="q", title="Quiz", is_part=True, sends_grade=True)
ITEMS = (MODULE, LESSON, QUIZ)


SEEN = tuple(("seen", item.id) for item in ITEMS)


def read(*pairs: tuple[str, str], seen: tuple[tuple[str, str], ...] = SEEN, **rules: Any) -> Picks:
    form: MultiDict[str, str] = MultiDict([*pairs, *seen])
    return read_picks(form, ITEMS, Rules(**rules))


def points_of(picks: Picks) -> list[tuple[str, int | None]]:
    return [(choice.item.key, choice.points) for choice in picks.choices]


def test_items_are_led_to_by_custom_parameters() -> None:
    assert (QUIZ.id, QUIZ.custom) == ("c/quiz/q", {"course": "c", "quiz": "q"})


def test_what_has_a_result_sends_it_unless_switched_off() -> None:
    picks = empty_picks(ITEMS)
    assert not picks.chosen
    assert picks.graded == {MODULE.id, QUIZ.id}


def test_choices_come_in_the_order_of_the_course() -> None:
    picks = read(
        ("item", QUIZ.id),
        ("item", MODULE.id),
        ("graded", QUIZ.id),
        (f"points:{QUIZ.id}", " 20 "),
        (f"points:{MODULE.id}", "not asked"),
    )
    assert points_of(picks) == [("m", None), ("q", 20)]
    assert (picks.problem, picks.wrong, picks.sending) == ("", {}, 1)


def test_a_lesson_sends_no_grade_whatever_the_form_says() -> None:
    assert points_of(read(("item", LESSON.id), ("graded", LESSON.id), (f"points:{LESSON.id}", "5"))) == [("l", None)]


def test_no_grades_for_an_lms_that_takes_none() -> None:
    picks = read(("item", QUIZ.id), ("graded", QUIZ.id), (f"points:{QUIZ.id}", "20"), grades=False)
    assert points_of(picks) == [("q", None)]


@pytest.mark.parametrize("text", ["", "0", "101", "1000", "12.5", "-1", "ten", "²", "٣"])
def test_points_are_whole_numbers_to_a_hundred(text: str) -> None:
    picks = read(("item", QUIZ.id), ("graded", QUIZ.id), (f"points:{QUIZ.id}", text))
    assert picks.choices == ()
    assert set(picks.wrong) == {QUIZ.id}
    assert picks.problem == "The points of “Quiz” do not fit."


@pytest.mark.parametrize("text", ["1", "100", "007"])
def test_points_at_the_edges(text: str) -> None:
    picks = read(("item", QUIZ.id), ("graded", QUIZ.id), (f"points:{QUIZ.id}", text))
    assert points_of(picks) == [("q", int(text))]


@pytest.mark.parametrize(
    ("chosen", "several", "problem"),
    [
        ((), True, "Choose at least one."),
        ((), False, "Choose one."),
        ((MODULE, LESSON), False, "Your LMS takes one at a time. Choose one."),
        ((MODULE,), False, ""),
    ],
)
def test_how_many(chosen: tuple[Any, ...], several: bool, problem: str) -> None:
    assert read(*(("item", item.id) for item in chosen), several=several).problem == problem


def test_what_is_not_offered() -> None:
    with pytest.raises(NotFoundError):
        read(("item", MODULE.id), ("item", "other/module/m"))


def test_what_was_not_on_the_page_stands_as_it_began() -> None:
    assert points_of(read(("item", QUIZ.id), seen=())) == [("q", 100)]
    assert points_of(read(("item", QUIZ.id))) == [("q", None)]


def test_the_earlier_choice_is_chosen_again() -> None:
    assert empty_picks(ITEMS, {"course": "c", "quiz": "q"}).chosen == {QUIZ.id}
    assert empty_picks(ITEMS, {"course": "c", "quiz": "another"}).chosen == frozenset()
    assert empty_picks(ITEMS, {}).chosen == frozenset()


def test_canvas_takes_more_points_and_dates() -> None:
    picks = read(
        ("item", QUIZ.id),
        ("graded", QUIZ.id),
        (f"opens:{QUIZ.id}", "2027-01-31T08:00"),
        (f"due:{QUIZ.id}", "2027-02-28T17:00"),
        habits=habits_of("canvas"),
        timezone=ZoneInfo("America/Chicago"),
    )
    [choice] = picks.choices
    assert (choice.opens, choice.due) == (
        datetime(2027, 1, 31, 14, tzinfo=UTC),
        datetime(2027, 2, 28, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(("opens", "due"), [("soon", ""), ("2027-02-01T08:00", "2027-01-01T08:00"), ("", "0001-01-01")])
def test_dates_that_do_not_fit(opens: str, due: str) -> None:
    picks = read(
        ("item", LESSON.id),
        (f"opens:{LESSON.id}", opens),
        (f"due:{LESSON.id}", due),
        habits=habits_of("canvas"),
        timezone=ZoneInfo("Asia/Tokyo"),
    )
    assert picks.choices == ()
    assert set(picks.wrong) == {LESSON.id}


def test_dates_are_not_read_where_they_come_to_nothing() -> None:
    [choice] = read(("item", LESSON.id), (f"due:{LESSON.id}", "soon"), habits=habits_of("moodle")).choices
    assert choice.due is None
