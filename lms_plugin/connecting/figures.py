"""What happened at registrations: last launch, grades, keys that failed. Read-only, a handful of statements in all."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery, LineItem
from lms_plugin.launches.models import LaunchSession, Refusal
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.models import Context, Membership

KEYS_FAILED = "key_set_unavailable"
LATELY = timedelta(days=7)
SENT, WAITING, REFUSED = ("accepted", "confirmed", "overridden"), ("due",), ("parked",)


@dataclass(kw_only=True)
class Figures:
    """Of one registration. `opened_at` is the newest launch still in the log, `seen_on` the newest day of any."""

    opened_at: datetime | None = None
    seen_on: date | None = None
    keys_failed_at: datetime | None = None
    sent: int = 0
    waiting: int = 0
    refused: int = 0

    @property
    def last_day(self) -> date | None:
        """The day of the last launch (UTC)."""
        return self.opened_at.astimezone(UTC).date() if self.opened_at else self.seen_on

    @property
    def keys_fail(self) -> bool:
        """A key set could not be had lately, and nobody has come in since."""
        failed = self.keys_failed_at
        return failed is not None and (self.opened_at is None or self.opened_at < failed)


def find_figures(tenant_id: UUID | None, *, now: datetime) -> dict[UUID, Figures]:
    """By registration: four statements, however many there are. `tenant_id` keeps to one hospital."""
    found: dict[UUID, Figures] = defaultdict(Figures)
    for registration_id, moment in db.session.execute(_newest_launches(tenant_id)):
        found[registration_id].opened_at = moment
    for registration_id, day in db.session.execute(_newest_days(tenant_id)):
        found[registration_id].seen_on = day
    for registration_id, moment in db.session.execute(_failed_keys(now - LATELY)):
        found[registration_id].keys_failed_at = moment
    for registration_id, state, number in db.session.execute(_deliveries(tenant_id)):
        for name, states in (("sent", SENT), ("waiting", WAITING), ("refused", REFUSED)):
            if state in states:
                setattr(found[registration_id], name, getattr(found[registration_id], name) + number)
    return found


def _of(statement: Any, column: Any, tenant_id: UUID | None) -> Any:
    return statement if tenant_id is None else statement.where(column == tenant_id)


def _newest_launches(tenant_id: UUID | None) -> Any:
    statement = select(LaunchSession.registration_id, func.max(LaunchSession.opened_at))
    return _of(statement.group_by(LaunchSession.registration_id), LaunchSession.tenant_id, tenant_id)


def _newest_days(tenant_id: UUID | None) -> Any:
    """Launches leave the log after some weeks; the day of a person's last visit stays."""
    statement = (
        select(Deployment.registration_id, func.max(Membership.seen_on))
        .join(Context, Context.deployment_pk == Deployment.id)
        .join(Membership, Membership.context_id == Context.id)
    )
    return _of(statement.group_by(Deployment.registration_id), Deployment.tenant_id, tenant_id)


def _failed_keys(since: datetime) -> Any:
    return (
        select(Refusal.registration_id, func.max(Refusal.at))
        .where(Refusal.reason == KEYS_FAILED, Refusal.at > since, Refusal.registration_id.is_not(None))
        .group_by(Refusal.registration_id)
    )


def _deliveries(tenant_id: UUID | None) -> Any:
    statement = (
        select(LineItem.registration_id, Delivery.state, func.count())
        .join(LineItem, LineItem.id == Delivery.line_item_id)
        .group_by(LineItem.registration_id, Delivery.state)
    )
    return _of(statement, LineItem.tenant_id, tenant_id)


def find_used(deployment_ids: Collection[UUID]) -> set[UUID]:
    """Which of these deployments somebody has come by: their people belong to a hospital already."""
    statement = select(Context.deployment_pk).where(Context.deployment_pk.in_(deployment_ids)).distinct()
    return set(db.session.scalars(statement))
