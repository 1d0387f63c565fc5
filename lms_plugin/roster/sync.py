"""One course's people as its platform lists them: page by page, each in a transaction of its own.

A sync that ends early does no harm: what it took in stays, nobody is taken out, and the next one starts over. People
are taken out only after a list that was read to its end, never by an empty one, and never many at once unless somebody
who teaches says that the shorter list is right. A person whom the platform itself calls inactive or deleted is inactive
at once. Records and grades of all of them stay.

The list of the course is read, not those of its resource links (`rlid`): who may open one link is the platform's to
decide at each launch, and a list for each link would be kept for nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.runner import TryLaterError
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.nrps import Member, MemberPage, OddRosterError
from lms_plugin.lti.outcomes import judge
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.roster.leavers import find_leavers, mark_leavers, stamp_seen
from lms_plugin.roster.listing import take_members
from lms_plugin.roster.models import Context
from lms_plugin.roster.targets import RosterTarget

RosterState = Literal["listed", "refused", "failing", "held"]

CHUNK = 1000  # of a platform that sends everybody at once
# So few may leave at once without anybody asking; of more, not above half of the course.
FEW = 5
DOWN = frozenset({"platform_down", "throttled"})

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Synced:
    """How a sync ended. `people` were on the list, `left` were taken out (or would be, where `held`)."""

    state: RosterState
    people: int
    left: int


def sync_context(
    target: RosterTarget,
    pages: Iterable[MemberPage],
    *,
    started: datetime,
    shorter_is_right: bool = False,
    keep: Callable[[], None] = lambda: None,
) -> Synced:
    """Take in the list, commit after each page, and say how it ended.

    `keep` is called in each page's transaction. `shorter_is_right`: somebody has seen how many would leave. Raises
    TryLaterError where the platform did not answer, asked to be left alone, or gave a list that cannot be read.
    """
    seen: set[str] = set()
    try:
        for chunk in _chunks(pages):
            take_members(target, chunk, started=started, seen=seen)
            keep()
            db.session.commit()
    except (ServiceRefusedError, OutboundError, OddRosterError) as error:
        return _after_failure(target, error, len(seen), started)
    synced = _finish(target, seen, started, shorter_is_right=shorter_is_right)
    db.session.commit()
    log.info("roster_synced", context=str(target.context_id), **asdict(synced))
    return synced


def _chunks(pages: Iterable[MemberPage]) -> Iterator[tuple[Member, ...]]:
    for page in pages:
        for start in range(0, len(page.members), CHUNK):
            yield page.members[start : start + CHUNK]


def _finish(target: RosterTarget, seen: set[str], started: datetime, *, shorter_is_right: bool) -> Synced:
    leavers = find_leavers(target.context_id, started=started, seen=seen)
    people, left = len(seen), len(leavers)
    too_many = people == 0 or (left > max(FEW, people) and not shorter_is_right)
    if left and too_many:
        stamp_seen(target, seen, started=started)
        _note(target, "held", started)
        return Synced(state="held", people=people, left=left)
    if leavers:
        mark_leavers(target, leavers, started=started)
    _note(target, "listed", started, synced_at=datetime.now(UTC))
    return Synced(state="listed", people=people, left=left)


def _after_failure(
    target: RosterTarget, error: ServiceRefusedError | OutboundError | OddRosterError, people: int, started: datetime
) -> Synced:
    db.session.rollback()
    verdict = None if isinstance(error, OddRosterError) else judge(error)
    failing = verdict is None or verdict.reason in DOWN
    _note(target, "failing" if failing else "refused", started)
    db.session.commit()
    log.info("roster_not_read", context=str(target.context_id), reason=verdict.reason if verdict else str(error))
    if failing:
        wait = timedelta(seconds=verdict.wait or 0) if verdict else None
        raise TryLaterError(str(error), wait=wait) from error
    return Synced(state="refused", people=people, left=0)


def _note(target: RosterTarget, state: RosterState, started: datetime, **more: datetime) -> None:
    db.session.execute(
        update(Context).where(Context.id == target.context_id).values(roster_state=state, roster_at=started, **more)
    )
