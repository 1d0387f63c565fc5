"""What leaves the house as a file is in the trail: who took it, of what, and which part of it (case EX08)."""

from datetime import datetime
from uuid import UUID

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import JsonObject


def record_export(
    what: str,
    author: Person,
    *,
    subject_kind: str,
    subject_id: UUID | str,
    part: JsonObject,
    now: datetime,
) -> None:
    """Note that a file of `what` ("questions", "people") was taken out. `part` says which of it, and in which form.

    In the caller's transaction: a page hands a file out by a POST, since looking changes nothing.
    """
    record_event(
        f"{what}.exported",
        actor=author.actor,
        subject_kind=subject_kind,
        subject_id=subject_id,
        details={"new": part},
        tenant_id=author.tenant_id,
        now=now,
    )
