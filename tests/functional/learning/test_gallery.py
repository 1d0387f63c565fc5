"""The gallery: one question of every type, answered by script and by form, submitted and scored exactly."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.services import current_publication, get_course_view
from lms_plugin.questions.registry import SUPPORTED_TYPES
from lms_plugin.questions.specs import QuestionSpec
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, asked_keys, said
from tests.harness.databases import lend

QUIZ = "every-type"
# In part right: the credit of each is in PARTLY's key part, worked out by hand.
PARTLY: Mapping[str, tuple[object, str]] = {
    "rooms": ({"pairs": {"cook": "kitchen", "sleep": "garden"}}, "1/3"),
    "sorting": ({"placed": {"apple": "eat", "spoon": "eat", "plate": "use"}}, "1/2"),
    "morning": ({"order": ["pour", "wait", "drink", "boil"]}, "2/3"),
    "animals": ({"cells": {"duck": ["fly"], "sparrow": ["fly", "swim"], "trout": ["swim"]}}, "1/2"),
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both engines: answers are stored as JSON."""
    yield from lend(request.getfixturevalue(f"{request.param}_maker"))


@pytest.fixture
def specs(app: Flask, school: School) -> Mapping[str, QuestionSpec]:
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    step = next(s for s in get_course_view(offer.publication_id).steps() if s.kind == "quiz")
    found = get_quiz_questions(step.digest)
    db.session.remove()
    return found


@pytest.fixture
def ben(app: Flask, school: School, seat: MakeDesk) -> Desk:
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    return seat("ben", activity=get_course_view(offer.publication_id).modules[0].activity_id)


def form_of(spec: QuestionSpec, response: Mapping[str, Any]) -> dict[str, object]:
    """The fields of a page without script that say the same."""
    beside = {"value", "unit", "statement", "points", "missed"}
    [(name, value)] = [(n, v) for n, v in response.items() if n not in beside]
    if name == "agreed":
        return {name: response["statement"]}
    if isinstance(value, dict):
        return {f"{name}:{row}": in_field(chosen) for row, chosen in value.items()}
    if name == "order":
        return {name: value, "ordered": "yes"}
    return {name: str(value).lower() if isinstance(value, bool) else value}


def in_field(chosen: Any) -> object:
    """What stands in one row or gap."""
    if isinstance(chosen, dict):
        return next(chosen[name] for name in ("choice", "typed", "text") if name in chosen)
    return chosen


def hand_in(desk: Desk, attempt: str) -> str:
    """Submit with a signature; the page of the result."""
    done = desk.post(f"/attempts/{attempt}/submit", {"name": desk.viewer.name})
    assert done.status_code == 303, done.text
    return desk.get(done.location).text


def test_every_type_is_shown(specs: Mapping[str, QuestionSpec]) -> None:
    assert [spec.type for spec in specs.values()] == list(SUPPORTED_TYPES)


def test_all_right_by_script(app: Flask, ben: Desk, specs: Mapping[str, QuestionSpec]) -> None:
    attempt = ben.start(QUIZ)
    for key in asked_keys(app, attempt):
        assert ben.save(attempt, key, specs[key].full_response()).status_code == 200
    page = hand_in(ben, attempt)
    assert "100%" in page
    assert page.count("Not this one.") == 0


def test_all_right_by_form(app: Flask, ben: Desk, specs: Mapping[str, QuestionSpec]) -> None:
    attempt = ben.start(QUIZ)
    for number, key in enumerate(asked_keys(app, attempt), 1):
        form = form_of(specs[key], specs[key].full_response())
        assert ben.post(f"/attempts/{attempt}/questions/{number}", {"go": "next", "base": 0, **form}).status_code == 303
    assert "are complete" in ben.get(f"/attempts/{attempt}/check").text
    hand_in(ben, attempt)
    assert "100%" in ben.get(f"/attempts/{attempt}/result").text


@pytest.mark.parametrize("key", PARTLY)
def test_part_of_the_points(app: Flask, ben: Desk, specs: Mapping[str, QuestionSpec], key: str) -> None:
    answer, credit = PARTLY[key]
    attempt = ben.start(QUIZ)
    saved = ben.save(attempt, key, answer)
    assert saved.status_code == 200, saved.text
    page = ben.get(f"/attempts/{attempt}/questions/{asked_keys(app, attempt).index(key) + 1}").text
    assert str(specs[key].rationale) not in page
    ben.save(attempt, "a-promise", specs["a-promise"].full_response())
    result = hand_in(ben, attempt)
    assert str(specs[key].mark(specs[key].check_response(answer)).credit) == credit
    assert "Not this one." in result or "Not in its place." in result
    # The answers of this quiz open when it is passed.
    assert "This is right." not in result
    assert "The right order is" not in result
    assert "You left this out." not in result
    assert str(specs[key].rationale) not in result


