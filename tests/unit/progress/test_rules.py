"""What is complete, what comes next, where one goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.progress.rules import (
    farther,
    is_module_complete,
    minutes_left,
    next_index,
    quiz_minutes,
    surviving_block,
)

STATES = st.sampled_from(["not_started", "in_progress", "not_passed", "passed", "done"])


@pytest.mark.parametrize(
    ("completion", "lessons", "quizzes", "complete"),
    [
        (("all", "passed"), ["done", "done"], ["passed"], True),
        (("all", "passed"), ["done", "in_progress"], ["passed"], False),
        (("all", "passed"), ["done"], ["not_passed"], False),
        (("all", "submitted"), ["done"], ["not_passed"], True),
        (("all", "submitted"), ["done"], ["in_progress"], False),
        (("none", "passed"), ["not_started"], ["passed"], True),
        (("all", "none"), ["done"], ["not_started"], True),
        (("all", "passed"), ["done"], ["done"], True),
        (("none", "none"), [], [], True),
    ],
)
def test_a_module_is_complete_by_its_own_rule(
    completion: tuple[str, str], lessons: list[str], quizzes: list[str], complete: bool
) -> None:
    rule = {"lessons": completion[0], "quizzes": completion[1]}
    assert is_module_complete(rule, lessons, quizzes) is complete


@given(st.lists(STATES), st.lists(STATES), st.sampled_from(["all", "none"]), st.sampled_from(["passed", "submitted"]))
def test_finishing_more_never_undoes_completion(lessons: list[str], quizzes: list[str], one: str, two: str) -> None:
    rule = {"lessons": one, "quizzes": two}
    if is_module_complete(rule, lessons, quizzes):
        assert is_module_complete(rule, ["done" for _ in lessons], ["passed" for _ in quizzes])


def test_a_place_falls_to_the_nearest_surviving_block_before_it() -> None:
    earlier = ["a", "b", "c", "d"]
    assert surviving_block("c", earlier, ["a", "b", "c"]) == "c"
    assert surviving_block("c", earlier, ["a", "b", "x", "d"]) == "b"
    assert surviving_block("c", earlier, ["x", "d"]) is None
    assert surviving_block("z", earlier, ["a"]) is None


@given(st.lists(st.integers(0, 20), unique=True, min_size=1), st.data())
def test_a_surviving_block_is_always_one_of_today(today: list[int], data: st.DataObject) -> None:
    blocks = [str(number) for number in today]
    earlier = data.draw(st.permutations([str(number) for number in range(21)]))
    found = surviving_block(data.draw(st.sampled_from(earlier)), earlier, blocks)
    assert found is None or found in blocks


def test_the_farther_block_is_the_later_one() -> None:
    assert farther("a", "c", ["a", "b", "c"]) == "c"
    assert farther("c", "a", ["a", "b", "c"]) == "c"
    assert farther(None, "a", ["a"]) == "a"
    assert farther("gone", "a", ["a"]) == "a"


def test_minutes_are_rounded_up_and_never_none_while_reading() -> None:
    assert [minutes_left(6, place, 12) for place in (0, 1, 6, 11)] == [6, 6, 3, 1]
    assert minutes_left(6, 0, 0) == 6
    assert [quiz_minutes(count) for count in (0, 1, 8, 10)] == [1, 1, 6, 8]


def test_what_was_begun_comes_first_then_the_first_that_is_not_complete() -> None:
    assert next_index(["done", "not_started", "in_progress"]) == 2
    assert next_index(["done", "not_started", "not_passed"]) == 1
    assert next_index(["done", "done", "not_passed"]) == 2
    assert next_index(["done", "passed"]) is None
