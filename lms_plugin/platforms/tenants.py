"""Changing hospitals; each act leaves an audit row. The caller commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.config import is_timezone
from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.platforms.errors import BadTimezoneError, TenantChoiceError, TenantNotFoundError
from lms_plugin.platforms.models import Tenant


def record(verb: str, row: Tenant, *, actor: Actor, now: datetime, details: JsonObject | None = None) -> None:
    """An audit event about a hospital, such as "tenant.added"."""
    record_event(
        f"tenant.{verb}",
        actor=actor,
        subject_kind="tenant",
        subject_id=row.id,
        details=details,
        tenant_id=row.id,
        now=now,
    )


def get_tenant(tenant_id: UUID) -> Tenant:
    """One hospital. Raises TenantNotFoundError."""
    row = db.session.get(Tenant, tenant_id)
    if row is None:
        raise TenantNotFoundError("There is no hospital of that id.", remedy="Go back to the list of tenants.")
    return row


def change_tenant(
    row: Tenant,
    *,
    name: str,
    timezone: str,
    title: str | None,
    needs_second_person: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Rename a hospital, set its zone, the tool's name in it, and whether a second person publishes there.

    Raises TenantChoiceError and BadTimezoneError.
    """
    if not is_timezone(timezone):
        raise BadTimezoneError(f"“{timezone}” is no time zone.")
    if db.session.scalar(select(Tenant.id).where(Tenant.name == name, Tenant.id != row.id)):
        raise TenantChoiceError(f"There is a hospital called “{name}” already.")
    new = {"name": name, "timezone": timezone, "title": title, "needs_second_person": needs_second_person}
    old = {field: getattr(row, field) for field in new}
    for field, value in new.items():
        setattr(row, field, value)
    db.session.flush()
    if new != old:
        record("changed", row, actor=actor, now=now, details={"old": old, "new": new})


def suspend_tenant(row: Tenant, *, actor: Actor, now: datetime) -> None:
    """Nobody of this hospital comes in any more; everything that is saved stays."""
    _set_status(row, "suspended", "suspended", actor=actor, now=now)


def resume_tenant(row: Tenant, *, actor: Actor, now: datetime) -> None:
    """Its people come in again."""
    _set_status(row, "active", "resumed", actor=actor, now=now)


def _set_status(row: Tenant, status: str, verb: str, *, actor: Actor, now: datetime) -> None:
    if row.status != status:
        record(verb, row, actor=actor, now=now, details={"old": row.status, "new": status})
        row.status = status
    db.session.flush()