def test_what_was_chosen_stands_there_again(app: Flask, ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    ben.save(attempt, "rooms", {"pairs": {"cook": "kitchen", "dig": "attic"}})
    page = ben.get(f"/attempts/{attempt}/questions/{asked_keys(app, attempt).index('rooms') + 1}").text
    assert sorted(re.findall(r'value="([a-z]+)" selected', page)) == ["attic", "kitchen"]


def test_a_target_chosen_twice_is_refused_in_words(app: Flask, ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    number = asked_keys(app, attempt).index("rooms") + 1
    twice = {"pairs:cook": "attic", "pairs:dig": "attic"}
    refused = ben.post(f"/attempts/{attempt}/questions/{number}", {"go": "next", "base": 0, **twice})
    assert refused.status_code == 400
    assert "“Attic” is chosen more than once." in refused.text
    assert refused.text.count('value="attic" selected') == 2


def test_an_order_is_moved_by_buttons(app: Flask, ben: Desk) -> None:
    attempt = ben.start(QUIZ)
    address = f"/attempts/{attempt}/questions/{asked_keys(app, attempt).index('morning') + 1}"
    order = orders(ben.get(address).text)
    untouched = ben.post(address, {"go": "next", "base": 0, "order": order})
    assert untouched.location != f"{ben.root}{address}"
    assert "This order is right" in ben.get(address).text
    moved = ben.post(address, {"move": f"down:{order[0]}", "base": 0, "order": order})
    assert moved.location.endswith(address)
    page = ben.get(address).text
    assert orders(page) == [order[1], order[0], *order[2:]]
    assert "Saved" in page


def orders(page: str) -> list[str]:
    return re.findall(r'name="order" value="([a-z]+)"', page)


def test_a_check_in_a_lesson(ben: Desk) -> None:
    form = {"pairs:pen": "cup", "pairs:form": "bin"}
    address = "/lessons/how-to-try/checks/sort-the-desk"
    assert ben.post(address, form).status_code == 303
    page = ben.get("/lessons/how-to-try").text
    for words in ("Points down.", "Not this one.", "This is right.", "Part right."):
        assert words in page
    again = ben.send(address, {"value": {"pairs": {"pen": "cup", "form": "tray"}}})
    assert "Not this one." not in said(again)["html"]


def test_an_order_in_a_lesson_is_moved_without_being_asked(ben: Desk) -> None:
    address = "/lessons/how-to-try/checks/three-numbers"
    order = orders(ben.get("/lessons/how-to-try").text)
    moved = ben.post(address, {"move": f"down:{order[0]}", "order": order, "ordered": "yes"}).text
    assert orders(moved) == [order[1], order[0], order[2]]
    assert ben.post(address, {"order": ["ten", "eight", "three"], "ordered": "yes"}).status_code == 303
    assert "The right order is:" in ben.get("/lessons/how-to-try").text


def test_a_table_in_a_lesson(ben: Desk) -> None:
    form = {"cells:ice": "hot", "cells:fire": "hot"}
    assert ben.post("/lessons/how-to-try/checks/hot-or-cold", form).status_code == 303
    page = ben.get("/lessons/how-to-try").text
    for words in ("It melts.", "Not this one.", "This is right."):
        assert words in page


def test_a_mark_in_a_picture_tells_nothing_before_release(
    app: Flask, ben: Desk, specs: Mapping[str, QuestionSpec]
) -> None:
    attempt = ben.start(QUIZ)
    number = asked_keys(app, attempt).index("on-the-desk") + 1
    for base, point in enumerate((["90", "5"], ["45.5", "60"])):
        assert ben.save(attempt, "on-the-desk", {"points": [point]}, base=base).status_code == 200
        page = ben.get(f"/attempts/{attempt}/questions/{number}").text
        assert f'value="{float(point[0])},{float(point[1])}" checked' in page
        assert re.findall(r'name="regions" value="[a-z]+"( checked)?', page) == ["", "", ""]
        assert 'alt="A desk with several things on it.' in page
        for secret in ("correct", "The mug stands", "That is a board", "missed"):
            assert secret not in page


def test_a_mark_beside_every_place_is_told(app: Flask, ben: Desk, specs: Mapping[str, QuestionSpec]) -> None:
    attempt = ben.start(QUIZ)
    assert ben.save(attempt, "on-the-desk", {"points": [["90", "5"]]}).status_code == 200
    assert ben.save(attempt, "a-promise", specs["a-promise"].full_response()).status_code == 200
    page = hand_in(ben, attempt)
    assert "A mark of yours is in none of the places." in page
    assert "The mug stands" not in page
    assert 'class="place right"' not in page
