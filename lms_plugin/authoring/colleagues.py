"""The people of a hospital by name, as its LMS gives them: who wrote, who checked, and who else could."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.web.viewer import label_of
from lms_plugin.lti.roles import TABLE
from lms_plugin.roster.models import Context, Membership, User

GONE = "somebody"
WRITERS = [standing.name for standing in TABLE if standing.places]


def names_of(tenant_id: UUID, ids: Iterable[UUID | None]) -> Mapping[UUID | None, str]:
    """The name of each person of this hospital; one who cannot be found any more is "somebody"."""
    wanted = set(ids)
    found: dict[UUID | None, str] = dict.fromkeys(wanted, GONE)
    known = [each for each in wanted if each is not None]
    if known:
        statement = select(User.id, User.name, User.sub).where(User.tenant_id == tenant_id, User.id.in_(known))
        found |= {row.id: label_of(row.name, row.sub) for row in db.session.execute(statement)}
    return found


def list_checkers(tenant_id: UUID, but_not: Collection[UUID]) -> list[str]:
    """The names of those who may write and publish at this hospital now, without these people."""
    statement = (
        select(User.id, User.name, User.sub)
        .distinct()
        .join(Membership, Membership.user_id == User.id)
        .join(Context, Context.id == Membership.context_id)
        .where(
            Context.tenant_id == tenant_id,
            User.tenant_id == tenant_id,
            User.status == "active",
            Membership.standing.in_(WRITERS),
            Membership.status == "active",
        )
        .order_by(User.name, User.id)
    )
    return [label_of(row.name, row.sub) for row in db.session.execute(statement) if row.id not in but_not]


def in_words(names: Collection[str], joint: str = "or", most: int = 3) -> str:
    """Dana, Rosa or 4 others."""
    shown = list(names)[:most]
    left = len(names) - len(shown)
    if left:
        shown.append(f"{left} other{'s' if left != 1 else ''}")
    return f" {joint} ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
