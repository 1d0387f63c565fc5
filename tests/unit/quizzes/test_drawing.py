"""Drawing (content format 3.1, properties 4 and 19): counts, filters, nothing twice, least seen first, the seed."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.shown import DrawView, SectionView
from lms_plugin.questions.ranking import Ranking
from lms_plugin.quizzes.drawing import Place, ShortDrawError, draw_units, keep_units, list_draws

SEEDS = st.integers(0, 2**64 - 1).map(lambda bits: f"{bits:016x}")
KEYS = [f"q{number:02}" for number in range(16)]
SEEN = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4))


@st.composite
def quizzes(draw: st.DrawFn) -> tuple[SectionView, ...]:
    """Sections as publishing lets them be: each draw has enough, whatever the draws before it took."""
    named = draw(st.sets(st.sampled_from(KEYS), max_size=3))
    taken = 0
    draws = []
    for _ in range(draw(st.integers(1, 4))):
        pool = draw(st.sets(st.sampled_from([key for key in KEYS if key not in named]), min_size=1))
        if len(pool) <= taken:
            continue
        count = draw(st.integers(1, len(pool) - taken))
        taken += count
        draws.append(DrawView(count, draw(st.sampled_from(["least_seen", "random"])), tuple(sorted(pool))))
    return (SectionView("named", None, tuple(sorted(named))), SectionView("drawn", "Drawn", (), tuple(draws)))


def drawn(sections: tuple[SectionView, ...], seed: str, seen: Mapping[str, int]) -> dict[Place, tuple[str, ...]]:
    return {one.place: one.units for one in draw_units(sections, Ranking(seed), seen, {})}


@given(quizzes(), SEEDS, SEEN)
def test_counts_are_met_filters_hold_and_nothing_stands_twice(
    sections: tuple[SectionView, ...], seed: str, seen: dict[str, int]
) -> None:
    found = drawn(sections, seed, seen)
    for place, draw in list_draws(sections):
        assert len(found[place]) == draw.count
        assert set(found[place]) <= set(draw.keys)
    everything = [*sections[0].questions, *(key for units in found.values() for key in units)]
    assert len(everything) == len(set(everything))


@given(quizzes(), SEEDS, SEEN)
def test_least_seen_come_first(sections: tuple[SectionView, ...], seed: str, seen: dict[str, int]) -> None:
    found = drawn(sections, seed, seen)
    before: set[str] = set()
    for place, draw in list_draws(sections):
        left = set(draw.keys) - before - set(found[place])
        before |= set(found[place])
        if draw.prefer == "least_seen" and left:
            assert max(seen.get(key, 0) for key in found[place]) <= min(seen.get(key, 0) for key in left)


@given(quizzes(), SEEDS, SEEN, st.randoms())
def test_same_seed_and_history_draw_the_same_whatever_the_order_of_definitions(
    sections: tuple[SectionView, ...], seed: str, seen: dict[str, int], chance: random.Random
) -> None:
    def mixed(draw: DrawView) -> DrawView:
        return DrawView(draw.count, draw.prefer, tuple(chance.sample(draw.keys, len(draw.keys))))

    again = (sections[0], SectionView("drawn", "Drawn", (), tuple(mixed(draw) for draw in sections[1].draws)))
    assert drawn(again, seed, seen) == drawn(sections, seed, seen)


def test_another_seed_draws_others() -> None:
    sections = (SectionView("drawn", None, (), (DrawView(3, "random", tuple(KEYS)),)),)
    papers = {frozenset(drawn(sections, f"{seed:016x}", {})["drawn", 0]) for seed in range(40)}
    assert len(papers) > 30


def test_what_was_seen_does_not_matter_where_chance_alone_is_preferred() -> None:
    sections = (SectionView("drawn", None, (), (DrawView(3, "random", tuple(KEYS)),)),)
    assert drawn(sections, "0" * 16, dict.fromkeys(KEYS[:8], 5)) == drawn(sections, "0" * 16, {})


@given(quizzes(), SEEDS, st.data())
def test_kept_units_stay_in_their_draw_and_the_rest_is_filled(
    sections: tuple[SectionView, ...], seed: str, data: st.DataObject
) -> None:
    first = drawn(sections, seed, {})
    earlier = {key: place for place, units in first.items() for key in units}
    full = data.draw(st.sets(st.sampled_from(sorted(earlier)))) if earlier else set()
    kept = keep_units(sections, earlier, full)
    assert set(kept) == full
    try:
        found = draw_units(sections, Ranking(seed[::-1]), dict.fromkeys(earlier, 1), kept)
    except ShortDrawError:  # draws that share questions may get in each other's way; a paper then keeps nothing
        return
    for one in found:
        assert {key for key, place in kept.items() if place == one.place} <= set(one.units)
    assert {one.place: len(one.units) for one in found} == {place: draw.count for place, draw in list_draws(sections)}


def test_nothing_is_kept_that_fits_no_more_or_came_from_another_draw() -> None:
    sections = (SectionView("s", None, ("d",), (DrawView(1, "random", ("a", "b")), DrawView(2, "random", ("c", "d")))),)
    earlier = {"a": ("s", 0), "b": ("s", 0), "c": ("s", 0), "d": ("s", 1), "gone": ("s", 1)}
    assert keep_units(sections, earlier, {"a", "b", "c", "d", "gone"}) == {"a": ("s", 0)}


def test_a_draw_with_too_few_says_so() -> None:
    sections = (SectionView("s", None, ("a",), (DrawView(2, "random", ("a", "b")),)),)
    with pytest.raises(ShortDrawError):
        draw_units(sections, Ranking("0" * 16), {}, {})
