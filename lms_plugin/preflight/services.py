"""Keeping what runs found: the last ones of each registration, and the links that show one to others."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Deployment
from lms_plugin.preflight.errors import CheckNotFoundError
from lms_plugin.preflight.models import PreflightRun
from lms_plugin.preflight.summary import Failure, list_failures
from lms_plugin.preflight.verdicts import PASSED_BEFORE, StepResult, worst

KEPT = 20
SHARED = timedelta(days=14)
SHARE_ID = re.compile(r"[A-Za-z0-9_-]{32}\Z")


@dataclass(frozen=True)
class LastCheck:
    """How the last preflight of a registration ended. `all_well`: whatever could be tried passed."""

    at: datetime
    failed: tuple[Failure, ...]
    all_well: bool


def store_run(
    registration_id: UUID,
    results: tuple[StepResult, ...],
    *,
    tenant_id: UUID | None,
    actor: Actor,
    reference: str,
    now: datetime,
) -> PreflightRun:
    """Keep a run, and of all runs of the registration the newest KEPT. What a person ran goes to the audit trail."""
    run = PreflightRun(
        registration_id=registration_id,
        tenant_id=tenant_id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        reference=reference,
        verdict=worst(tuple(each.verdict for each in results)),
        steps=[each.as_json() for each in results],
    )
    db.session.add(run)
    db.session.flush()
    if actor.kind != "system":
        record_event(
            "registration.checked",
            actor=actor,
            subject_kind="registration",
            subject_id=registration_id,
            details={"new": {"verdict": run.verdict, "reference": reference}},
            tenant_id=tenant_id,
            now=now,
        )
    _forget_old(registration_id, now)
    return run


def _forget_old(registration_id: UUID, now: datetime) -> None:
    """A run that is still shared stays as long as its link is good."""
    kept = (
        select(PreflightRun.id)
        .where(PreflightRun.registration_id == registration_id)
        .order_by(PreflightRun.at.desc(), PreflightRun.id.desc())
        .limit(KEPT)
    )
    db.session.execute(
        delete(PreflightRun)
        .where(
            PreflightRun.registration_id == registration_id,
            PreflightRun.id.not_in(list(db.session.scalars(kept))),
            (PreflightRun.shared_until.is_(None)) | (PreflightRun.shared_until < now),
        )
        .execution_options(synchronize_session=False)
    )


def read_results(run: PreflightRun) -> tuple[StepResult, ...]:
    """What its steps found."""
    return tuple(StepResult.read(each) for each in run.steps)


def list_runs(registration_id: UUID, *, tenant_id: UUID | None) -> list[PreflightRun]:
    """The kept runs, newest first; for one hospital's administrators those that looked at their launches alone."""
    statement = select(PreflightRun).where(PreflightRun.registration_id == registration_id, *_seen_by(tenant_id))
    return list(db.session.scalars(statement.order_by(PreflightRun.at.desc(), PreflightRun.id.desc())))


def find_only_tenant(registration_id: UUID) -> UUID | None:
    """The hospital that this registration serves; None where there is none yet, or more than one."""
    found = set(
        db.session.scalars(
            select(Deployment.tenant_id).where(
                Deployment.registration_id == registration_id, Deployment.tenant_id.is_not(None)
            )
        )
    )
    return found.pop() if len(found) == 1 else None


def find_passed(registration_id: UUID) -> frozenset[str]:
    """The keys of the steps that passed in the last run, or had passed before and fail since."""
    last = db.session.scalar(
        select(PreflightRun)
        .where(PreflightRun.registration_id == registration_id)
        .order_by(PreflightRun.at.desc(), PreflightRun.id.desc())
        .limit(1)
    )
    if last is None:
        return frozenset()
    return frozenset(each["key"] for each in last.steps if each["verdict"] == "pass" or PASSED_BEFORE in each["found"])


def find_last_checks(registration_ids: Collection[UUID], *, tenant_id: UUID | None) -> dict[UUID, LastCheck]:
    """The last preflight of each registration, in one statement; those never checked are left out.

    `tenant_id` keeps to the runs that one hospital's administrators see, as in `list_runs`.
    """
    newest = (
        select(PreflightRun.registration_id, func.max(PreflightRun.at).label("at"))
        .where(PreflightRun.registration_id.in_(registration_ids), *_seen_by(tenant_id))
        .group_by(PreflightRun.registration_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(PreflightRun)
        .join(newest, (newest.c.registration_id == PreflightRun.registration_id) & (newest.c.at == PreflightRun.at))
        .where(*_seen_by(tenant_id))
    )
    return {row.registration_id: _sum_up(row) for row in rows}


def _seen_by(tenant_id: UUID | None) -> list[ColumnElement[bool]]:
    return [] if tenant_id is None else [PreflightRun.tenant_id == tenant_id]


def _sum_up(run: PreflightRun) -> LastCheck:
    return LastCheck(run.at, list_failures(read_results(run)), all_well=run.verdict in ("pass", "not_offered"))


def share_run(run: PreflightRun, *, now: datetime) -> str:
    """Let anybody with the link see this run for 14 days from now; the random part of the link."""
    run.share_id, run.shared_until = run.share_id or token_urlsafe(24), now + SHARED
    db.session.flush()
    return run.share_id


def get_shared(share_id: str, *, now: datetime) -> PreflightRun:
    """The run of a link. Raises CheckNotFoundError."""
    # Any other text never reaches the database: PostgreSQL takes no NUL.
    statement = select(PreflightRun).where(PreflightRun.share_id == share_id, PreflightRun.shared_until > now)
    run = db.session.scalar(statement) if SHARE_ID.match(share_id) else None
    if run is None:
        raise CheckNotFoundError("No check is shared at this address, or no longer.")
    return run
