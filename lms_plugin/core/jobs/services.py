"""Asking for work, claiming it, and settling what became of it. Any number of workers may claim on PostgreSQL.

Between claim and settlement no transaction is open; only the holder of the lease may settle, so a worker that was
taken for dead changes nothing when it wakes.
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import CursorResult, case, delete, or_, select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.jobs.models import Job

LEASE = timedelta(minutes=5)
FIRST_WAIT = 60.0
LONGEST_WAIT = 6 * 3600.0


class LeaseLostError(Exception):
    """The work took so long without a sign of life that another worker has it now."""


@dataclass(frozen=True, kw_only=True)
class ClaimedJob:
    """Work that is this worker's until its lease runs out."""

    kind: str
    subject: str
    lease: str
    tries: int
    claimed_at: datetime
    checkpoint: Mapping[str, Any] | None


def request_job(
    kind: str, subject: str, *, due_at: datetime, now: datetime, checkpoint: Mapping[str, Any] | None = None
) -> None:
    """Ask for work. Where it is asked for already it is due at the earlier of the two moments."""
    asked = dict(checkpoint) if checkpoint is not None else None
    statement = insert_into(Job).values(
        kind=kind, subject=subject, due_at=due_at, asked_at=now, tries=0, checkpoint=asked
    )
    taken_over: dict[str, Any] = {
        "due_at": case((Job.due_at < statement.excluded.due_at, Job.due_at), else_=statement.excluded.due_at),
        "asked_at": statement.excluded.asked_at,
    }
    if asked is not None:
        taken_over["checkpoint"] = statement.excluded.checkpoint
    db.session.execute(statement.on_conflict_do_update(index_elements=["kind", "subject"], set_=taken_over))


def postpone(kind: str, subjects: Collection[str], *, until: datetime) -> None:
    """Let the work on these subjects wait until then: the machine that it needs asked to be left alone."""
    db.session.execute(
        update(Job)
        .where(Job.kind == kind, Job.subject.in_(subjects), Job.due_at < until, Job.lease.is_(None))
        .values(due_at=until)
    )


def find_job(kind: str, subject: str) -> Job | None:
    """The work as it stands: None where nothing is asked for."""
    return db.session.scalar(select(Job).where(Job.kind == kind, Job.subject == subject))


def _due(kinds: Collection[str], now: datetime) -> Any:
    return (
        select(Job)
        .where(Job.kind.in_(kinds), Job.due_at <= now, or_(Job.leased_until.is_(None), Job.leased_until <= now))
        .order_by(Job.due_at)
        .limit(1)
    )


def is_anything_due(kinds: Collection[str], now: datetime) -> bool:
    """Whether a claim is worth its write lock."""
    return db.session.scalar(_due(kinds, now)) is not None


def claim_job(kinds: Collection[str], *, now: datetime) -> ClaimedJob | None:
    """Claim the longest due of these kinds. The caller commits before it begins the work."""
    job: Job | None = db.session.scalar(
        _due(kinds, now).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    if job is None:
        return None
    job.lease, job.leased_until = token_hex(16), now + LEASE
    db.session.flush()
    return ClaimedJob(
        kind=job.kind,
        subject=job.subject,
        lease=job.lease,
        tries=job.tries,
        claimed_at=now,
        checkpoint=job.checkpoint,
    )


def _mine(job: ClaimedJob) -> tuple[Any, ...]:
    return Job.kind == job.kind, Job.subject == job.subject, Job.lease == job.lease


def keep_job(job: ClaimedJob, *, now: datetime) -> None:
    """A sign of life: the lease begins anew. Raises LeaseLostError."""
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE has a row count
        update(Job).where(*_mine(job)).values(leased_until=now + LEASE).execution_options(synchronize_session=False)
    )
    if not result.rowcount:
        raise LeaseLostError(f"{job.kind} {job.subject}")


def settle_job(job: ClaimedJob, *, again_at: datetime | None, now: datetime) -> None:
    """The work is done. It is due again at `again_at`, or at once where it was asked for meanwhile; else it is gone."""
    asked_since = Job.asked_at > job.claimed_at
    if again_at is None:
        db.session.execute(delete(Job).where(*_mine(job), ~asked_since))
    due_at = case((asked_since, now), else_=again_at or now)
    checkpoint = case((asked_since, Job.checkpoint), else_=None)
    db.session.execute(
        update(Job)
        .where(*_mine(job))
        .values(due_at=due_at, lease=None, leased_until=None, tries=0, checkpoint=checkpoint)
        .execution_options(synchronize_session=False)
    )


def retry_job(job: ClaimedJob, *, now: datetime, wait: timedelta | None = None) -> None:
    """The work failed: it is due again later, each time later than the last, and not before `wait` has passed."""
    due_at = now + max(backoff(job.tries), wait or timedelta(0))
    db.session.execute(
        update(Job)
        .where(*_mine(job))
        .values(due_at=due_at, lease=None, leased_until=None, tries=Job.tries + 1)
        .execution_options(synchronize_session=False)
    )


def backoff(tries: int) -> timedelta:
    """1, 2, 4 … minutes, at most six hours, spread by a quarter."""
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 20))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.0))  # noqa: S311 - jitter, not a secret
