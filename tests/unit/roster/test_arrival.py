"""A verified launch as rows: who, in which course, through which link; what was switched off is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from lms_plugin.core.db.base import Base, db
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.launch import CourseClaim, GradeServiceClaim, Launch
from lms_plugin.lti.roles import TEST_USER
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.platforms.services import add_tenant, register_platform
from lms_plugin.roster.models import Context, Membership, ResourceLink, User
from lms_plugin.roster.services import Arrival, record_arrival

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LI = "https://lms.example.org/li/1"
LAUNCH = Launch(
    issuer="https://lms.example.org",
    client_id="client",
    deployment_id="1",
    sub="amara",
    nonce="n",
    message_type="LtiResourceLinkRequest",
    target_link_uri="https://tool.example.org/lti/launch",
    roles=("Learner",),
    resource_link_id="3",
    resource_link_title="Link",
    context=CourseClaim(id="7", title="Course"),
    name="Amara Okafor",
    email="amara@example.org",
    person_number="N-1",
    custom={"module": "m1"},
    grade_service=GradeServiceClaim(line_item=LI, line_items="https://lms.example.org/li", scopes=("score",)),
)


def register(number: int, tenant: Tenant, *deployments: str) -> Registration:
    return register_platform(
        tenant=tenant,
        issuer="https://lms.example.org",
        client_id=f"client-{number}",
        auth_login_url="https://lms.example.org/auth",
        auth_token_url="https://lms.example.org/token",
        jwks_url="https://lms.example.org/certs",
        deployment_ids=deployments,
    )


@pytest.fixture
def registration(app: Flask) -> Registration:
    row = register(1, add_tenant("Lakeside", timezone="UTC"), "1", "2")
    db.session.commit()
    return row


def no_activity(_tenant: UUID, _custom: Any) -> None:
    return None


def arrive(
    registration: Registration, launch: Launch = LAUNCH, *, now: datetime = NOW, find: Any = no_activity
) -> Arrival:
    arrival = record_arrival(launch, registration_id=registration.id, find_activity=find, now=now)
    db.session.commit()
    return arrival


def one(model: type[Base]) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_first_visit(registration: Registration) -> None:
    arrival = arrive(registration)
    user, context, member, link = one(User), one(Context), one(Membership), one(ResourceLink)
    assert (user.id, user.sub, user.name, user.email, user.person_number, user.status, user.is_test) == (
        arrival.user_id,
        "amara",
        "Amara Okafor",
        "amara@example.org",
        "N-1",
        "active",
        False,
    )
    assert (context.id, context.lti_id, context.title) == (arrival.context_id, "7", "Course")
    assert (member.context_id, member.user_id, member.role, member.status) == (context.id, user.id, "learner", "active")
    assert member.seen_on == NOW.date()
    assert (link.id, link.context_id, link.lti_id, link.title) == (arrival.resource_link_id, context.id, "3", "Link")
    assert (link.line_item_url, link.scopes, link.custom) == (LI, ["score"], {"module": "m1"})
    tenant = one(Tenant)
    assert arrival.tenant_id == user.tenant_id == context.tenant_id == tenant.id
    assert arrival.grades_changed


def test_a_second_visit_reads_once_and_writes_nothing(registration: Registration) -> None:
    first = arrive(registration)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    registration_id = registration.id
    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        again = record_arrival(LAUNCH, registration_id=registration_id, find_activity=no_activity, now=NOW)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1
    assert not again.grades_changed
    assert replace(again, grades_changed=True) == first


def test_the_day_of_the_last_visit_is_written_once_a_day(registration: Registration) -> None:
    arrive(registration)
    arrive(registration, now=NOW + timedelta(days=1))
    assert one(Membership).seen_on == (NOW + timedelta(days=1)).date()


def test_names_are_taken_over_and_never_lost(registration: Registration) -> None:
    arrive(registration)
    arrive(registration, replace(LAUNCH, name=None, email=None, person_number=None))
    assert (one(User).name, one(User).email, one(User).person_number) == ("Amara Okafor", "amara@example.org", "N-1")
    arrive(registration, replace(LAUNCH, name="Amara O."))
    assert one(User).name == "Amara O."


def test_a_role_follows_the_launch(registration: Registration) -> None:
    assert arrive(registration, replace(LAUNCH, roles=("Instructor",))).role == "instructor"
    assert one(Membership).role == "instructor"
    assert arrive(registration).role == "learner"
    assert one(Membership).role == "learner"


def test_a_test_user_is_marked(registration: Registration) -> None:
    arrive(registration, replace(LAUNCH, roles=("Learner", TEST_USER)))
    assert one(User).is_test


def test_who_comes_back_is_a_member_again(registration: Registration) -> None:
    arrive(registration)
    db.session.execute(update(Membership).values(status="inactive"))
    arrive(registration)
    assert one(Membership).status == "active"


def test_a_launch_without_a_course(registration: Registration) -> None:
    first = arrive(registration, replace(LAUNCH, context=None))
    second = arrive(registration, replace(LAUNCH, context=None))
    assert first.context_id == second.context_id
    assert (one(Context).lti_id, one(Context).title) == ("", None)


def test_one_person_in_two_courses(registration: Registration) -> None:
    first = arrive(registration)
    second = arrive(registration, replace(LAUNCH, context=CourseClaim(id="8", title="Another")))
    assert first.user_id == second.user_id
    assert first.context_id != second.context_id
    assert first.resource_link_id != second.resource_link_id


def test_two_deployments_never_share_a_course(registration: Registration) -> None:
    first, second = arrive(registration), arrive(registration, replace(LAUNCH, deployment_id="2"))
    assert first.user_id == second.user_id
    assert first.context_id != second.context_id


def test_two_registrations_share_nothing(registration: Registration) -> None:
    """The same issuer, sub, e-mail and course id: hosted LMSs have one issuer for every hospital."""
    hospital = add_tenant("Another hospital", timezone="UTC")
    other = register(2, hospital, "1")
    first, second = arrive(registration), arrive(other)
    for name in ("tenant_id", "user_id", "context_id", "resource_link_id"):
        assert getattr(first, name) != getattr(second, name)
    assert second.tenant_id == hospital.id
    assert count(User) == count(Context) == count(ResourceLink) == 2


@pytest.mark.parametrize(
    ("changes", "matters"),
    [
        ({"resource_link_title": "New title"}, False),
        ({"custom": {"module": "m1", "more": "x"}}, False),
        ({"grade_service": None}, True),
        ({"grade_service": GradeServiceClaim(line_item=LI + "?a=b", line_items=None, scopes=("score",))}, True),
        ({"grade_service": replace(LAUNCH.grade_service, scopes=())}, True),  # type: ignore[type-var]
    ],
)
def test_a_link_that_changed(registration: Registration, changes: dict[str, Any], matters: bool) -> None:
    arrive(registration)
    launch = replace(LAUNCH, **changes)
    assert arrive(registration, launch).grades_changed is matters
    link = one(ResourceLink)
    assert (link.title, link.custom) == (launch.resource_link_title, dict(launch.custom))
    service = launch.grade_service
    assert link.line_item_url == (service.line_item if service else None)
    assert not arrive(registration, launch).grades_changed


def test_the_activity_is_looked_up_where_it_may_have_changed(registration: Registration) -> None:
    asked: list[dict[str, str]] = []

    def find(tenant_id: UUID, custom: dict[str, str]) -> None:
        asked.append(custom)

    arrive(registration, find=find)
    arrive(registration, find=find)  # it led nowhere, so it is asked again
    arrive(registration, replace(LAUNCH, custom={"module": "m2"}), find=find)
    assert asked == [{"module": "m1"}, {"module": "m1"}, {"module": "m2"}]


@pytest.mark.parametrize(
    ("model", "values", "reason", "status"),
    [
        (Registration, {"status": "disabled"}, "registration_off", 403),
        (Deployment, {"status": "disabled"}, "deployment_off", 403),
        (Deployment, {"status": "pending", "tenant_id": None}, "deployment_off", 403),
        (Tenant, {"status": "suspended"}, "hospital_off", 403),
        (Tenant, {"status": "left"}, "hospital_off", 403),
        (User, {"status": "suspended"}, "person_suspended", 403),
    ],
)
def test_what_was_switched_off(
    registration: Registration, model: type[Base], values: dict[str, Any], reason: str, status: int
) -> None:
    arrive(registration)
    db.session.execute(update(model).values(**values))
    db.session.commit()
    with pytest.raises(LaunchRefusedError) as caught:
        arrive(registration, replace(LAUNCH, name="Changed"))
    assert (caught.value.reason, caught.value.status) == (reason, status)
    db.session.rollback()
    assert one(User).name == "Amara Okafor"


def test_a_deployment_that_nobody_registered(registration: Registration) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        arrive(registration, replace(LAUNCH, deployment_id="999"))
    assert (caught.value.reason, caught.value.status) == ("unknown_deployment", 401)
    assert count(User) == count(Context) == 0


def test_another_registration_s_deployment(registration: Registration) -> None:
    other = register(2, one(Tenant), "other")
    db.session.commit()
    assert arrive(other, replace(LAUNCH, deployment_id="other"))
    with pytest.raises(LaunchRefusedError):
        arrive(registration, replace(LAUNCH, deployment_id="other"))


def test_a_row_that_appeared_meanwhile_is_taken_over(
    registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two first visits at once: both read nothing, and the second insert finds the first one's row."""
    from lms_plugin.roster import services

    empty = services._read(LAUNCH, registration.id)
    first = arrive(registration)
    monkeypatch.setattr(services, "_read", lambda launch, registration_id: empty)
    second = arrive(registration, replace(LAUNCH, name="Amara O."))
    assert replace(second, grades_changed=True) == first
    assert one(User).name == "Amara O."
