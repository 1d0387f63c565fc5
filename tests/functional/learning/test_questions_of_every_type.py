"""The Questions page of the gallery: what is said of each type, and that nothing is quoted of a few."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.services import current_publication, get_course_view
from lms_plugin.curriculum.shown import CourseView, StepView
from lms_plugin.questions.specs import QuestionSpec
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import NOW, Desk, School
from tests.harness.crowd import add_tries

QUIZ = "every-type"


@pytest.fixture
def course(app: Flask, school: School) -> CourseView:
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    return get_course_view(offer.publication_id)


@pytest.fixture
def step(course: CourseView) -> StepView:
    return next(step for step in course.steps() if step.key == QUIZ and step.kind == "quiz")


@pytest.fixture
def specs(step: StepView) -> Mapping[str, QuestionSpec]:
    return get_quiz_questions(step.digest)


def by_type(specs: Mapping[str, QuestionSpec], kind: str) -> str:
    return next(key for key, spec in specs.items() if spec.type == kind)


def crowd(school: School, course: CourseView, step: StepView, answers: Mapping[str, Any], count: int) -> None:
    user = school.people["amara"]
    add_tries(user, school.context_id, course.publication_id, step, count, lambda number: answers, NOW)
    db.session.remove()


def test_every_type_has_a_page(
    school: School, seat: MakeDesk, course: CourseView, step: StepView, specs: Mapping[str, QuestionSpec]
) -> None:
    crowd(school, course, step, {key: spec.full_response() for key, spec in specs.items()}, 10)
    dana: Desk = seat("dana", role="instructor")
    pages = {specs[key].type: dana.get(f"/questions/{step.activity_id}/{key}") for key in specs}
    assert {page.status_code for page in pages.values()} == {200}
    for kind in ("matching", "categorise", "ordering", "matrix", "cloze"):
        assert "Each part" in pages[kind].text, kind
        assert "100%" in pages[kind].text
    for kind in ("numeric", "short_text"):
        assert ": 10</li>" in pages[kind].text, kind
    for kind in ("scale", "attestation"):
        assert "Nothing is right or wrong here" in pages[kind].text, kind
    assert ": 10</li>" in pages["scale"].text
    assert "What people wrote" in pages["free_text"].text
    assert "Okafor" not in "".join(pages["free_text"].text.split("<main")[1:])


def test_what_a_few_typed_or_wrote_is_not_quoted(
    school: School, seat: MakeDesk, course: CourseView, step: StepView, specs: Mapping[str, QuestionSpec]
) -> None:
    essay, word = by_type(specs, "free_text"), by_type(specs, "short_text")
    crowd(school, course, step, {essay: {"text": "Only my own words"}, word: {"text": "rare words"}}, 4)
    dana: Desk = seat("dana", role="instructor")
    assert "Only my own words" not in dana.get(f"/questions/{step.activity_id}/{essay}").text
    crowd(school, course, step, {word: {"text": "often typed"}}, 6)
    page = dana.get(f"/questions/{step.activity_id}/{word}").text
    assert "“often typed”: 6" in page
    assert "rare words" not in page
    crowd(school, course, step, {essay: {"text": "Another said so"}}, 1)
    assert "Only my own words" in dana.get(f"/questions/{step.activity_id}/{essay}").text
