"""The paper of an attempt: the order of things, and what is carried along."""

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.policies import Shuffle
from lms_plugin.curriculum.shown import DrawView, SectionView
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.registry import read_question, render_shown
from lms_plugin.quizzes.making_papers import Candidate, Plan, carried_keys, comes_along, make_paper, new_seed
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.parallel_forms import TakenForm

FIXED = Shuffle(questions=False, options=False)
SHUFFLED = Shuffle(questions=True, options=True)
SEEDS = st.integers(0, 2**64 - 1).map(lambda bits: f"{bits:016x}")
KEYS = ("one", "two", "three", "four")


def candidate(key: str, **changes: Any) -> Candidate:
    options = [{"key": k, "text": k, "correct": k == changes.get("right", "a")} for k in "abcd"]
    question = read_question(
        {"key": key, "type": "single_choice", "stem": "?", "edition": changes.get("edition", 1), "options": options}
    )
    return Candidate(shown=question.shown(), shown_hash=question.shown_hash(), marking_hash=question.marking_hash())


CANDIDATES = [candidate(key) for key in KEYS]


@given(SEEDS)
def test_the_same_seed_gives_the_same_paper_whatever_the_order_in_the_file(seed: str) -> None:
    paper = make_paper(seed, "q", CANDIDATES, SHUFFLED)
    assert paper == make_paper(seed, "q", list(reversed(CANDIDATES)), SHUFFLED)
    assert sorted(question.key for question in paper.questions) == sorted(KEYS)


def test_a_paper_keeps_the_order_of_the_file_where_nothing_is_shuffled() -> None:
    paper = make_paper("0" * 16, "q", CANDIDATES, FIXED)
    assert tuple(question.key for question in paper.asked) == KEYS
    assert all(question.order == ("a", "b", "c", "d") for question in paper.questions)


@given(SEEDS, st.sets(st.sampled_from(KEYS)))
def test_a_paper_comes_back_from_its_row(seed: str, carried: set[str]) -> None:
    paper = make_paper(seed, "q", CANDIDATES, SHUFFLED, plan=Plan(carried=carried))
    assert Paper.from_json(paper.to_json()) == paper


def test_carried_questions_are_not_asked_and_the_rest_is_numbered_from_one() -> None:
    paper = make_paper("0" * 16, "q", CANDIDATES, FIXED, Plan(carried={"one", "three"}))
    assert [question.key for question in paper.asked] == ["two", "four"]
    assert [question.key for question in paper.carried] == ["one", "three"]
    assert paper.number("four") == 2
    assert paper.find("one") is None


def test_a_paper_that_would_ask_nothing_asks_everything() -> None:
    assert len(make_paper("0" * 16, "q", CANDIDATES, FIXED, Plan(carried=set(KEYS))).asked) == 4


def test_an_answer_is_carried_only_to_the_same_version() -> None:
    earlier = make_paper("0" * 16, "q", CANDIDATES, FIXED)
    today = [candidate("one"), candidate("two", edition=2), candidate("three", right="b"), candidate("five")]
    assert carried_keys(earlier, {"one", "two", "three"}, today) == {"one"}
    assert carried_keys(earlier, set(), today) == frozenset()


@given(SEEDS)
def test_the_stored_order_is_the_order_on_the_page(seed: str) -> None:
    question = make_paper(seed, "q", CANDIDATES, SHUFFLED).questions[0]
    shown = next(c.shown for c in CANDIDATES if c.key == question.key)
    rendered = render_shown(shown, None).in_order(question.order)
    assert tuple(option.key for option in rendered.options) == question.order


def test_a_seed_is_64_random_bits() -> None:
    assert len(new_seed()) == 16
    assert new_seed() != new_seed()
    int(new_seed(), 16)


def test_each_order_of_three_options_comes_as_often_as_the_others() -> None:
    """Property 19: each of the six within two points of a sixth, of 6,000 fixed seeds."""
    options = [{"key": key, "text": key, "correct": key == "a"} for key in "abc"]
    question = read_question({"key": "one", "type": "single_choice", "stem": "?", "options": options})
    shown = question.shown()
    found = Counter(render_shown(shown, Ranking(f"{seed:016x}")).order for seed in range(6_000))
    assert len(found) == 6
    assert all(abs(times / 6_000 - 1 / 6) <= 0.02 for times in found.values())


DRAWN = SectionView("drawn", "Drawn for you", (), (DrawView(2, "least_seen", ("four", "three", "two")),))
SECTIONS = (SectionView("start", None, ("one",)), DRAWN)


