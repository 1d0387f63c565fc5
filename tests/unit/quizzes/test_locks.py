"""Which questions take answers: forward only, and in the stages of cases."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.policies import Shuffle
from lms_plugin.quizzes.locks import Locks
from lms_plugin.quizzes.making_papers import Candidate, carried_keys, make_paper
from lms_plugin.quizzes.papers import Paper, PaperQuestion
from tests.unit.quizzes.test_papers import SEEDS, candidate

STAGES = (None, 0, 0, 1, 1, 2, None)
KEYS = tuple("abcdefg")


def question(key: str, stage: int | None) -> PaperQuestion:
    return PaperQuestion(
        key=key, edition=1, shown="", marking="", order=(), unit=None if stage is None else "case", stage=stage
    )


PAPER = Paper(seed="", quiz="q", questions=tuple(question(*pair) for pair in zip(KEYS, STAGES, strict=True)))


@given(st.sets(st.sampled_from(KEYS)))
def test_forward_has_one_open_question_and_nothing_open_behind_it(locked: set[str]) -> None:
    locks = Locks(PAPER, locked, forward=True)
    standings = [locks.standing(one) for one in PAPER.asked]
    assert standings.count("open") == (len(locked) < len(KEYS))
    assert [s == "locked" for s in standings] == [key in locked for key in KEYS]
    assert "later" not in standings[: standings.index("open")] if "open" in standings else "later" not in standings


@given(st.sets(st.sampled_from(KEYS)))
def test_a_stage_is_open_exactly_when_all_before_it_are_locked(locked: set[str]) -> None:
    locks = Locks(PAPER, locked, forward=False)
    for one, stage in zip(PAPER.asked, STAGES, strict=True):
        earlier = {k for k, s in zip(KEYS, STAGES, strict=True) if stage is not None and s is not None and s < stage}
        expected = "locked" if one.key in locked else "open" if earlier <= locked else "later"
        assert locks.standing(one) == expected


@given(st.booleans())
def test_going_on_from_each_question_opens_all_of_them_in_order(forward: bool) -> None:
    locked: set[str] = set()
    for number in range(1, len(KEYS) + 1):
        locks = Locks(PAPER, locked, forward)
        assert locks.is_open(number)
        assert locks.nearest(number) == number
        locked |= {KEYS[n - 1] for n in locks.leaving(number)}
    assert locked == (set(KEYS) if forward else set("bcde"))


def test_leaving_a_stage_locks_it_whole_and_the_last_stage_stays_open() -> None:
    assert Locks(PAPER, (), forward=False).leaving(2) == ()
    assert Locks(PAPER, (), forward=False).leaving(3) == (2, 3)
    assert Locks(PAPER, set("bcde"), forward=False).leaving(6) == ()


def test_a_paper_without_cases_is_stored_as_before() -> None:
    assert set(question("a", None).to_json()) == {"key", "edition", "shown", "marking", "order", "carried"}
    assert Paper.from_json(PAPER.to_json()) == PAPER


def in_case(key: str, stage: int) -> Candidate:
    return replace(candidate(key), unit="case", stage=stage)


CANDIDATES = [candidate("before"), in_case("x", 0), in_case("y", 0), in_case("z", 1), candidate("after")]


@given(SEEDS)
def test_a_case_is_shuffled_as_one_and_keeps_its_order(seed: str) -> None:
    paper = make_paper(seed, "q", CANDIDATES, Shuffle(questions=True, options=True))
    assert "xyz" in "".join(one.key if one.case else "-" for one in paper.questions)


@given(st.sets(st.sampled_from(["before", "x", "y", "z", "after"])))
def test_a_case_is_carried_only_whole(full: set[str]) -> None:
    paper = make_paper("0" * 16, "q", CANDIDATES, Shuffle(questions=False, options=False))
    carried = carried_keys(paper, full, CANDIDATES)
    assert carried == (full if set("xyz") <= full else full - set("xyz"))
