"""Parallel forms (content format 3.3): parity first, then the form not seen last."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.shown import FormsView, SectionView
from lms_plugin.quizzes.parallel_forms import Sitting, TakenForm, choose_form, first_form, sections_of

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SECTIONS = tuple(SectionView(key, None, (f"{key}-1",)) for key in ("both", "first", "second"))


def forms(occasion: str) -> FormsView:
    return FormsView("prepost", occasion, ("first",), ("second",))


def sit(past: list[Sitting], occasion: str, *, day: int, cycle: int = 1) -> TakenForm:
    """Take the test of an occasion on some day."""
    now = NOW + timedelta(days=day, hours=1)
    taken = choose_form(forms(occasion), "amara", past, cycle=cycle, now=now)
    past.append(Sitting(taken=taken, cycle=cycle, started_at=now))
    return taken


@given(st.text(max_size=40), st.uuids())
def test_the_first_form_is_the_parity_of_the_hash(pair: str, learner: object) -> None:
    number = int(hashlib.sha256(f"{pair}:{learner}".encode()).hexdigest(), 16)
    assert first_form(pair, str(learner)) == ("b" if number % 2 else "a")


def test_half_of_the_learners_begin_with_each_form() -> None:
    assert 450 < sum(first_form("prepost", f"{number}") == "a" for number in range(1_000)) < 550


def test_the_next_occasion_has_the_other_form_and_retention_the_one_not_seen_last() -> None:
    past: list[Sitting] = []
    pre, post, retention = sit(past, "pre", day=0), sit(past, "post", day=3), sit(past, "retention", day=93)
    assert (pre.days, post.days, retention.days) == (None, 3, 90)
    assert pre.form == first_form("prepost", "amara")
    assert post.form != pre.form
    assert retention.form == pre.form


def test_a_second_try_at_one_occasion_keeps_the_form() -> None:
    past: list[Sitting] = []
    first, again = sit(past, "pre", day=0), sit(past, "pre", day=1)
    assert again == first
    assert sit(past, "post", day=2).form != first.form


def test_a_new_cycle_is_a_new_occasion() -> None:
    past: list[Sitting] = []
    first = sit(past, "pre", day=0)
    assert sit(past, "pre", day=365, cycle=2).form != first.form


def test_another_pair_does_not_matter() -> None:
    other = TakenForm(pair="other", form=first_form("prepost", "amara"), occasion="pre")
    past = [Sitting(taken=other, cycle=1, started_at=NOW)]
    assert sit(past, "pre", day=5) == TakenForm(pair="prepost", form=other.form, occasion="pre")


@pytest.mark.parametrize(("form", "kept"), [("a", ["both", "first"]), ("b", ["both", "second"])])
def test_a_paper_has_one_form_and_what_is_in_neither(form: str, kept: list[str]) -> None:
    assert [s.key for s in sections_of(forms("pre"), SECTIONS, form)] == kept  # type: ignore[arg-type]
    assert sections_of(None, SECTIONS, None) == SECTIONS
