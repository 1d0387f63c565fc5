"""What is said of an answer that no rule marks: each part only where the quiz lets it be said."""

from typing import Any, cast

import pytest

from lms_plugin.questions.free_text import FreeTextSpec
from lms_plugin.questions.registry import read_question
from lms_plugin.quizzes.judged import judge
from lms_plugin.quizzes.models import MarkRow
from lms_plugin.quizzes.policies import Release

NOTHING = Release(score=False, right_wrong=False, feedback=False, answers=False)


def question(marking: str) -> FreeTextSpec:
    levels = [{"points": 0, "text": "None"}, {"points": 1, "text": "Some"}]
    rubric = [{"key": "all", "title": "All", "levels": levels}]
    data: dict[str, Any] = {"key": "q", "type": "free_text", "stem": "Why?", "marking": marking, "rubric": rubric}
    return cast(FreeTextSpec, read_question({**data, "model_answer": "Because."}))


def row(**facts: Any) -> MarkRow:
    given = {"credit_num": 1, "credit_den": 1, "chosen": {"all": 1}, "comment": "Well said.", "answered": True}
    return MarkRow(**{"points_num": 1, "points_den": 1, **given, **facts})


@pytest.mark.parametrize("opened", ["right_wrong", "feedback", "answers", "score"])
def test_each_part_has_its_own_moment(opened: str) -> None:
    released = Release(**{name: name == opened for name in ("score", "right_wrong", "feedback", "answers")})
    judged = judge(question("person"), row(), released)
    assert judged is not None
    assert bool(judged.levels) is (opened == "right_wrong")
    assert bool(judged.comment) is (opened == "feedback")
    assert bool(judged.model_answer) is (opened == "answers")


def test_nothing_but_the_waiting_is_said_before_the_mark() -> None:
    everything = Release(score=True, right_wrong=True, feedback=True, answers=True)
    judged = judge(question("person"), row(credit_num=None, credit_den=None), everything)
    assert judged is not None
    assert judged.waits
    assert (judged.levels, judged.comment, judged.model_answer) == ((), "", None)


def test_one_compares_alone_where_feedback_is_open() -> None:
    unscored = row(credit_num=None, credit_den=None, points_num=0, chosen=None, comment=None)
    held_back = judge(question("self"), unscored, NOTHING)
    assert held_back is not None
    assert (held_back.waits, held_back.compares, held_back.model_answer) == (False, (), None)
    judged = judge(question("self"), unscored, Release(score=False, right_wrong=False, feedback=True, answers=False))
    assert judged is not None
    assert judged.model_answer == "Because."
    assert [criterion.key for criterion in judged.compares] == ["all"]
