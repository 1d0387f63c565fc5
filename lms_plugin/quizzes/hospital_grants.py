"""What one person gets in a whole hospital: given and taken back by its administrators, seen by them alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.quizzes.accommodation_models import Accommodation
from lms_plugin.quizzes.accommodations import note_act
from lms_plugin.quizzes.adjusting import Giver, reach_running
from lms_plugin.quizzes.errors import AccommodationNotFoundError
from lms_plugin.quizzes.grants import is_for_user
from lms_plugin.roster.models import User


@dataclass(frozen=True)
class HospitalGrant:
    """One that holds: whom it is for as it was typed, and the names of those it finds today."""

    id: UUID
    tenant_id: UUID
    named: str
    people: tuple[str, ...]
    grant: JsonObject
    granted_at: datetime


def give_everywhere(giver: Giver, match: str, allowance: Allowance, *, now: datetime) -> Accommodation:
    """Grant it in every quiz of the hospital from now on, and to what runs already. `match`: see Accommodation."""
    row = Accommodation(
        id=new_id(),
        tenant_id=giver.tenant_id,
        match=match,
        grant=allowance.to_json(),
        granted_by=giver.user_id,
        granted_at=now,
    )
    db.session.add(row)
    db.session.flush()
    note_act("accommodation.granted", giver, row, {"new": row.grant, "reach": "hospital"}, now)
    reach_running(giver, row, now=now)
    return row


def get_everywhere(accommodation_id: UUID, tenant_id: UUID | None) -> Accommodation:
    """One of a hospital, locked; `tenant_id` None: of any hospital. Raises AccommodationNotFoundError."""
    statement = select(Accommodation).where(Accommodation.id == accommodation_id, Accommodation.context_id.is_(None))
    if tenant_id is not None:
        statement = statement.where(Accommodation.tenant_id == tenant_id)
    row = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise AccommodationNotFoundError
    return row


def revoke_everywhere(giver: Giver, row: Accommodation, *, now: datetime) -> None:
    """Grant it no more. What runs keeps its time. A second time changes nothing."""
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = now, giver.user_id
        db.session.flush()
        note_act("accommodation.revoked", giver, row, {"old": row.grant, "reach": "hospital"}, now)


def list_everywhere(tenant_id: UUID | None) -> list[HospitalGrant]:
    """What holds, newest first, in one hospital or (None) in all. One statement."""
    statement = (
        select(Accommodation, User.name)
        .outerjoin(User, is_for_user())
        .where(Accommodation.context_id.is_(None), Accommodation.revoked_at.is_(None))
        .order_by(Accommodation.granted_at.desc(), Accommodation.id.desc(), User.name)
    )
    if tenant_id is not None:
        statement = statement.where(Accommodation.tenant_id == tenant_id)
    rows: dict[UUID, Accommodation] = {}
    names: dict[UUID, list[str]] = {}
    for row, name in db.session.execute(statement):
        rows[row.id] = row
        names.setdefault(row.id, []).extend([name] if name else [])
    return [
        HospitalGrant(
            id=key,
            tenant_id=row.tenant_id,
            named=(row.match or "").partition(":")[2],
            people=tuple(dict.fromkeys(names[key])),
            grant=row.grant,
            granted_at=row.granted_at,
        )
        for key, row in rows.items()
    ]
