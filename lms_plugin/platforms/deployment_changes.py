"""Approving, refusing and changing deployments; each act leaves an audit row. The caller commits."""

from datetime import datetime
from uuid import UUID

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.platforms.changes import record
from lms_plugin.platforms.models import Deployment


def _record(verb: str, row: Deployment, *, actor: Actor, now: datetime, details: JsonObject | None = None) -> None:
    named = {"deployment": row.deployment_id, **(details or {})}
    record(f"deployment_{verb}", row.registration, actor=actor, now=now, details={"new": named})


def let_in(row: Deployment, tenant_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Switch a deployment on for a hospital: one that waits, was refused, or was switched off."""
    verb = "approved" if row.status == "pending" else "switched_on"
    row.status, row.tenant_id = "active", tenant_id
    db.session.flush()
    _record(verb, row, actor=actor, now=now, details={"tenant": str(tenant_id)})


def keep_out(row: Deployment, *, actor: Actor, now: datetime) -> None:
    """Refuse a deployment that waits, or switch one off. What its people saved stays."""
    verb = "refused" if row.status == "pending" else "switched_off"
    row.status = "disabled"
    db.session.flush()
    _record(verb, row, actor=actor, now=now)


def change_deployment(
    row: Deployment, *, tenant_id: UUID | None, idle_minutes: int | None, actor: Actor, now: datetime
) -> None:
    """Its hospital for people who come from now on, and the minutes after which its pages lock (None: the default)."""
    old = {"tenant": str(row.tenant_id), "idle_minutes": row.idle_minutes}
    row.tenant_id, row.idle_minutes = tenant_id or row.tenant_id, idle_minutes
    db.session.flush()
    new = {"tenant": str(row.tenant_id), "idle_minutes": row.idle_minutes}
    if new != old:
        _record("changed", row, actor=actor, now=now, details={"old": old, "new": new})
