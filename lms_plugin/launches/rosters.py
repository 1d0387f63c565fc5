"""Keeping the lists of people: a course with pages open every ten minutes, one in use daily, others when opened again.

So whom the LMS takes out of a course loses its open pages within a quarter of an hour.
"""

from datetime import UTC, datetime, timedelta
from random import uniform
from uuid import UUID

from sqlalchemy import String, and_, cast, func, literal, or_, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.types import UtcDateTime
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.jobs.models import Job
from lms_plugin.core.jobs.runner import TryLaterError, Turn
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.launches.models import LaunchSession
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.nrps import read_members
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.keys import get_signing_key
from lms_plugin.roster.listing import RosterTarget, find_target
from lms_plugin.roster.models import Context
from lms_plugin.roster.refresh import KIND, leave_alone
from lms_plugin.roster.sync import Synced, sync_context

LIVE = timedelta(minutes=10)
DAILY = timedelta(days=1)
IN_USE = timedelta(days=30)
REST = timedelta(minutes=1)


class RosterKeeper:
    """Reads lists of people with our keys and connections: the work of the job `roster`, whose subject is a context."""

    def __init__(
        self, *, outbound: Outbound, tokens: AccessTokens, registrations: RegistrationCache, key_secret: str
    ) -> None:
        self._outbound, self._tokens, self._registrations = outbound, tokens, registrations
        self._key_secret = key_secret

    def keep(self, turn: Turn) -> datetime | None:
        """Read the list of one course; when it is to be read again, None where nobody opens that course any more."""
        target = find_target(UUID(turn.subject))
        connector = self._connect(target) if target else None
        db.session.commit()
        if target is None or connector is None:
            return None
        try:
            self._sync(turn, target, connector)
        except TryLaterError as error:
            leave_alone(target, until=datetime.now(UTC) + max(error.wait or REST, REST))
            db.session.commit()
            raise
        return next_reading(target.context_id, now=datetime.now(UTC))

    def _connect(self, target: RosterTarget) -> Connector | None:
        registration = self._registrations.get(target.registration_id)
        if registration is None or not registration.active:
            return None
        key = get_signing_key(self._key_secret, now=datetime.now(UTC))
        return Connector(registration, outbound=self._outbound, tokens=self._tokens, key=key)

    def _sync(self, turn: Turn, target: RosterTarget, connector: Connector) -> Synced:
        return sync_context(
            target,
            read_members(connector, target.members_url),
            started=datetime.now(UTC),
            shorter_is_right=bool((turn.job.checkpoint or {}).get("shorter_is_right")),
            keep=turn.keep,
        )


def next_reading(context_id: UUID, *, now: datetime) -> datetime | None:
    """In a day, give or take two hours so that courses do not come all at once; None where nobody came for a month."""
    opened = db.session.scalar(select(func.max(LaunchSession.opened_at)).where(LaunchSession.context_id == context_id))
    if opened is None or opened < now - IN_USE:
        return None
    return now + DAILY * uniform(0.92, 1.08)  # noqa: S311 - jitter, not a secret


def hasten_live_rosters(*, now: datetime) -> None:
    """Make due the lists of courses with open pages that were not asked for in the last ten minutes.

    A list that is not shared with us is asked for once a day, one that fails at its own pace.
    """
    live = (
        select(LaunchSession.context_id)
        .where(LaunchSession.expires_at > now, LaunchSession.ended_at.is_(None))
        .distinct()
        .subquery()
    )
    moment = literal(now, UtcDateTime())
    subject = func.replace(cast(Context.id, String()), "-", "")  # UUID.hex, on both engines
    rows = (
        select(literal(KIND), subject, moment, moment, literal(0))
        .join(live, live.c.context_id == Context.id)
        .where(
            Context.members_url.is_not(None),
            or_(
                Context.roster_at.is_(None),
                Context.roster_at <= now - DAILY,
                and_(Context.roster_at <= now - LIVE, Context.roster_state != "refused"),
            ),
        )
    )
    statement = insert_into(Job).from_select(
        ["kind", "subject", "due_at", "asked_at", "tries"], rows, include_defaults=False
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={"due_at": statement.excluded.due_at},
            where=and_(Job.tries == 0, Job.lease.is_(None), Job.due_at > statement.excluded.due_at),
        )
    )
