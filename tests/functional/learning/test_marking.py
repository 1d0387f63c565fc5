"""Answers that a person marks: waiting, marked, told; what the marker sees, and what the learner sees when."""

from uuid import UUID

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.shown import ModuleView
from lms_plugin.grades.models import Result
from lms_plugin.progress.services import find_progress
from lms_plugin.quizzes.models import Attempt
from tests.functional.learning.by_hand import (
    ALL,
    ANSWERS,
    TEA,
    TWO_OF_THREE,
    hand_in,
    mark,
    module_of,
    trail,
)
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School

KEPT_BACK = ("It says how long", "The water", "Nothing is missing", "boiling water", "decide how tea", "on Sunday")


@pytest.fixture
def module(school: School) -> ModuleView:
    return module_of(school)


@pytest.fixture
def amara(seat: MakeDesk, module: ModuleView) -> Desk:
    return seat("amara", activity=module.activity_id)


@pytest.fixture
def ben(seat: MakeDesk, module: ModuleView) -> Desk:
    return seat("ben", activity=module.activity_id)


@pytest.fixture
def dana(seat: MakeDesk, module: ModuleView) -> Desk:
    return seat("dana", activity=module.activity_id, role="instructor")


def standing(school: School, module: ModuleView, name: str = "amara") -> tuple[str, str, int | None]:
    """How quiz and module stand, and what the grade should be."""
    learner = school.learner(name)
    quiz = next(step.activity_id for step in module.contents if step.kind == "quiz")
    rows = [find_progress(learner, activity) for activity in (quiz, module.activity_id)]
    result = db.session.get(Result, (learner.context_id, quiz, learner.user_id, 1))
    found = [row.standing if row is not None else "none" for row in rows]
    score = result.score_ppm if result is not None else None
    db.session.remove()
    return found[0], found[1], score


def attempt_state(attempt: str) -> tuple[str, int | None, bool | None]:
    row = db.session.get_one(Attempt, UUID(attempt))
    found = (row.state, row.score_ppm, row.passed)
    db.session.remove()
    return found


def test_a_try_waits_and_nothing_is_decided(amara: Desk, school: School, module: ModuleView) -> None:
    attempt = hand_in(amara)
    assert attempt_state(attempt) == ("awaiting", None, None)
    assert standing(school, module) == ("awaiting", "in_progress", None)
    page = amara.get(f"/attempts/{attempt}/result").text
    for words in (
        "An educator reads one answer",
        "Your score stands here when",
        "Waiting for an educator",
        "Your answers are in",
    ):
        assert words in page
    assert "%" not in page
    assert "Handed in, waiting for an educator" in amara.get("/module").text
    assert "waiting for an educator" in amara.get("/quizzes/by-hand").text


def test_the_last_mark_settles_it(amara: Desk, dana: Desk, school: School, module: ModuleView) -> None:
    attempt = hand_in(amara)
    assert "To be marked" in dana.get("/people").text
    assert mark(dana, attempt) == 303
    assert attempt_state(attempt) == ("marked", 750_000, True)
    assert standing(school, module) == ("passed", "done", 750_000)
    people = school.people
    assert trail(attempt) == [("attempt.submitted", people["amara"]), ("answer.marked", people["dana"])]
    assert "No answer waits" in dana.get("/marking/").text


def test_what_was_not_answered_waits_for_nobody(amara: Desk) -> None:
    attempt = hand_in(amara, {"a-season": ANSWERS["a-season"]})
    assert attempt_state(attempt) == ("marked", 250_000, False)


def test_a_later_try_that_waits_changes_no_grade(amara: Desk, dana: Desk, school: School, module: ModuleView) -> None:
    mark(dana, hand_in(amara))
    second = hand_in(amara, {"make-tea": ANSWERS["make-tea"]})
    assert attempt_state(second)[0] == "awaiting"
    assert standing(school, module) == ("passed", "done", 750_000)
    mark(dana, second, ALL)
    assert standing(school, module)[2] == 1_000_000


