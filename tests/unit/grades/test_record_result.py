"""Recording what a grade should be: the result, its revision, and one delivery for each column."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery, Result
from lms_plugin.lti.ags import SCORE_SCOPE
from lms_plugin.roster.models import ResourceLink

from .ward import (
    NOW,
    SECOND,
    URL,
    Ward,
    get_column,
    get_delivery,
    get_result,
    list_deliveries,
    make_activity,
    open_place,
)


def test_the_revision_rises_only_with_the_score(ward: Ward) -> None:
    for score, revision in ((500_000, 1), (500_000, 1), (500_001, 2), (0, 3), (0, 3), (500_000, 4)):
        ward.place.earn(ward.amara, ward.activity, score)
        result = get_result(ward.amara)
        assert (result.score_ppm, result.revision) == (score, revision)


def test_one_result_and_no_delivery_without_a_column(ward: Ward) -> None:
    ward.place.earn(ward.amara, ward.activity, 500_000)
    assert db.session.scalar(select(func.count()).select_from(Result)) == 1
    assert list_deliveries(ward.amara) == []


def test_one_delivery_for_each_column_of_the_activity(ward: Ward) -> None:
    ward.place.column(ward.activity, "https://c1.example/li/1")
    ward.place.column(ward.activity, "https://c1.example/li/2")
    ward.place.column(make_activity("m2"), "https://c1.example/li/3")
    for score in (500_000, 600_000):
        ward.place.earn(ward.amara, ward.activity, score)
    found = list_deliveries(ward.amara)
    assert [each.line_item_id for each in found] == [
        get_column("https://c1.example/li/1").id,
        get_column("https://c1.example/li/2").id,
    ]
    assert {(each.wanted_revision, each.accepted_revision, each.state, each.due_at) for each in found} == {
        (2, 0, "due", NOW)
    }


def test_a_column_seen_later_gets_what_was_earned_before(ward: Ward) -> None:
    ben = ward.place.person("ben")
    ward.place.earn(ward.amara, ward.activity, 400_000)
    ward.place.earn(ward.amara, ward.activity, 500_000)
    ward.place.earn(ben, ward.activity, 0)
    ward.place.column(ward.activity, URL, now=NOW + SECOND)
    assert (get_delivery(ward.amara).wanted_revision, get_delivery(ben).wanted_revision) == (2, 1)
    assert {get_delivery(each).state for each in (ward.amara, ben)} == {"due"}


def test_the_same_column_seen_again_sends_nothing_twice(ward: Ward) -> None:
    link = ward.place.link("3", ward.activity, column=URL)
    ward.place.note(link)
    ward.place.earn(ward.amara, ward.activity, 500_000)
    get_delivery(ward.amara).state = "accepted"
    db.session.flush()
    ward.place.note(link, now=NOW + SECOND)
    assert get_delivery(ward.amara).state == "accepted"


def test_a_newer_score_takes_the_place_of_one_that_was_not_sent(ward: Ward) -> None:
    ward.place.column(ward.activity, URL)
    ward.place.earn(ward.amara, ward.activity, 500_000)
    delivery = get_delivery(ward.amara)
    delivery.state, delivery.reason, delivery.tries = "parked", "person_refused", 4
    db.session.flush()
    ward.place.earn(ward.amara, ward.activity, 600_000, now=NOW + SECOND)
    delivery = get_delivery(ward.amara)
    assert (delivery.state, delivery.reason, delivery.tries) == ("due", None, 0)
    assert (delivery.wanted_revision, delivery.due_at) == (2, NOW + SECOND)


def test_gr47_a_test_user_has_no_grade(ward: Ward) -> None:
    """Canvas's student view."""
    before, after = ward.place.person("t1", is_test=True), ward.place.person("t2", is_test=True)
    ward.place.earn(before, ward.activity, 500_000)
    ward.place.column(ward.activity, URL)
    ward.place.earn(after, ward.activity, 500_000)
    assert list_deliveries(before) == list_deliveries(after) == []


def test_gr45_without_the_scope_nothing_is_queued_until_it_is_granted(ward: Ward) -> None:
    link = ward.place.link("3", ward.activity, column=URL, graded=False)
    ward.place.note(link)
    ward.place.earn(ward.amara, ward.activity, 500_000)
    assert list_deliveries(ward.amara) == []
    assert get_column(URL).state == "no_scope"
    db.session.get_one(ResourceLink, link).scopes = [SCORE_SCOPE]
    db.session.flush()
    ward.place.note(link)
    assert get_column(URL).state == "active"
    assert get_delivery(ward.amara).state == "due"


