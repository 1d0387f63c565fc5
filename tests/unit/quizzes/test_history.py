"""What a learner was shown before decides what is drawn: counted over every quiz of the course, on both engines."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.quizzes.attempts import get_sheet
from lms_plugin.quizzes.history import list_shown, times_seen
from lms_plugin.quizzes.laying_out import QuizPlace
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.start import start_attempt
from tests.functional.learning.school import NOW, School, open_school, write_course
from tests.unit.quizzes.acts import asked, start, take

DRAWS = """purpose: {purpose}
sections:
  - key: drawn
    title: Drawn for you
    draws: [{{count: 2, from: {{module: small}}}}]
"""
PAIR = """purpose: {purpose}
forms: {{pair: prepost, occasion: {purpose}, a: [a], b: [b]}}
sections:
  - {{key: a, questions: [pretest-1, pretest-2]}}
  - {{key: b, questions: [posttest-1, posttest-2]}}
"""


@pytest.fixture
def drawing(app: Flask, tmp_path: Path) -> School:
    quizzes = {"one": (DRAWS.format(purpose="practice"), 3), "two": (DRAWS.format(purpose="module_quiz"), 3)}
    return open_school(write_course(tmp_path, quizzes=quizzes), slots={})


def steps(school: School) -> list[StepView]:
    return [step for step in school.module.contents if step.kind == "quiz"]


def test_what_was_seen_least_in_any_quiz_is_drawn_first(drawing: School) -> None:
    learner, (one, two) = drawing.learner(), steps(drawing)
    seen = [key for quiz in (one, two, one) for key in asked(learner, take(drawing, learner, quiz, right=0).id)]
    assert len(set(seen)) == 6
    assert times_seen(list_shown(learner, two.activity_id)) == dict.fromkeys(seen, 1)


def test_nobody_elses_papers_count_and_a_preview_sees_previews_alone(drawing: School) -> None:
    amara, ben, (one, _) = drawing.learner("amara"), drawing.learner("ben"), steps(drawing)
    start(drawing, amara, one)
    preview = Learner(**vars(amara) | {"cycle": PREVIEW_CYCLE})
    assert list_shown(ben, one.activity_id) == []
    assert list_shown(preview, one.activity_id) == []
    start(drawing, preview, one)
    assert len(list_shown(amara, one.activity_id)) == 1


def test_a_retake_keeps_full_answers_and_draws_others_for_the_rest(drawing: School) -> None:
    learner, (_, two) = drawing.learner(), steps(drawing)
    first = take(drawing, learner, two, right=1)
    right, missed = (question.key for question in get_sheet(learner, first.id).paper.asked)
    second = take(drawing, learner, two, right=1)
    paper = get_sheet(learner, second.id).paper
    assert [question.key for question in paper.carried] == [right]
    assert missed not in {question.key for question in paper.questions}
    assert (second.earned, second.possible, second.passed) == (Fraction(2), Fraction(2), True)


@pytest.fixture
def pair(app: Flask, tmp_path: Path) -> School:
    quizzes = {key: (PAIR.format(purpose=key), 2) for key in ("pretest", "posttest")}
    return open_school(write_course(tmp_path, quizzes=quizzes), slots={})


def test_each_learner_gets_one_form_before_and_the_other_after(pair: School) -> None:
    learner, (before, after) = pair.learner(), steps(pair)
    first = take(pair, learner, before, right=2)
    place = QuizPlace(
        activity_id=after.activity_id,
        digest=after.digest,
        publication_id=pair.course.publication_id,
        module_activity_id=None,
    )
    second = start_attempt(learner, place, now=NOW + timedelta(days=21, hours=2))
    papers = [db.session.get_one(Attempt, attempt.id).paper for attempt in (first, second)]
    assert {question["key"] for paper in papers for question in paper["questions"]} == {
        *("pretest-1", "pretest-2", "posttest-1", "posttest-2")
    }
    assert {paper["form"]["form"] for paper in papers} == {"a", "b"}
    assert papers[0]["form"] | {"form": ""} == {"pair": "prepost", "form": "", "occasion": "pretest", "days": None}
    assert papers[1]["form"] | {"form": ""} == {"pair": "prepost", "form": "", "occasion": "posttest", "days": 21}
