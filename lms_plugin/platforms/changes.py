"""Changing a registration; each act leaves an audit row. The caller commits, and lets the cache of registrations go."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.core.outbound.addresses import origin_of
from lms_plugin.platforms.models import PlatformKeys, Registration

ADDRESSES = ("auth_login_url", "auth_token_url", "token_audience", "jwks_url")


def record(verb: str, row: Registration, *, actor: Actor, now: datetime, details: JsonObject | None = None) -> None:
    """An audit event about a registration, such as "registration.renamed"."""
    record_event(
        f"registration.{verb}",
        actor=actor,
        subject_kind="registration",
        subject_id=row.id,
        details=details,
        tenant_id=row.tenant_id,
        now=now,
    )


def rename_registration(row: Registration, name: str, *, actor: Actor, now: datetime) -> None:
    """What our pages call it."""
    if name != row.name:
        record("renamed", row, actor=actor, now=now, details={"old": row.name, "new": name})
        row.name = name
    db.session.flush()


def forget_keys(row: Registration) -> None:
    """Drop the platform's keys that we keep: a key set at a new address replaces the old one's."""
    db.session.execute(delete(PlatformKeys).where(PlatformKeys.registration_id == row.id))


def change_addresses(row: Registration, wanted: Mapping[str, str | None], *, actor: Actor, now: datetime) -> None:
    """Take over checked addresses by the names in ADDRESSES. Keys kept from an old keyset URL are forgotten."""
    old = {name: getattr(row, name) for name in ADDRESSES if name in wanted and getattr(row, name) != wanted[name]}
    if not old:
        return
    new = {name: wanted[name] for name in old}
    origins = set(row.frame_origins) - {origin_of(row.auth_login_url)}
    for name, address in new.items():
        setattr(row, name, address)
    row.frame_origins = sorted({*origins, origin_of(row.issuer), origin_of(row.auth_login_url)})
    if "jwks_url" in old:
        forget_keys(row)
    db.session.flush()
    record("addresses_changed", row, actor=actor, now=now, details={"old": old, "new": new})


def switch_registration(row: Registration, status: str, *, verb: str, actor: Actor, now: datetime) -> None:
    """Let people in (active) or not (disabled); `verb` says which act it was."""
    if status != row.status:
        record(verb, row, actor=actor, now=now, details={"old": row.status, "new": status})
        row.status = status
    db.session.flush()
