"""Carrying what hints and tries left of the points; what a policy tells at a check; keeping history as it was."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import PolicySpec, resolve_policy
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.quizzes.checking import check_answer
from lms_plugin.quizzes.models import HintTaken, MarkRow, QuestionTry
from lms_plugin.quizzes.policies import freeze, released_at_check, thaw, tries_given
from lms_plugin.quizzes.previews import forget_previews
from lms_plugin.quizzes.submission import submit_attempt
from lms_plugin.quizzes.sureness import as_percent, sure_words
from lms_plugin.quizzes.taken import hint_count, may_take
from tests.functional.learning.school import NOW, School, open_school, write_course
from tests.unit.quizzes.acts import asked, save, start

HEAD = (
    "purpose: module_quiz\npolicy: {tries: 3, try_cost: 1/3, certainty: graded, pass_mark: 66, "
    "show: {right_wrong: per_question, answers: per_question}}\n"
)
MOMENTS = ("per_question", "after_submit", "after_pass", "never")


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    return open_school(write_course(tmp_path, quizzes={"quiz": (HEAD, 2)}), slots={})


def checked(learner: Learner, school: School, *choices: str) -> Any:
    """A submitted attempt whose first question was checked with these choices, each a try; `high` throughout."""
    attempt = start(school, learner)
    first = asked(learner, attempt.id)[0]
    for nth, choice in enumerate(choices, 1):
        save(learner, attempt.id, first, {"choice": choice}, base=nth - 1, certainty="high")
        check_answer(learner, attempt.id, first, nth, now=NOW)
    return submit_attempt(learner, attempt.id, now=NOW)


def test_an_answer_that_comes_along_keeps_its_factor_and_certainty(school: School) -> None:
    learner = school.learner()
    first = checked(learner, school, "bad", "good")
    assert first.earned == Fraction(2, 3)
    again = start(school, learner)
    assert len(asked(learner, again.id)) == 1
    done = submit_attempt(learner, again.id, now=NOW)
    assert (done.earned, done.possible) == (Fraction(2, 3), Fraction(2))
    carried = db.session.get_one(MarkRow, (again.id, "quiz-1", 1))
    assert (carried.factor, carried.certainty) == (Fraction(2, 3), "high")


def test_a_sure_and_wrong_answer_takes_points_away_but_never_below_nothing(school: School) -> None:
    done = checked(school.learner(), school, "bad")
    assert (done.earned, done.score_ppm) == (0, 0)
    assert db.session.get_one(MarkRow, (done.id, "quiz-1", 1)).earned == -2


def test_no_answer_costs_nothing_however_sure(school: School) -> None:
    learner = school.learner()
    attempt = start(school, learner)
    save(learner, attempt.id, "quiz-1", None, certainty="high")
    save(learner, attempt.id, "quiz-2", {"choice": "good"}, certainty="high")
    assert submit_attempt(learner, attempt.id, now=NOW).earned == 1


def test_tries_are_history(school: School) -> None:
    checked(school.learner(), school, "bad")
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(QuestionTry).values(number=2))
    db.session.rollback()


def test_tries_of_a_preview_are_forgotten_with_it(school: School) -> None:
    dana = Learner(
        tenant_id=school.tenant_id,
        context_id=school.context_id,
        user_id=school.people["dana"],
        cycle=PREVIEW_CYCLE,
        graded=False,
    )
    attempt = checked(dana, school, "bad", "good")
    db.session.add(HintTaken(attempt_id=attempt.id, question_key="quiz-1", number=1, taken_at=NOW))
    db.session.commit()
    forget_previews(before=NOW.replace(year=2027))
    assert db.session.scalars(select(QuestionTry)).all() == []
    assert db.session.scalars(select(HintTaken)).all() == []


@given(st.tuples(*[st.sampled_from(MOMENTS)] * 3), st.booleans())
def test_a_check_tells_only_what_is_told_per_question(moments: tuple[str, ...], closed: bool) -> None:
    right_wrong, feedback, answers = moments
    show = {"right_wrong": right_wrong, "feedback": feedback, "answers": answers}
    found = released_at_check(resolve_policy("practice", PolicySpec.model_validate({"show": show})), closed=closed)
    assert found.right_wrong is (right_wrong == "per_question")
    assert found.feedback is (feedback == "per_question")
    assert found.answers is (closed and right_wrong == answers == "per_question")
    assert not found.score


def test_a_policy_that_says_nothing_new_is_frozen_as_ever() -> None:
    policy = resolve_policy("practice", PolicySpec.model_validate({"tries": 1, "try_cost": "0", "hints": "on"}))
    assert policy == resolve_policy("practice", PolicySpec())
    assert {"tries", "try_cost", "hints"}.isdisjoint(freeze(policy))
    assert tries_given(thaw(freeze(policy))) == 1


@pytest.mark.parametrize(("hints", "count"), [("on", 2), ("off", 0)])
def test_a_quiz_may_do_without_the_hints_of_its_questions(hints: str, count: int) -> None:
    policy = resolve_policy("final", PolicySpec.model_validate({"hints": hints}))
    assert hint_count(policy, {"derived": {"hints": 2}}) == count
    assert may_take(policy, [{"derived": {"hints": 2}}, {}]) is (hints == "on")


@pytest.mark.parametrize(
    ("certainty", "verdict", "words"),
    [
        ("high", "right", "You were sure, and right."),
        ("low", "missed", "You were not sure, and it was not this one."),
        ("mid", "no_answer", ""),
        ("high", "", ""),
        (None, "right", ""),
    ],
)
def test_sureness_in_words(certainty: Any, verdict: str, words: str) -> None:
    assert sure_words(certainty, verdict) == words


def test_a_third_is_cut_for_reading() -> None:
    assert (as_percent(Fraction(1, 3)), as_percent(Fraction(1, 4))) == ("33.33%", "25%")
