"""What hints, tries and certainty make of the points: exact, within their bounds (content format, 2.2)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.questions.certainty import CERTAINTIES, graded_mark
from lms_plugin.questions.costs import cost_factor
from lms_plugin.questions.registry import join_question, read_question
from lms_plugin.questions.scores import Earned, score, score_ppm
from lms_plugin.questions.specs import QuestionSpec

SHARES = st.fractions(0, 1, max_denominator=60)
POINTS = st.fractions(Fraction(1, 100), 100, max_denominator=100)
GRADED = st.builds(Earned, POINTS, SHARES, SHARES, st.sampled_from(CERTAINTIES))
PLAIN = {"key": "a", "type": "true_false", "stem": "Is it?", "answer": True}


@given(st.integers(0, 10), st.none() | SHARES, st.integers(0, 5), st.none() | SHARES)
def test_a_factor_is_exact_and_from_0_to_1(
    hints: int, hint_cost: Fraction | None, tries: int, try_cost: Fraction | None
) -> None:
    factor = cost_factor(hints=hints, hint_cost=hint_cost, tries=tries, try_cost=try_cost)
    assert isinstance(factor, Fraction)
    assert 0 <= factor <= 1
    costs = hints * (hint_cost or 0) + max(0, tries - 1) * (try_cost or 0)
    assert factor == 1 - costs or (factor == 0 and costs >= 1)


@given(st.integers(0, 9), SHARES, st.integers(1, 4), SHARES)
def test_taking_more_never_gives_more(hints: int, hint_cost: Fraction, tries: int, try_cost: Fraction) -> None:
    def factor(hints: int, tries: int) -> Fraction:
        return cost_factor(hints=hints, hint_cost=hint_cost, tries=tries, try_cost=try_cost)

    assert factor(hints + 1, tries) <= factor(hints, tries)
    assert factor(hints, tries + 1) <= factor(hints, tries)


def test_one_hint_and_a_second_try_at_a_quarter_each_leave_half() -> None:
    quarter = Fraction(1, 4)
    assert cost_factor(hints=1, hint_cost=quarter, tries=2, try_cost=quarter) == Fraction(1, 2)
    assert cost_factor(hints=0, hint_cost=quarter, tries=1, try_cost=quarter) == 1


@pytest.mark.parametrize(
    ("credit", "marks"),
    [("1", (1, 2, 3)), ("0", (0, -2, -6)), ("1/2", (Fraction(1, 2), 0, Fraction(-3, 2)))],
)
def test_marks_are_linear_in_the_credit(credit: str, marks: tuple[Fraction, ...]) -> None:
    assert tuple(graded_mark(Fraction(credit), certainty) for certainty in CERTAINTIES) == marks


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_all_right_but_always_mid_is_two_thirds(points: list[Fraction]) -> None:
    def always(certainty: str) -> Fraction | None:
        return score(Earned(each, Fraction(1), certainty=certainty) for each in points)  # type: ignore[arg-type]

    assert [always(certainty) for certainty in CERTAINTIES] == [Fraction(1, 3), Fraction(2, 3), Fraction(1)]


@given(st.lists(GRADED, min_size=1, max_size=8))
def test_a_graded_score_is_exact_and_from_0_to_1(questions: list[Earned]) -> None:
    found = score(questions)
    assert isinstance(found, Fraction)
    assert 0 <= found <= 1
    assert 0 <= score_ppm(found) <= 1_000_000
    marks = [item.points * graded_mark(item.credit, item.certainty or "low", item.factor) for item in questions]
    assert found == max(Fraction(0), sum(marks, Fraction(0)) / (3 * sum(item.points for item in questions)))


@given(POINTS, SHARES, st.fractions(0, Fraction(1, 2), max_denominator=60))
def test_low_is_the_best_word_for_a_guess(points: Fraction, factor: Fraction, credit: Fraction) -> None:
    """Being sure never pays where the answer is more wrong than right."""
    low, mid, high = (Earned(points, credit, factor, each).earned for each in CERTAINTIES)
    assert low >= mid
    assert low >= high


def test_hints_are_in_the_key_part_and_their_number_and_cost_are_shown() -> None:
    question = read_question(PLAIN | {"hints": ["Look left.", "Look right."], "hint_cost": "1/4"})
    assert question.shown()["derived"] == {"hints": 2}
    assert question.shown()["hint_cost"] == "0.25"
    assert "Look" not in str(question.shown())
    assert join_question(question.shown(), question.key_part()) == question


def hashes(**fields: object) -> tuple[str, str, str]:
    question: QuestionSpec = read_question(PLAIN | fields)
    return question.content_hash(), question.shown_hash(), question.marking_hash()


def test_nothing_written_and_its_default_have_one_hash() -> None:
    assert hashes() == hashes(hints=[], hint_cost="0")


def test_a_cost_decides_credit_and_the_words_of_a_hint_do_not() -> None:
    one, other, dearer = (
        hashes(hints=[text], hint_cost=cost) for text, cost in (("Left.", "1/4"), ("Right.", "1/4"), ("Left.", "1/2"))
    )
    assert one[0] != other[0]
    assert one[1:] == other[1:]
    assert (one[1], one[2] == dearer[2]) == (dearer[1], False)