def test_gr44_a_link_without_a_column(ward: Ward) -> None:
    ward.place.note(ward.place.link("3", ward.activity))
    ward.place.earn(ward.amara, ward.activity, 500_000)
    assert list_deliveries(ward.amara) == []


def test_gr37_a_changed_address_takes_over_what_is_pending(ward: Ward) -> None:
    link = ward.place.link("3", ward.activity, column="https://c1.example/li/old")
    ward.place.note(link)
    ward.place.earn(ward.amara, ward.activity, 500_000)
    row = db.session.get_one(ResourceLink, link)
    row.line_item_url = "https://c1.example/li/new"
    db.session.flush()
    ward.place.note(link, now=NOW + SECOND)
    assert get_column("https://c1.example/li/old").state == "gone"
    new = next(
        each for each in list_deliveries(ward.amara) if each.line_item_id == get_column("https://c1.example/li/new").id
    )
    assert (new.state, new.wanted_revision) == ("due", 1)
    ward.place.earn(ward.amara, ward.activity, 600_000)
    wanted = {each.line_item_id: each.wanted_revision for each in list_deliveries(ward.amara)}
    assert wanted == {new.line_item_id: 2, get_column("https://c1.example/li/old").id: 1}


def test_two_links_to_one_activity_are_two_columns(ward: Ward) -> None:
    """GR38: neither takes the other's place."""
    ward.place.column(ward.activity, "https://c1.example/li/1", lti_id="3")
    ward.place.column(ward.activity, "https://c1.example/li/2", lti_id="4")
    ward.place.earn(ward.amara, ward.activity, 500_000)
    assert [each.state for each in list_deliveries(ward.amara)] == ["due", "due"]
    assert {get_column(f"https://c1.example/li/{n}").state for n in (1, 2)} == {"active"}


def test_gr39_two_courses_never_cross(ward: Ward) -> None:
    other = open_place("c2", beside=ward.place)
    both = ward.place.person("both", join=other)
    here = ward.place.column(ward.activity, "https://c1.example/li/1")
    there = other.column(ward.activity, "https://c1.example/li/2")
    ward.place.earn(both, ward.activity, 500_000)
    assert [each.line_item_id for each in list_deliveries(both)] == [here]
    other.earn(both, ward.activity, 900_000)
    assert {each.line_item_id: each.wanted_revision for each in list_deliveries(both)} == {here: 1, there: 1}
    scores = db.session.execute(select(Result.context_id, Result.score_ppm).where(Result.user_id == both)).all()
    assert {tuple(row) for row in scores} == {(ward.place.context_id, 500_000), (other.context_id, 900_000)}


def test_a_column_that_now_stands_for_another_activity_starts_anew(ward: Ward) -> None:
    """Revisions of two activities have nothing in common: three of the old one must not hide the first of the new."""
    new_activity, ben = make_activity("m2"), ward.place.person("ben")
    link = ward.place.link("3", ward.activity, column=URL)
    ward.place.note(link)
    for score in (100_000, 200_000, 300_000):
        ward.place.earn(ward.amara, ward.activity, score)
        ward.place.earn(ben, ward.activity, score)
    ward.place.earn(ward.amara, new_activity, 900_000)
    db.session.get_one(ResourceLink, link).activity_id = new_activity
    db.session.flush()
    ward.place.note(link, now=NOW + SECOND)
    delivery = get_delivery(ward.amara)
    assert (delivery.state, delivery.wanted_revision) == ("due", 1)
    assert list_deliveries(ben) == []


def test_a_refused_column_is_tried_again_when_a_launch_changes_it(ward: Ward) -> None:
    link = ward.place.link("3", ward.activity, column=URL)
    ward.place.note(link)
    ward.place.earn(ward.amara, ward.activity, 500_000)
    delivery = get_delivery(ward.amara)
    delivery.state, delivery.reason = "parked", "permission"
    db.session.flush()
    ward.place.note(link, now=NOW + SECOND)
    assert (get_delivery(ward.amara).state, get_delivery(ward.amara).reason) == ("due", None)


@pytest.mark.parametrize("score", [-1, 1_000_001])
def test_a_score_outside_the_scale_is_refused_by_the_database(ward: Ward, score: int) -> None:
    with pytest.raises(IntegrityError):
        ward.place.earn(ward.amara, ward.activity, score)


def test_nothing_is_kept_of_a_submission_that_is_rolled_back(ward: Ward) -> None:
    ward.place.column(ward.activity, URL)
    db.session.commit()
    ward.place.earn(ward.amara, ward.activity, 500_000)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Result)) == 0
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0
