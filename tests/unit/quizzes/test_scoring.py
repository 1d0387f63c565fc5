"""Scores on exact fractions: what counts, and that no figure contradicts the decision (content format, section 8)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.core.web.filters import percent
from lms_plugin.questions.scores import Earned, cut_percent, score_ppm
from lms_plugin.quizzes.scoring import Tally, counted, summed, tally

POINTS = st.integers(1, 10_000).map(lambda cents: Fraction(cents, 100))
CREDITS = st.builds(Fraction, st.integers(0, 12), st.just(12))
QUESTIONS = st.lists(st.builds(Earned, POINTS, CREDITS), min_size=1, max_size=12)
TRIES = st.lists(QUESTIONS.map(tally), min_size=1, max_size=6)


@given(QUESTIONS, st.integers(1, 50), st.randoms())
def test_a_common_factor_on_points_and_the_order_change_nothing(
    questions: list[Earned], factor: int, random: object
) -> None:
    """Property 11."""
    scaled = [item._replace(points=item.points * factor) for item in questions]
    shuffled = list(questions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(scaled).score == tally(questions).score == tally(shuffled).score


@given(QUESTIONS, st.integers(0, 100))
def test_cut_figures_agree_with_the_decision(questions: list[Earned], pass_mark: int) -> None:
    """Property 12, for the screen (one decimal) and for the LMS (four)."""
    found = tally(questions)
    assert found.score is not None
    passed = found.passes(pass_mark)
    assert (float(percent(score_ppm(found.score))) >= pass_mark) is passed
    assert (cut_percent(found.score, 4) >= pass_mark) is passed
    assert (score_ppm(found.score) >= pass_mark * 10_000) is passed


@given(TRIES, QUESTIONS.map(tally))
def test_best_is_no_less_than_any_other_way_and_never_falls(tries: list[Tally], further: Tally) -> None:
    """Property 13."""
    best = counted("best", tries).tally.score or 0
    for rule in ("average", "first", "last"):
        assert best >= (counted(rule, tries).tally.score or 0)
    assert (counted("best", [*tries, further]).tally.score or 0) >= best


def test_ties_go_to_the_earlier_try() -> None:
    half, also_half = Tally(Fraction(1), Fraction(2)), Tally(Fraction(2), Fraction(4))
    assert counted("best", [half, also_half]).index == 0
    assert counted("last", [half, also_half]).index == 1


def test_an_average_is_exact() -> None:
    tries = [Tally(Fraction(1), Fraction(3)), Tally(Fraction(2), Fraction(3)), Tally(Fraction(3), Fraction(3))]
    assert counted("average", tries).tally.score == Fraction(2, 3)


def test_points_of_several_quizzes_are_summed() -> None:
    assert summed([Tally(Fraction(1), Fraction(2)), Tally(Fraction(8), Fraction(8))]).score == Fraction(9, 10)


@pytest.mark.parametrize(("earned", "passed"), [("8", True), ("79999/10000", False)])
def test_passing_is_decided_on_the_fraction(earned: str, passed: bool) -> None:
    assert Tally(Fraction(earned), Fraction(10)).passes(80) is passed


def test_without_points_or_pass_mark_handing_in_is_enough() -> None:
    nothing = tally([])
    assert nothing.score is None
    assert nothing.passes(80)
    assert Tally(Fraction(0), Fraction(5)).passes(None)