def test_a_carried_answer_keeps_the_mark_it_was_given(amara: Desk, dana: Desk) -> None:
    wrong = {**ANSWERS, "a-season": {"choice": "monday"}}
    assert mark(dana, hand_in(amara, wrong), ALL) == 303
    again = hand_in(amara, {"a-season": ANSWERS["a-season"]})
    assert attempt_state(again) == ("marked", 1_000_000, True)


def test_a_mark_is_changed_with_a_reason(amara: Desk, dana: Desk, school: School, module: ModuleView) -> None:
    attempt = hand_in(amara)
    mark(dana, attempt)
    refused = dana.post(f"/marking/{attempt}/make-tea", {"base": 2, **ALL})
    assert refused.status_code == 400
    assert "Say why the mark changes." in refused.text
    assert standing(school, module)[2] == 750_000
    assert mark(dana, attempt, ALL, base=2, reason="I overlooked the last line.") == 303
    assert standing(school, module)[2] == 1_000_000
    assert trail(attempt)[-1] == ("answer.remarked", school.people["dana"])
    page = dana.get(f"/marking/{attempt}/make-tea").text
    assert "3 of 3 points" in page
    assert "I overlooked the last line." in page
    assert "I overlooked" not in amara.get(f"/attempts/{attempt}/result").text


def test_the_same_mark_sent_twice_is_one(amara: Desk, dana: Desk, school: School) -> None:
    attempt = hand_in(amara)
    assert [mark(dana, attempt), mark(dana, attempt)] == [303, 303]
    assert [verb for verb, _ in trail(attempt)].count("answer.marked") == 1


def test_a_mark_that_came_first_is_shown_and_nothing_typed_is_lost(
    amara: Desk, dana: Desk, seat: MakeDesk, module: ModuleView
) -> None:
    attempt = hand_in(amara)
    other = seat("ben", activity=module.activity_id, role="instructor")
    assert mark(other, attempt, comment="Good start.") == 303
    late = dana.post(f"/marking/{attempt}/make-tea", {"base": 1, **ALL, "comment": "All there."})
    assert late.status_code == 409
    for words in ("Ben Okafor marked this answer", "Good start.", "All there.", 'name="base" value="2"'):
        assert words in late.text
    assert late.text.count(" checked") == 2
    assert attempt_state(attempt)[1] == 750_000


def test_a_mark_that_settled_a_score_is_changed_and_not_taken_back(amara: Desk, dana: Desk) -> None:
    attempt = hand_in(amara)
    mark(dana, attempt)
    assert dana.post(f"/marking/{attempt}/make-tea/back", {"base": 2}).status_code == 409
    assert attempt_state(attempt)[0] == "marked"
    assert "Take this mark back" not in dana.get(f"/marking/{attempt}/make-tea").text


def test_what_is_missing_is_named(amara: Desk, dana: Desk) -> None:
    attempt = hand_in(amara)
    refused = dana.post(f"/marking/{attempt}/make-tea", {"base": 1, "level:water": "1", "level:time": "9"})
    assert refused.status_code == 400
    assert "Choose a level for “The time”." in refused.text
    assert refused.text.count(" checked") == 1
    assert attempt_state(attempt)[0] == "awaiting"


def test_the_learner_reads_the_mark_as_the_quiz_lets_it_be_read(amara: Desk, dana: Desk) -> None:
    attempt = hand_in(amara)
    mark(dana, attempt, {"level:water": "0", "level:time": "0"}, comment="Read\nit <again>.")
    page = amara.get(f"/attempts/{attempt}/result").text
    for words in ("Not passed yet", "No word of it", "Read\nit &lt;again&gt;."):
        assert words in page
    assert "boiling water" not in page  # a model answer is an answer: it opens when the quiz is passed
    again = hand_in(amara, {"make-tea": ANSWERS["make-tea"]})
    mark(dana, again)
    assert "boiling water" in amara.get(f"/attempts/{again}/result").text


