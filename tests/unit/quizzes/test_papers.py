"""The paper of an attempt: the order of things, and what is carried along."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.policies import Shuffle
from lms_plugin.questions.registry import read_question, render_shown
from lms_plugin.quizzes.papers import Candidate, Paper, Plan, carried_keys, make_paper, new_seed

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
