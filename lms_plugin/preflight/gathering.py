"""Gathering the facts: what launches of the last weeks, and the registration's own row, tell without asking anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from lms_plugin.core.db.base import db
from lms_plugin.launches.models import LaunchSession, Refusal
from lms_plugin.lti.families.known import guess_family
from lms_plugin.platforms.approvals import get_registration
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey
from lms_plugin.platforms.models import Registration
from lms_plugin.preflight.errors import CourseNotKnownError, PersonNotInCourseError
from lms_plugin.preflight.facts import Course, Facts, Refused, Seen
from lms_plugin.preflight.services import find_only_tenant
from lms_plugin.roster.models import Context, Membership, ResourceLink, User

LOOK_BACK = timedelta(days=30)
ROWS = 200
# These say something of one browser or one click, not of the registration.
ONE_PERSONS = frozenset({"replayed", "other_browser", "wrong_nonce", "state_expired", "person_suspended"})
COOKIES = frozenset({"other_browser"})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks to be checked.

    `tenant_id` keeps to one hospital's launches; `person` is the `sub` to send a test score for; `context` the
    platform's own id of a course, else the one that was opened last.
    """

    registration_id: UUID
    tenant_id: UUID | None = None
    person: str | None = None
    context: str | None = None
    may_make_columns: bool = True


@dataclass(frozen=True, kw_only=True)
class Ourselves:
    """What the steps need of this installation."""

    public_url: str
    trial: bool
    key: SigningKey


def gather_facts(
    wanted: Wanted,
    registration: KnownRegistration,
    ourselves: Ourselves,
    *,
    passed_before: frozenset[str],
    now: datetime,
) -> Facts:
    """Everything the steps look at. Raises CourseNotKnownError and PersonNotInCourseError."""
    row = get_registration(registration.id)
    launches = _list_launches(wanted, now)
    refusals = _list_refusals(wanted, now)
    course = _choose_course(wanted, launches)
    return Facts(
        registration=registration,
        family=guess_family(registration.family, registration.auth_token_url),
        public_url=ourselves.public_url,
        trial=ourselves.trial,
        key=ourselves.key,
        status=row.status,
        deployments_active=sum(each.status == "active" for each in row.deployments),
        now=now,
        last_launch=_seen(launches[0]) if launches else None,
        last_refusal=next((_refused(each) for each in refusals if each.reason not in ONE_PERSONS), None),
        deep_linked_at=_find_deep_linking(wanted, now),
        framed_launches=sum(bool(each.details.get("framed")) for each in launches),
        cookie_refusals=sum(each.reason in COOKIES for each in refusals),
        course=course,
        said_granted=_said_granted(row, course),
        passed_before=passed_before,
        person=wanted.person,
        may_make_columns=wanted.may_make_columns,
    )


def _list_launches(wanted: Wanted, now: datetime) -> Sequence[Row[Any]]:
    statement = (
        select(
            LaunchSession.opened_at,
            LaunchSession.role,
            LaunchSession.details,
            Context.id.label("context_id"),
            Context.lti_id.label("context"),
            Context.members_url,
            ResourceLink.line_items_url,
            ResourceLink.scopes,
        )
        .join(Context, Context.id == LaunchSession.context_id)
        .outerjoin(ResourceLink, ResourceLink.id == LaunchSession.resource_link_id)
        .where(*_of(LaunchSession, wanted), LaunchSession.opened_at > now - LOOK_BACK)
        .order_by(LaunchSession.opened_at.desc())
        .limit(ROWS)
    )
    if wanted.context is not None:
        statement = statement.where(Context.lti_id == wanted.context)
    return db.session.execute(statement).all()


def _of(model: type[LaunchSession], wanted: Wanted) -> list[Any]:
    conditions: list[Any] = [model.registration_id == wanted.registration_id]
    if wanted.tenant_id is not None:
        conditions.append(model.tenant_id == wanted.tenant_id)
    return conditions


def _list_refusals(wanted: Wanted, now: datetime) -> Sequence[Row[datetime, str, str]]:
    """Refusals do not say for which hospital they were, so those of a shared registration are the operators' alone."""
    if wanted.tenant_id not in (None, find_only_tenant(wanted.registration_id)):
        return []
    return db.session.execute(
        select(Refusal.at, Refusal.reason, Refusal.reference)
        .where(Refusal.registration_id == wanted.registration_id, Refusal.at > now - LOOK_BACK)
        .order_by(Refusal.at.desc())
        .limit(ROWS)
    ).all()


def _find_deep_linking(wanted: Wanted, now: datetime) -> datetime | None:
    return db.session.scalar(
        select(func.max(LaunchSession.opened_at)).where(
            *_of(LaunchSession, wanted),
            LaunchSession.message == "LtiDeepLinkingRequest",
            LaunchSession.opened_at > now - LOOK_BACK,
        )
    )


def _choose_course(wanted: Wanted, launches: Sequence[Row[Any]]) -> Course | None:
    """The course opened last, of those that name grade columns if any does; the test person must be in it."""
    if wanted.context is not None and not launches:
        raise CourseNotKnownError("No course of that id was opened from this registration in the last 30 days.")
    if wanted.person is not None:
        theirs = _courses_of(wanted)
        launches = [each for each in launches if each.context_id in theirs]
        if not launches:
            raise PersonNotInCourseError("We know nobody of that id in the course that this check would use.")
    best = next((each for each in launches if each.line_items_url), launches[0] if launches else None)
    if best is None:
        return None
    return Course(
        context_id=best.context_id,
        members_url=best.members_url,
        line_items_url=best.line_items_url,
        scopes=frozenset(best.scopes or ()),
    )


def _courses_of(wanted: Wanted) -> set[UUID]:
    if wanted.person is None or not wanted.person.isprintable():
        return set()  # nobody's: PostgreSQL takes no NUL
    return set(
        db.session.scalars(
            select(Membership.context_id)
            .join(User, User.id == Membership.user_id)
            .where(
                User.registration_id == wanted.registration_id,
                User.sub == wanted.person,
                Membership.status == "active",
            )
        )
    )


def _said_granted(row: Registration, course: Course | None) -> frozenset[str] | None:
    """A launch's own word first: some LMSs answer a registration with more than they grant."""
    if course is not None and course.scopes:
        return course.scopes
    return frozenset(row.scopes_granted) if row.scopes_granted is not None else None


def _seen(row: Row[Any]) -> Seen:
    return Seen(at=row.opened_at, role=row.role, framed=row.details.get("framed"))


def _refused(row: Row[datetime, str, str]) -> Refused:
    return Refused(at=row.at, reason=row.reason, reference=row.reference)