def test_a_paper_says_which_section_and_draw_each_question_came_from() -> None:
    form = TakenForm(pair="prepost", form="b", occasion="post", days=3)
    paper = make_paper("0" * 16, "q", CANDIDATES, SHUFFLED, Plan(sections=SECTIONS, form=form))
    assert [(q.section, q.draw) for q in paper.questions] == [("start", None), ("drawn", 0), ("drawn", 0)]
    assert [paper.section_title(q) for q in paper.questions] == [None, "Drawn for you", "Drawn for you"]
    assert Paper.from_json(paper.to_json()) == paper


def test_a_paper_without_sections_is_stored_as_before() -> None:
    stored = make_paper("0" * 16, "q", CANDIDATES, FIXED).to_json()
    assert set(stored) == {"seed", "quiz", "questions"}
    assert set(stored["questions"][0]) == {"key", "edition", "shown", "marking", "order", "carried"}


@given(SEEDS, st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3)))
def test_same_seed_and_history_same_paper(seed: str, seen: dict[str, int]) -> None:
    """Properties 4 and 19: with sections given, the order of definitions does not matter."""
    plan = Plan(sections=SECTIONS, seen=seen)
    paper = make_paper(seed, "q", CANDIDATES, SHUFFLED, plan)
    assert paper == make_paper(seed, "q", list(reversed(CANDIDATES)), SHUFFLED, plan)


@given(SEEDS, SEEDS)
def test_a_retake_carries_full_answers_and_draws_the_rest_anew(first_seed: str, second_seed: str) -> None:
    first = make_paper(first_seed, "q", CANDIDATES, SHUFFLED, Plan(sections=SECTIONS))
    right, missed = (question.key for question in first.questions if question.draw is not None)
    full = comes_along(SECTIONS, first, {right})
    seen = {question.key: 1 for question in first.questions}
    second = make_paper(
        second_seed, "q", CANDIDATES, SHUFFLED, Plan(sections=SECTIONS, seen=seen, last=first, carried=full)
    )
    assert [question.key for question in second.carried] == [right]
    assert {question.key for question in second.asked} == {"one", *({"two", "three", "four"} - {right, missed})}


def test_what_is_drawn_together_stands_together_and_is_counted_once() -> None:
    together = [replace(candidate(key), unit="case") for key in ("three", "four")]
    sections = (SectionView("s", None, (), (DrawView(2, "random", ("case", "one", "two")),)),)
    for seed in range(12):
        paper = make_paper(f"{seed:016x}", "q", [*CANDIDATES[:2], *together], SHUFFLED, Plan(sections=sections))
        units = [question.drawn_as for question in paper.questions]
        assert len(set(units)) == 2
        if "case" in units:
            at = units.index("case")
            assert [question.key for question in paper.questions[at : at + 2]] == ["three", "four"]


def test_a_section_may_name_what_stands_together_by_its_questions() -> None:
    together = [replace(candidate(key), unit="case") for key in ("three", "four")]
    sections = (SectionView("s", None, ("one", "three", "four", "two")),)
    paper = make_paper("0" * 16, "q", [*CANDIDATES[:2], *together], FIXED, Plan(sections=sections))
    assert [question.key for question in paper.questions] == ["one", "three", "four", "two"]
    assert comes_along(sections, paper, {"three"}) == {"three"}


def test_half_of_what_was_drawn_together_does_not_come_along() -> None:
    together = [replace(candidate(key), unit="case") for key in ("three", "four")]
    sections = (SectionView("s", None, (), (DrawView(1, "random", ("case",)),)),)
    paper = make_paper("0" * 16, "q", together, FIXED, Plan(sections=sections))
    assert comes_along(sections, paper, {"three"}) == frozenset()
    assert comes_along(sections, paper, {"three", "four"}) == {"three", "four"}


def test_a_paper_that_cannot_be_filled_beside_what_comes_along_is_a_fresh_one() -> None:
    def section(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[SectionView, ...]:
        return (SectionView("s", None, (), (DrawView(1, "random", first), DrawView(1, "random", second))),)

    last = make_paper("0" * 16, "q", CANDIDATES, FIXED, Plan(sections=section(("two",), ("one",))))
    plan = Plan(sections=section(("one",), ("one", "two")), last=last, carried={"one"})
    paper = make_paper("1" * 16, "q", CANDIDATES, FIXED, plan)
    assert [(question.key, question.carried) for question in paper.questions] == [("one", False), ("two", False)]
