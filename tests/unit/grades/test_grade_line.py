"""What a learner is told of the grade at the LMS."""

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import LineItem
from lms_plugin.grades.services import GradeLine, find_grade_line

from .ward import NOW, SECOND, Ward, accept, claim_all, claim_one, fail, get_column, make_activity, open_place, switch


def line_of(ward: Ward) -> GradeLine:
    return find_grade_line(context_id=ward.place.context_id, activity_id=ward.activity, user_id=ward.amara)


def test_none_where_the_link_has_no_column(ward: Ward) -> None:
    ward.earn(500_000)
    assert line_of(ward) == GradeLine(state="none")


def test_not_yet_before_anything_was_earned(ward: Ward) -> None:
    ward.place.column(ward.activity, "https://c1.example/li/1")
    assert line_of(ward) == GradeLine(state="not_yet")


def test_waiting_until_the_lms_has_it(queued: Ward) -> None:
    assert line_of(queued) == GradeLine(state="waiting")
    fail(claim_one())
    assert line_of(queued) == GradeLine(state="waiting")


def test_sent_with_the_score_that_the_lms_took(queued: Ward) -> None:
    accept(claim_one(), now=NOW + SECOND)
    assert line_of(queued) == GradeLine(state="sent", sent_at=NOW + SECOND, score_ppm=500_000)


def test_waiting_again_for_a_newer_score(queued: Ward) -> None:
    accept(claim_one())
    queued.earn(600_000)
    assert line_of(queued).state == "waiting"


def test_refused(queued: Ward) -> None:
    fail(claim_one(), state="parked", wait=0)
    assert line_of(queued) == GradeLine(state="refused")


@pytest.mark.parametrize(("state", "told"), [("parked", "refused"), ("due", "waiting")])
def test_of_two_columns_the_one_in_trouble_is_told(queued: Ward, state: str, told: str) -> None:
    queued.place.column(queued.activity, "https://c1.example/li/2")
    one, two = claim_all()
    fail(one, state=state)
    accept(two)
    assert line_of(queued).state == told


def test_a_column_that_is_gone_says_nothing(queued: Ward) -> None:
    switch(LineItem, state="gone")
    db.session.expire_all()
    assert line_of(queued) == GradeLine(state="none")


def test_a_new_column_is_waited_for(queued: Ward) -> None:
    accept(claim_one())
    switch(LineItem, LineItem.id == get_column("https://c1.example/li/1?type_id=1").id, state="gone")
    queued.place.column(queued.activity, "https://c1.example/li/2")
    assert line_of(queued).state == "waiting"


def test_other_people_courses_and_activities_say_nothing(queued: Ward) -> None:
    accept(claim_one())
    ben, other = queued.place.person("ben"), open_place("c2", beside=queued.place)
    for context, activity, person, told in (
        (queued.place.context_id, queued.activity, ben, "not_yet"),
        (other.context_id, queued.activity, queued.amara, "none"),
        (queued.place.context_id, make_activity("m2"), queued.amara, "none"),
    ):
        assert find_grade_line(context_id=context, activity_id=activity, user_id=person).state == told
