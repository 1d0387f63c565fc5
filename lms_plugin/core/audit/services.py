"""Recording what was done: a plain insert in the transaction of the change, so neither is there without the other."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, Self
from uuid import UUID

from lms_plugin.core.audit.models import AuditDetail, AuditEvent
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.web.viewer import Viewer


@dataclass(frozen=True)
class Actor:
    """Who did it: an administrator or a person by id, the product itself, or somebody at the command line."""

    kind: Literal["administrator", "person", "system", "command"]
    id: UUID | None = None
    launch_id: str | None = None

    @classmethod
    def administrator(cls, administrator_id: UUID) -> Self:
        """One who signed in under /admin."""
        return cls("administrator", administrator_id)

    @classmethod
    def person(cls, user_id: UUID, launch_id: str) -> Self:
        """One who came by a launch."""
        return cls("person", user_id, launch_id)

    @classmethod
    def system(cls) -> Self:
        """Nobody: a job, or a stranger whose name we cannot know."""
        return cls("system")

    @classmethod
    def command(cls) -> Self:
        """Somebody who may run `lms-plugin` on the server."""
        return cls("command")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who came by a launch and acts in a hospital; or, without ids, whoever does so at the command line."""

    tenant_id: UUID
    user_id: UUID | None
    launch_id: str | None

    @classmethod
    def of(cls, viewer: Viewer) -> Self:
        """Who is asking."""
        return cls(tenant_id=viewer.tenant_id, user_id=viewer.user_id, launch_id=viewer.launch_id)

    @classmethod
    def at_command_line(cls, tenant_id: UUID) -> Self:
        """Somebody who may run `lms-plugin` on the server, for a hospital."""
        return cls(tenant_id=tenant_id, user_id=None, launch_id=None)

    @property
    def actor(self) -> Actor:
        """As the audit trail names them."""
        return Actor.command() if self.user_id is None else Actor("person", self.user_id, self.launch_id)


def digest_of(details: JsonObject) -> str:
    """SHA-256 of the details as JSON with sorted keys and no spaces; 64 hexadecimal digits."""
    text = json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def record_event(
    verb: str,
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID | str,
    details: JsonObject | None = None,
    tenant_id: UUID | None = None,
    now: datetime,
) -> AuditEvent:
    """Add an event to the caller's transaction.

    `verb` is a past participle after the kind of thing, such as "registration.added". `details` holds plain JSON under
    "old", "new" and "reason"; never a secret, and a person's name only where the event is about that name.
    """
    event = AuditEvent(
        id=new_id(),
        tenant_id=tenant_id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        launch_id=actor.launch_id,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        details_digest=digest_of(details or {}),
    )
    event.detail = AuditDetail(details=details or {})
    db.session.add(event)
    db.session.flush()
    return event
