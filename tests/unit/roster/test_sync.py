"""A course's people as its LMS lists them: who is new, who changed, who left, and what never takes anybody out."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.runner import TryLaterError
from lms_plugin.core.outbound.client import Answer
from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError, UnknownEndError
from lms_plugin.lti.nrps import OddRosterError
from lms_plugin.lti.roles import TEST_USER
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.roster import sync
from lms_plugin.roster.leavers import count_leavers
from lms_plugin.roster.models import Membership, User
from tests.unit.roster.course import NOW, CourseOfPeople, make_course, member, page

LATER = NOW + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def refused(status: int, at: Any = "service", body: bytes = b"", headers: Any = None) -> ServiceRefusedError:
    return ServiceRefusedError(at, Answer(status, headers or {}, body))


def test_everybody_is_taken_in(course: CourseOfPeople) -> None:
    synced = course.sync(
        page(member("amara", name="Amara Okafor", email="a@example.org", person_number="N-1")),
        page(member("dana", roles=("Instructor",)), member("test", roles=(TEST_USER,))),
    )
    assert (synced.state, synced.people, synced.left) == ("listed", 3, 0)
    assert course.people() == {
        "amara": ("learner", "active"),
        "dana": ("instructor", "active"),
        "test": ("learner", "active"),
    }
    amara = course.user("amara")
    assert (amara.name, amara.email, amara.person_number) == ("Amara Okafor", "a@example.org", "N-1")
    assert (amara.tenant_id, amara.status, amara.is_test, course.user("test").is_test) == (
        course.target.tenant_id,
        "active",
        False,
        True,
    )
    assert (course.context.roster_state, course.context.roster_at) == ("listed", NOW)
    assert course.context.synced_at is not None


def test_who_never_launched_was_never_seen(course: CourseOfPeople) -> None:
    course.sync(page("amara"))
    [row] = db.session.scalars(select(Membership)).all()
    assert (row.seen_on, row.arrived_at, row.listed_at) == (None, None, NOW)


def test_what_changed_is_taken_over_and_what_is_left_out_is_kept(course: CourseOfPeople) -> None:
    course.sync(page(member("amara", name="Amara Okafor", email="a@example.org")))
    course.sync(page(member("amara", name="Amara O.", person_number="N-1", roles=("Instructor",))), at=LATER)
    amara = course.user("amara")
    assert (amara.name, amara.email, amara.person_number) == ("Amara O.", "a@example.org", "N-1")
    assert course.people() == {"amara": ("instructor", "active")}


def test_a_test_person_stays_one(course: CourseOfPeople) -> None:
    course.sync(page(member("test", roles=(TEST_USER,))))
    course.sync(page("test"), at=LATER)
    assert course.user("test").is_test


def test_inactive_and_deleted_people_are_inactive_at_once_and_may_come_back(course: CourseOfPeople) -> None:
    course.sync(page("amara", "ben"))
    course.sync(page("amara", member("ben", status="inactive")), at=LATER)
    assert course.active() == {"amara"}
    course.sync(page("amara", "ben"), at=LATER + MINUTE)
    assert course.active() == {"amara", "ben"}


def test_leavers_are_inactive_and_their_rows_stay(course: CourseOfPeople) -> None:
    course.sync(page("amara", "ben"))
    synced = course.sync(page("amara"), at=LATER)
    assert (synced.state, synced.left) == ("listed", 1)
    assert course.people()["ben"] == ("learner", "inactive")
    assert course.user("ben").status == "active"


def test_a_person_in_two_courses_leaves_one(course: CourseOfPeople) -> None:
    other = make_course(2)
    course.sync(page("amara", "ben"))
    other.sync(page("amara", "ben"))
    course.sync(page("ben"), at=LATER)
    assert (course.active(), other.active()) == ({"ben"}, {"amara", "ben"})
    assert db.session.scalar(select(func.count()).select_from(User)) == 4


def test_an_empty_list_takes_nobody_out(course: CourseOfPeople) -> None:
    course.sync(page("amara"))
    for pages in ([], [page()]):
        synced = course.sync(*pages, at=LATER, shorter_is_right=True)
        assert (synced.state, synced.left) == ("held", 1)
    assert course.active() == {"amara"}
    assert course.context.roster_state == "held"
    assert course.context.synced_at is not None


def test_a_course_without_anybody(course: CourseOfPeople) -> None:
    assert course.sync().state == "listed"


def test_a_far_shorter_list_waits_for_somebody_to_say_that_it_is_right(course: CourseOfPeople) -> None:
    everybody = [f"p{number}" for number in range(20)]
    course.sync(page(*everybody))
    assert course.sync(page(*everybody[:9]), at=LATER).state == "held"
    assert len(course.active()) == 20
    assert course.sync(page(*everybody[:9]), at=LATER + MINUTE).state == "held"
    synced = course.sync(page(*everybody[:9]), at=LATER + 2 * MINUTE, shorter_is_right=True)
    assert (synced.state, synced.left) == ("listed", 11)
    assert course.active() == set(everybody[:9])


def test_half_of_a_course_may_leave(course: CourseOfPeople) -> None:
    everybody = [f"p{number}" for number in range(20)]
    course.sync(page(*everybody))
    assert course.sync(page(*everybody[:10]), at=LATER).state == "listed"
    assert len(course.active()) == 10


@pytest.mark.parametrize("error", [NotReachedError("x"), UnknownEndError("x"), OddRosterError("x"), refused(503)])
def test_a_list_that_breaks_off_takes_nobody_out_and_keeps_what_came(course: CourseOfPeople, error: Exception) -> None:
    course.sync(page("amara", "ben"))
    with pytest.raises(TryLaterError):
        course.broken(error, page("amara", "cem"), at=LATER)
    assert course.active() == {"amara", "ben", "cem"}
    assert (course.context.roster_state, course.context.roster_at) == ("failing", LATER)
    course.sync(page("amara", "cem"), at=LATER + MINUTE)
    assert course.active() == {"amara", "cem"}


@pytest.mark.parametrize(
    "error", [refused(403), refused(401), refused(404), refused(400, "token"), AddressRefusedError("private")]
)
def test_a_list_that_is_not_shared(course: CourseOfPeople, error: Exception) -> None:
    course.arrive("amara", at=NOW)
    assert course.broken(error, at=LATER).state == "refused"
    assert course.active() == {"amara"}
    assert course.context.roster_state == "refused"


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (refused(429, headers={"retry-after": "120"}), 120),
        (refused(403, body=b"403 Forbidden (Rate Limit Exceeded)"), 0),
        (refused(503, "token"), 0),
    ],
)
def test_a_platform_that_asks_for_rest(course: CourseOfPeople, error: Exception, wait: int) -> None:
    with pytest.raises(TryLaterError) as caught:
        course.broken(error)
    assert caught.value.wait == timedelta(seconds=wait)


@pytest.mark.parametrize("broken_after", [0, 1, 2, 3])
def test_a_sync_killed_at_any_page_starts_over_without_harm(course: CourseOfPeople, broken_after: int) -> None:
    pages = [page("a", "b"), page("c", "d"), page("e", "f")]
    course.sync(*pages)

    class KilledError(Exception):
        pass

    with pytest.raises(KilledError):
        course.broken(KilledError(), *pages[:broken_after], at=LATER)
    db.session.rollback()
    assert course.active() == set("abcdef")
    course.sync(pages[0], page("c"), at=LATER + MINUTE)
    assert course.active() == set("abc")


def test_each_page_is_a_transaction(course: CourseOfPeople, app: Flask) -> None:
    commits = []

    def note(_connection: Any) -> None:
        commits.append(1)

    event.listen(db.engine, "commit", note)
    try:
        course.sync(page("a"), page("b"), page("c"))
    finally:
        event.remove(db.engine, "commit", note)
    assert len(commits) == 4


def test_everybody_at_once_is_taken_in_by_parts(course: CourseOfPeople, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "CHUNK", 3)
    kept = []
    everybody = [f"p{number}" for number in range(10)]
    assert course.sync(page(*everybody), keep=lambda: kept.append(1)).people == 10
    assert len(kept) == 4
    assert course.active() == set(everybody)


def test_who_launches_is_active_at_once_and_until_the_next_whole_list(course: CourseOfPeople) -> None:
    course.sync(page("amara"))
    course.arrive("ben", at=NOW + MINUTE)
    assert course.active() == {"amara", "ben"}
    course.sync(page("amara"), at=LATER)
    assert course.active() == {"amara"}


def test_who_launches_while_the_list_is_read_stays(course: CourseOfPeople) -> None:
    course.sync(page("amara", "ben"))
    course.arrive("new", at=LATER + MINUTE)
    course.arrive("ben", at=LATER + MINUTE, role="instructor")
    course.sync(page("amara", member("ben", status="inactive")), at=LATER)
    assert course.people() == {
        "amara": ("learner", "active"),
        "ben": ("instructor", "active"),
        "new": ("learner", "active"),
    }


def test_an_administrator_who_is_on_no_list_has_not_left_it(course: CourseOfPeople) -> None:
    course.arrive("admin", at=NOW, role="instructor")
    course.sync(page("amara"), at=LATER)
    assert course.active() == {"admin", "amara"}
    course.sync(page("amara", member("admin", roles=("Instructor",))), at=LATER + MINUTE)
    course.sync(page("amara"), at=LATER + 2 * MINUTE)
    assert course.active() == {"amara"}


@pytest.mark.parametrize("apart", [False, True])
def test_who_is_named_twice_is_one_person_with_the_greater_role(course: CourseOfPeople, apart: bool) -> None:
    twice = [member("amara", roles=("Instructor",)), member("amara", status="inactive")]
    for at in (NOW, LATER):
        course.sync(*([page(each) for each in twice] if apart else [page(*twice)]), at=at)
        assert course.people() == {"amara": ("instructor", "active")}


def test_nothing_is_written_for_who_is_as_the_list_says(course: CourseOfPeople) -> None:
    for at in (NOW, LATER):
        course.sync(page("amara"), page("ben"), at=at)
    assert set(db.session.scalars(select(Membership.listed_at))) == {NOW}
    course.sync(page("ben"), at=LATER + MINUTE)
    assert course.active() == {"ben"}


def test_who_came_by_a_launch_is_known_to_have_been_listed(course: CourseOfPeople) -> None:
    course.arrive("dana", at=NOW, role="instructor")
    course.sync(page("amara", member("dana", roles=("Instructor",))), at=LATER)
    course.sync(page("amara"), at=LATER + MINUTE)
    assert course.active() == {"amara"}


def test_how_many_a_held_list_would_take_out_can_be_told_later(course: CourseOfPeople) -> None:
    everybody = [f"p{number}" for number in range(20)]
    for number in range(2):
        course.sync(page(*everybody), at=NOW + number * MINUTE)
    course.sync(page(*everybody[:8]), at=LATER)
    assert count_leavers(course.target.context_id, started=LATER) == 12


def test_a_known_person_of_another_course_joins(course: CourseOfPeople) -> None:
    course.arrive("amara", at=NOW)
    before = course.user("amara").id
    db.session.execute(Membership.__table__.delete())  # type: ignore[attr-defined]
    course.sync(page(member("amara", name="Amara")), at=LATER)
    assert (course.user("amara").id, course.user("amara").name) == (before, "Amara")
    assert course.active() == {"amara"}


@pytest.mark.parametrize("name", ["Åsa Ödman", "Quote \" O'Neil", "back\\slash", "名前", "{}[]", "a\nb", "$.sub"])
def test_names_arrive_as_they_are(course: CourseOfPeople, name: str) -> None:
    course.sync(page(member(name, name=name)))
    assert course.user(name).name == name


def test_statements_do_not_grow_with_people(course: CourseOfPeople) -> None:
    def count(people: int, at: Any) -> int:
        seen = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            course.sync(page(*(f"p{number}" for number in range(people))), at=at)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    assert count(3, NOW) == count(300, LATER) == 5
    assert count(300, LATER + MINUTE) == 3  # what is known, who left, how it ended
