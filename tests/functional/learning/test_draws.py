"""A quiz that draws, through its pages: figures are those of a paper, and what is not asked reaches no browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from tests.functional.learning.school import Desk, School, asked_keys, open_school, seat_by_hand, write_course

HEAD = """purpose: module_quiz
sections:
  - {key: start, title: For everybody, questions: [quiz-1]}
  - key: drawn
    title: Drawn for you
    draws: [{count: 4, from: {objective: goal}}]
"""
KEYS = [f"quiz-{number}" for number in range(1, 10)]


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    school = open_school(write_course(tmp_path, quizzes={"quiz": (HEAD, 9)}), slots={})
    db.session.remove()
    return school


@pytest.fixture
def desk(app: Flask, school: School) -> Desk:
    seat_by_hand(app)
    return Desk(app, school.viewer("amara", school.module.activity_id, "learner"))


@pytest.fixture
def asked(app: Flask) -> Callable[[str], list[str]]:
    return lambda attempt: asked_keys(app, attempt)


def take(desk: Desk, asked: list[str], attempt: str, *, right: int) -> None:
    for number, key in enumerate(asked):
        assert desk.save(attempt, key, {"choice": "good" if number < right else "bad"}).status_code == 200
    assert desk.post(f"/attempts/{attempt}/submit").status_code == 303


def test_figures_before_the_start_are_those_of_a_paper(desk: Desk) -> None:
    assert "5 questions" in desk.get("/").text
    page = desk.get("/quizzes/quiz").text
    assert "5 questions. Most people take" in page
    assert "You can miss 1 question." in page


def test_what_is_not_asked_is_in_no_byte_of_any_page(desk: Desk, asked: Callable[[str], list[str]]) -> None:
    attempt = desk.start("quiz")
    keys = asked(attempt)
    assert len(keys) == 5
    pages = [desk.get(f"/attempts/{attempt}/questions/{number}").text for number in range(1, 6)]
    pages += [desk.get(f"/attempts/{attempt}/check").text, desk.get("/quizzes/quiz").text]
    take(desk, keys, attempt, right=4)
    pages.append(desk.get(f"/attempts/{attempt}/result").text)
    for key in set(KEYS) - set(keys):
        assert all(key not in page for page in pages)
        assert desk.save(attempt, key, {"choice": "good"}).status_code >= 400


def test_sections_are_named_over_questions_and_in_the_check(desk: Desk) -> None:
    attempt = desk.start("quiz")
    first, second = (desk.get(f"/attempts/{attempt}/questions/{number}").text for number in (1, 2))
    assert ("For everybody" in first, "Drawn for you" in first) == (True, False)
    assert ("For everybody" in second, "Drawn for you" in second) == (False, True)
    check = desk.get(f"/attempts/{attempt}/check").text
    assert check.index("For everybody</h2>") < check.index("Drawn for you</h2>")
    assert check.count('<ol class="outline">') == check.count("</ol>") == 2


def test_a_second_try_asks_anew_what_was_missed(desk: Desk, asked: Callable[[str], list[str]]) -> None:
    first = desk.start("quiz")
    before = asked(first)
    take(desk, before, first, right=3)
    page = desk.get("/quizzes/quiz").text
    assert "3 full answers from your last try come along." in page
    assert "You are asked the other 2." in page
    second = desk.start("quiz")
    again = asked(second)
    assert len(again) == 2
    assert not set(again) & set(before)
    take(desk, again, second, right=2)
    assert "100%" in desk.get(f"/attempts/{second}/result").text


def test_history_is_asked_for_in_one_statement(desk: Desk, statements: list[str]) -> None:
    desk.start("quiz")
    asked = [one for one in statements if "attempts.paper" in one and "JOIN activities" in one]
    assert len(asked) == 1
    assert "LIMIT" in asked[0]


STAGED = """title: Staged
purpose: practice
policy: {retake: missed}
sections:
  - {key: start, questions: [quiz-1]}
  - {key: drawn, draws: [{count: 1, from: {tags: staged}}]}
questions:
"""
CASE = """  - key: NAME
    type: case
    stimulus: A situation called NAME.
    stages:
      - key: first
        questions:
          - {key: NAME-1, type: true_false, objective: goal, stem: First of NAME?, answer: true, tags: [staged]}
      - key: second
        reveal: Later in NAME.
        questions:
          - {key: NAME-2, type: true_false, objective: goal, stem: Second of NAME?, answer: true, tags: [staged]}
"""


class TestCases:
    @pytest.fixture
    def school(self, app: Flask, tmp_path: Path) -> School:
        folder = write_course(
            tmp_path, quizzes={"quiz": (HEAD.replace("goal}", "goal, not_tags: staged}"), 9), "staged": ("", 1)}
        )
        (staged,) = folder.glob("*/modules/small/quizzes/staged.yaml")
        staged.write_text(STAGED + CASE.replace("NAME", "north") + CASE.replace("NAME", "south"))
        school = open_school(folder, slots={})
        db.session.remove()
        return school

    def test_one_is_drawn_whole_and_the_other_reaches_no_page(
        self, desk: Desk, asked: Callable[[str], list[str]]
    ) -> None:
        assert "3 questions. Most people take" in desk.get("/quizzes/staged").text
        attempt = desk.start("staged")
        keys = asked(attempt)
        drawn = keys[1][:5]
        assert keys == ["quiz-1", f"{drawn}-1", f"{drawn}-2"]
        other = {"north": "south", "south": "north"}[drawn]
        first = desk.get(f"/attempts/{attempt}/questions/2").text
        assert f"A situation called {drawn}." in first
        assert f"Later in {drawn}." not in first
        assert desk.save(attempt, f"{drawn}-2", {"answer": True}).status_code == 409
        answer = desk.post(f"/attempts/{attempt}/questions/2", {"go": "confirm", "answer": "true"})
        assert answer.location.endswith("/questions/3")
        opened = desk.get(f"/attempts/{attempt}/questions/3").text
        assert f"Later in {drawn}." in opened
        assert other not in first + opened + desk.get(f"/attempts/{attempt}/check").text

    @pytest.mark.parametrize(("right", "count"), [(True, 1), (False, 3)])
    def test_what_comes_along_is_the_whole_case_or_nothing_of_it(
        self, desk: Desk, asked: Callable[[str], list[str]], right: bool, count: int
    ) -> None:
        first = desk.start("staged")
        before = asked(first)
        desk.post(f"/attempts/{first}/questions/2", {"go": "confirm", "answer": "true"})
        desk.save(first, before[2], {"answer": right})
        assert desk.post(f"/attempts/{first}/submit").status_code == 303
        assert "called" in desk.get(f"/attempts/{first}/result").text
        again = asked(desk.start("staged"))
        assert len(again) == count
        assert before[1] not in again