def test_nothing_of_the_rubric_is_seen_before_its_time(amara: Desk) -> None:
    attempt = amara.start("by-hand")
    amara.save(attempt, "make-tea", ANSWERS["make-tea"])
    pages = [amara.get(f"/attempts/{attempt}/questions/{number}").text for number in (1, 2, 3)]
    pages += [
        amara.get(f"/attempts/{attempt}/check").text,
        amara.get("/quizzes/by-hand").text,
        amara.get("/module").text,
    ]
    assert f">\n{TEA}</textarea>" in pages[1]
    amara.post(f"/attempts/{attempt}/submit")
    waiting = amara.get(f"/attempts/{attempt}/result").text
    for words in KEPT_BACK:
        assert all(words not in page for page in pages), words
        assert words == "on Sunday" or words not in waiting, words


def test_comparing_with_a_model_is_kept_and_counts_for_nothing(amara: Desk, dana: Desk) -> None:
    attempt = hand_in(amara)
    assert "Come to tea on Sunday at four." in amara.get(f"/attempts/{attempt}/result").text
    kept = amara.post(f"/attempts/{attempt}/own/a-letter", {"level:when": "1"})
    assert kept.status_code == 303
    assert 'value="1" checked' in amara.get(f"/attempts/{attempt}/result").text
    assert amara.post(f"/attempts/{attempt}/own/make-tea", ALL).status_code == 400
    mark(dana, attempt)
    assert attempt_state(attempt)[1] == 750_000


def test_nobody_is_named_where_names_are_hidden(amara: Desk, ben: Desk, dana: Desk) -> None:
    attempts = [hand_in(amara), hand_in(ben)]
    mark(dana, attempts[0])
    pages = [dana.get("/marking/?names=hidden").text, dana.get("/marking/?names=hidden&by=person").text]
    pages += [dana.get(f"/marking/{each}/make-tea?names=hidden").text for each in attempts]
    assert all("Amara" not in page and "Ben" not in page for page in pages)
    numbers = {n for page in pages[2:] for n in (1, 2) if f'<h1 class="mb-0">Answer {n} of 2</h1>' in page}
    assert numbers == {1, 2}


def test_one_answer_leads_to_the_next_and_the_bar_counts(amara: Desk, ben: Desk, dana: Desk) -> None:
    attempts = {hand_in(amara), hand_in(ben)}
    page = dana.get("/marking/?by=person").text
    assert "2 answers wait" in page
    assert 'Marking <span class="n">2<' in dana.get("/people").text
    first = next(each for each in attempts if f"/marking/{each}/" in page)
    sent = dana.post(f"/marking/{first}/make-tea", {"base": 1, "by": "person", **TWO_OF_THREE})
    [second] = attempts - {first}
    assert f"/marking/{second}/make-tea?by=person" in sent.location
    assert mark(dana, second) == 303


def test_marking_is_for_those_who_teach_here_and_of_learners_here(
    app: Flask, amara: Desk, dana: Desk, school: School
) -> None:
    attempt, preview = hand_in(amara), hand_in(dana)
    assert "would wait for an educator" in dana.get(f"/attempts/{preview}/result").text
    assert "1 answer waits" in dana.get("/marking/").text
    for address in (f"/marking/{preview}/make-tea", f"/marking/{attempt}/a-season", f"/marking/{attempt}/no-such"):
        assert dana.get(address).status_code == 404
        assert dana.post(address, {"base": 1, **ALL}).status_code == 404
    for address in ("/marking/", f"/marking/{attempt}/make-tea"):
        assert amara.get(address).status_code == 403
    assert mark(amara, attempt) == 403
    assert attempt_state(attempt)[0] == "awaiting"


def test_the_pages_make_a_fixed_number_of_statements(amara: Desk, ben: Desk, dana: Desk, statements: list[str]) -> None:
    def made(address: str) -> int:
        dana.get(address)
        statements.clear()
        assert dana.get(address).status_code == 200
        return len(statements)

    attempt = hand_in(amara)
    addresses = ("/marking/", f"/marking/{attempt}/make-tea")
    before = [made(address) for address in addresses]
    hand_in(ben)
    assert [made(address) for address in addresses] == before
    assert before == [4, 8]
