"""Scores, and the figures that are cut from them."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.questions.scores import Earned, cut_percent, has_passed, score, score_ppm

shares = st.fractions(0, 1, max_denominator=60)
points = st.fractions(Fraction(1, 100), 100, max_denominator=100)
earned = st.builds(Earned, points=points, credit=shares, factor=shares, certainty=st.none())


@given(st.lists(earned, min_size=1, max_size=8), st.fractions(Fraction(1, 9), 9, max_denominator=9))
def test_a_common_factor_and_the_order_change_nothing(questions: list[Earned], factor: Fraction) -> None:
    scaled = [item._replace(points=item.points * factor) for item in questions]
    assert score(scaled) == score(questions) == score(reversed(questions))


@given(st.lists(earned, min_size=2, max_size=8))
def test_a_dropped_question_leaves_the_others(questions: list[Earned]) -> None:
    before, rest = score(questions), score(questions[1:])
    assert before is not None
    assert rest is not None
    possible = sum((item.points for item in questions), Fraction(0))
    assert before * possible - questions[0].points * questions[0].credit * questions[0].factor == rest * (
        possible - questions[0].points
    )


def test_nothing_to_earn_is_no_score() -> None:
    assert score([]) is None


@given(st.fractions(0, 1, max_denominator=10_000), st.integers(0, 100))
def test_cut_figures_agree_with_the_decision(value: Fraction, pass_mark: int) -> None:
    passed = has_passed(value, pass_mark)
    assert (cut_percent(value, 1) >= pass_mark) is passed
    assert (cut_percent(value, 4) >= pass_mark) is passed
    assert (score_ppm(value) >= pass_mark * 10_000) is passed
    assert Decimal(score_ppm(value)) / 10_000 == cut_percent(value, 4)


def test_figures_are_cut() -> None:
    assert cut_percent(Fraction(7, 9), 1) == Decimal("77.7")
    assert str(cut_percent(Fraction(1), 4)) == "100.0000"
    assert cut_percent(Fraction(79_999, 100_000), 1) == Decimal("79.9")
    assert score_ppm(Fraction(2, 3)) == 666_666
    assert not has_passed(Fraction(79_999, 100_000), 80)


def test_hints_and_tries_take_from_the_points() -> None:
    assert score([Earned(Fraction(2), Fraction(1), Fraction(1, 2)), Earned(Fraction(2), Fraction(1))]) == Fraction(3, 4)
