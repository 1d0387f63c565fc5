"""Progress rows on both engines: what is complete stays complete, nothing of another person's is touched."""

from datetime import timedelta

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.progress.errors import BadPlaceError
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.lessons import complete_lesson, get_reading, keep_reading
from lms_plugin.progress.places import Place, find_place
from lms_plugin.progress.services import (
    ProgressRow,
    find_progress,
    keep_check,
    keep_place,
    list_progress,
    record_outcome,
)
from tests.functional.learning.school import NOW, School

LATER = NOW + timedelta(days=1)


def place(school: School) -> Place:
    found = find_place(school.learner(), school.module.activity_id)
    assert found is not None
    return found


def row(learner: Learner, school: School, index: int = 0) -> ProgressRow:
    found = find_progress(learner, school.lessons[index].activity_id)
    assert found is not None
    return found


def test_a_place_starts_a_step_and_never_takes_back_that_it_is_done(school: School) -> None:
    learner, lesson = school.learner(), school.lessons[0].activity_id
    publication = school.course.publication_id
    keep_place(learner, activity_id=lesson, publication_id=publication, position={"block": "a"}, now=NOW)
    assert (row(learner, school).state, row(learner, school).position) == ("in_progress", {"block": "a"})
    record_outcome(learner, activity_id=lesson, publication_id=publication, state="done", now=NOW)
    keep_place(learner, activity_id=lesson, publication_id=publication, position={"block": "b"}, now=LATER)
    assert row(learner, school).is_complete
    assert row(learner, school).completed_at == NOW
    assert row(learner, school).position == {"block": "b"}


@pytest.mark.parametrize(
    ("first", "second", "state"), [("passed", "not_passed", "passed"), ("not_passed", "passed", "passed")]
)
def test_a_worse_outcome_never_replaces_a_better_one(school: School, first: str, second: str, state: str) -> None:
    learner, quiz = school.learner(), school.quiz.activity_id
    for outcome, now in ((first, NOW), (second, LATER)):
        record_outcome(learner, activity_id=quiz, publication_id=school.course.publication_id, state=outcome, now=now)
    found = find_progress(learner, quiz)
    assert found is not None
    assert (found.state, found.completed_at) == (state, NOW if first == "passed" else LATER)


def test_checks_are_kept_side_by_side(school: School) -> None:
    learner, lesson = school.learner(), school.lessons[0].activity_id
    for question, value in (("a", 1), ("b", 2), ("a", 3)):
        keep_check(
            learner,
            activity_id=lesson,
            publication_id=school.course.publication_id,
            question=question,
            answer={"value": value},
            now=NOW,
        )
    assert row(learner, school).checks == {"a": {"value": 3}, "b": {"value": 2}}
    assert row(learner, school).state == "in_progress"


def test_people_and_cycles_are_apart(school: School) -> None:
    lesson, publication = school.lessons[0].activity_id, school.course.publication_id
    amara, ben = school.learner("amara"), school.learner("ben")
    again = Learner(tenant_id=amara.tenant_id, context_id=amara.context_id, user_id=amara.user_id, cycle=2)
    record_outcome(amara, activity_id=lesson, publication_id=publication, state="done", now=NOW)
    assert list_progress(ben, [lesson]) == {}
    assert list_progress(again, [lesson]) == {}


def test_a_lesson_remembers_block_and_farthest_block(school: School) -> None:
    learner, lesson = school.learner(), school.lessons[0]
    blocks = [block.id for block in get_reading(learner, lesson).lesson.blocks]
    keep_reading(learner, place(school), lesson, blocks[10], now=NOW)
    keep_reading(learner, place(school), lesson, blocks[2], now=LATER)
    reading = get_reading(learner, lesson)
    assert reading.at == blocks[2]
    assert reading.row is not None
    assert reading.row.position is not None
    assert reading.row.position["far"] == blocks[10]
    assert reading.parts_read >= 1
    with pytest.raises(BadPlaceError):
        keep_reading(learner, place(school), lesson, "nowhere", now=LATER)


def test_the_module_begins_with_its_first_step_and_ends_with_its_rule(school: School) -> None:
    learner = school.learner()
    keep_reading(learner, place(school), school.lessons[0], first_block(school), now=NOW)
    module = find_progress(learner, school.module.activity_id)
    assert module is not None
    assert module.state == "in_progress"
    for lesson in school.lessons:
        complete_lesson(learner, place(school), lesson, now=NOW)
    module = find_progress(learner, school.module.activity_id)
    assert module is not None
    assert module.state == "in_progress"
    db.session.rollback()


def test_after_a_lesson_comes_the_next_step(school: School) -> None:
    learner, found = school.learner(), place(school)
    following = [complete_lesson(learner, found, lesson, now=NOW) for lesson in school.lessons]
    assert [step.key for step in following if step is not None] == [*(s.key for s in school.lessons[1:]), "m02-quiz"]


def first_block(school: School) -> str:
    return get_reading(school.learner(), school.lessons[0]).lesson.blocks[0].id
