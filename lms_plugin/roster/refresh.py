"""When a course's list of people is read: asked for here, done by the worker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.core.jobs.services import find_job, postpone, request_job
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.leavers import count_leavers
from lms_plugin.roster.models import Context
from lms_plugin.roster.targets import RosterTarget

KIND = "roster"


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """What those who teach are told of the list: `none` where the LMS named no address for one.

    `leaving` counts the people whom a far shorter list no longer names (state `held`); `waiting`: a sync is asked for.
    """

    state: str
    synced_at: datetime | None
    waiting: bool
    leaving: int = 0


def request_roster(context_id: UUID, *, now: datetime, shorter_is_right: bool = False) -> None:
    """Ask for a sync of this course at once."""
    checkpoint = {"shorter_is_right": True} if shorter_is_right else None
    request_job(KIND, context_id.hex, due_at=now, now=now, checkpoint=checkpoint)


def find_roster_line(context_id: UUID, *, now: datetime) -> RosterLine:
    """How the list of this course stands. Two statements, three where a sync took nobody out."""
    context = db.session.execute(
        select(Context.members_url, Context.roster_state, Context.synced_at, Context.roster_at).where(
            Context.id == context_id
        )
    ).one()
    if context.members_url is None:
        return RosterLine(state="none", synced_at=None, waiting=False)
    job = find_job(KIND, context_id.hex)
    held = context.roster_state == "held" and context.roster_at is not None
    return RosterLine(
        state=context.roster_state or "new",
        synced_at=context.synced_at,
        waiting=job is not None and _is_under_way(job, now),
        leaving=count_leavers(context_id, started=context.roster_at) if held else 0,
    )


def _is_under_way(job: Job, now: datetime) -> bool:
    leased = job.leased_until is not None and job.leased_until > now
    return leased or (job.due_at <= now and job.tries == 0)


def leave_alone(target: RosterTarget, *, until: datetime) -> None:
    """The platform asked for rest, or is down: the other courses of this registration wait, too."""
    others = db.session.scalars(
        select(Context.id)
        .join(Deployment, Deployment.id == Context.deployment_pk)
        .where(
            Deployment.registration_id == target.registration_id,
            Context.id != target.context_id,
            Context.members_url.is_not(None),
        )
    )
    postpone(KIND, [each.hex for each in others], until=until)
