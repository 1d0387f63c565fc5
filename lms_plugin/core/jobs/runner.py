"""Doing what is due: one claim, one piece of work, one settlement at a time."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog

from lms_plugin.core.db.base import db, reading
from lms_plugin.core.jobs.services import (
    ClaimedJob,
    LeaseLostError,
    claim_job,
    is_anything_due,
    keep_job,
    retry_job,
    settle_job,
)

log = structlog.get_logger()


class TryLaterError(Exception):
    """The work could not be done now, through no fault of ours. `wait` is how long at least to leave it alone."""

    def __init__(self, reason: str, *, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Turn:
    """One turn at a piece of work. The work commits its own transactions."""

    def __init__(self, job: ClaimedJob) -> None:
        self.job = job

    @property
    def subject(self) -> str:
        """What the work is about: an id."""
        return self.job.subject

    def keep(self) -> None:
        """Keep the lease, in the work's current transaction. Raises LeaseLostError: then the work must stop."""
        keep_job(self.job, now=datetime.now(UTC))


# Does the work and says when it is due again; None where it is done for good. Raises TryLaterError.
Work = Callable[[Turn], datetime | None]


def run_next(kinds: Mapping[str, Work]) -> bool:
    """Do the one piece of work that is longest due. False where nothing is due. A fault of the work is logged."""
    with reading():
        anything = is_anything_due(kinds, datetime.now(UTC))
        db.session.rollback()
    job = claim_job(kinds, now=datetime.now(UTC)) if anything else None
    db.session.commit()
    if job is None:
        return False
    try:
        again_at = kinds[job.kind](Turn(job))
        settle_job(job, again_at=again_at, now=datetime.now(UTC))
    except LeaseLostError:
        db.session.rollback()
        log.warning("job_lease_lost", kind=job.kind, subject=job.subject)
    except TryLaterError as error:
        db.session.rollback()
        log.info("job_put_off", kind=job.kind, subject=job.subject, reason=str(error), tries=job.tries)
        retry_job(job, now=datetime.now(UTC), wait=error.wait)
    except Exception:  # whatever one piece of work does, the others must go on
        db.session.rollback()
        log.exception("job_failed", kind=job.kind, subject=job.subject, tries=job.tries)
        retry_job(job, now=datetime.now(UTC))
    db.session.commit()
    return True
