"""Rows for the ledger's tests: LMSs, courses, links with grade columns and people, made straight in the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.core.db.base import Base, db
from lms_plugin.curriculum.models import Activity, Course
from lms_plugin.grades.ledger import Claimed, claim
from lms_plugin.grades.models import Delivery, LineItem, Result, Send
from lms_plugin.grades.services import note_line_item, record_result
from lms_plugin.grades.settlement import Settlement, settle
from lms_plugin.lti.ags import SCORE_SCOPE
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.roster.models import Context, Membership, ResourceLink, User

NOW = datetime(2026, 11, 22, 14, 0, 0, 250_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)
URL = "https://c1.example/li/1?type_id=1"

Row = TypeVar("Row", bound=Base)


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


@dataclass
class Place:
    """One course at one LMS."""

    registration_id: UUID
    tenant_id: UUID
    context_id: UUID

    def person(self, sub: str, *, role: str = "learner", is_test: bool = False, join: "Place | None" = None) -> UUID:
        """Somebody of this LMS, in this course (and in another one)."""
        user = _add(
            User(
                tenant_id=self.tenant_id,
                registration_id=self.registration_id,
                sub=sub,
                name=None,
                email=None,
                person_number=None,
                is_test=is_test,
                display=None,
            )
        )
        for place in (self, join):
            if place is not None:
                _add(Membership(context_id=place.context_id, user_id=user.id, role=role, seen_on=date(2026, 11, 22)))
        return user.id

    def link(self, lti_id: str, activity_id: UUID, *, column: str | None = None, graded: bool = True) -> UUID:
        """A link to an activity; its `column` is an address, `graded` whether we may send scores there."""
        return _add(
            ResourceLink(
                context_id=self.context_id,
                lti_id=lti_id,
                activity_id=activity_id,
                title=None,
                custom={},
                line_item_url=column,
                line_items_url=None,
                scopes=[SCORE_SCOPE] if graded else [],
            )
        ).id

    def column(self, activity_id: UUID, url: str, *, lti_id: str | None = None, now: datetime = NOW) -> UUID:
        """A link with a column that a launch has named; the column's id."""
        self.note(self.link(lti_id or url, activity_id, column=url), now=now)
        return get_column(url).id

    def note(self, link_id: UUID, *, now: datetime = NOW) -> None:
        note_line_item(link_id, registration_id=self.registration_id, now=now)

    def earn(self, user_id: UUID, activity_id: UUID, score_ppm: int, *, now: datetime = NOW) -> None:
        record_result(
            context_id=self.context_id,
            activity_id=activity_id,
            user_id=user_id,
            score_ppm=score_ppm,
            attempt_id=None,
            submitted_at=now,
            comment=None,
            now=now,
        )


@dataclass
class Ward:
    """A course, an activity and a learner."""

    place: Place
    activity: UUID
    amara: UUID

    def earn(self, score_ppm: int, *, person: UUID | None = None, now: datetime = NOW) -> None:
        self.place.earn(person or self.amara, self.activity, score_ppm, now=now)


def open_place(name: str = "c1", *, beside: Place | None = None, base: str | None = None) -> Place:
    """A course at an LMS of its own (whose services are at `base`), or at the LMS of another course."""
    base = base or f"https://{name}.example"
    if beside is not None:
        deployment = db.session.scalars(
            select(Deployment).where(Deployment.registration_id == beside.registration_id)
        ).one()
    else:
        tenant = _add(Tenant(name=name, timezone="UTC", title=None))
        registration = _add(
            Registration(
                issuer=base,
                client_id=name,
                name=name,
                auth_login_url=f"{base}/auth",
                auth_token_url=f"{base}/token",
                token_audience=None,
                jwks_url=f"{base}/jwks",
                family=None,
                frame_origins=[],
            )
        )
        deployment = _add(
            Deployment(registration_id=registration.id, deployment_id="1", tenant_id=tenant.id, status="active")
        )
    assert deployment.tenant_id is not None
    context = _add(Context(tenant_id=deployment.tenant_id, deployment_pk=deployment.id, lti_id=name, title=None))
    return Place(deployment.registration_id, deployment.tenant_id, context.id)


def make_activity(key: str = "m1") -> UUID:
    """A module of the one course that is taught."""
    if db.session.get(Course, "course") is None:
        _add(Course(key="course"))
    return _add(Activity(course_key="course", kind="module", key=key)).id


def get_column(url: str) -> LineItem:
    return db.session.scalars(
        select(LineItem).where(LineItem.url == url).execution_options(populate_existing=True)
    ).one()


def get_result(user_id: UUID) -> Result:
    return db.session.scalars(
        select(Result).where(Result.user_id == user_id).execution_options(populate_existing=True)
    ).one()


def list_deliveries(user_id: UUID) -> list[Delivery]:
    """By column address."""
    return list(
        db.session.scalars(
            select(Delivery)
            .join(LineItem, LineItem.id == Delivery.line_item_id)
            .where(Delivery.user_id == user_id)
            .order_by(LineItem.url)
            .execution_options(populate_existing=True)
        )
    )


def get_delivery(user_id: UUID) -> Delivery:
    [delivery] = list_deliveries(user_id)
    return delivery


def list_sends() -> list[Send]:
    return list(db.session.scalars(select(Send).order_by(Send.at, Send.id)))


def claim_all(now: datetime = NOW) -> list[Claimed]:
    return claim(now, limit=1000, each=1000)


def claim_one(now: datetime = NOW) -> Claimed:
    [claimed] = claim_all(now)
    return claimed


def accept(claimed: Claimed, *, now: datetime = NOW) -> None:
    """The LMS took it."""
    settle([Settlement(claimed=claimed, outcome="accepted", next_state="accepted")], now=now)


def fail(claimed: Claimed, *, state: str = "due", repeat: bool = False, wait: int = 2, now: datetime = NOW) -> None:
    """The LMS did not, or nobody knows."""
    settlement = Settlement(
        claimed=claimed,
        outcome="platform_down",
        next_state=state,
        reason="platform_down",
        wait=timedelta(seconds=wait),
        repeat=repeat,
        http_status=503,
        answer="Down for maintenance",
    )
    settle([settlement], now=now)


def switch(model: type[Base], *where: object, **values: object) -> None:
    """Change rows of other rooms, as a launch or an administrator would."""
    db.session.execute(update(model).where(*where).values(**values))  # type: ignore[arg-type]
