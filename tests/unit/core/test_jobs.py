"""Due work: asked for once however often, done by one, tried again later, and asked for anew while it is done."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.core.jobs.runner import TryLaterError, Turn, run_next
from lms_plugin.core.jobs.services import (
    LEASE,
    LeaseLostError,
    backoff,
    claim_job,
    find_job,
    is_anything_due,
    keep_job,
    postpone,
    request_job,
    retry_job,
    settle_job,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS = ("a", "b")

pytestmark = pytest.mark.usefixtures("app")


def ask(kind: str = "a", subject: str = "1", *, at: datetime = NOW, now: datetime = NOW) -> None:
    request_job(kind, subject, due_at=at, now=now)
    db.session.commit()


def job(kind: str = "a", subject: str = "1") -> Job:
    db.session.expire_all()
    found = find_job(kind, subject)
    assert found is not None
    return found


def test_two_requests_are_one_job_at_the_earlier_time() -> None:
    ask(at=NOW + HOUR)
    ask(at=NOW)
    ask(at=NOW + 2 * HOUR)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1
    assert job().due_at == NOW


def test_the_longest_due_first_and_only_of_these_kinds() -> None:
    ask("b", at=NOW - HOUR)
    ask("a", at=NOW)
    ask("other", at=NOW - 2 * HOUR)
    ask("a", "later", at=NOW + HOUR)
    found = [claim_job(KINDS, now=NOW) for _ in range(3)]
    assert [each and each.kind for each in found] == ["b", "a", None]


def test_a_claim_lasts_as_long_as_its_lease() -> None:
    ask()
    first = claim_job(KINDS, now=NOW)
    assert first is not None
    assert not is_anything_due(KINDS, NOW + LEASE - timedelta(seconds=1))
    second = claim_job(KINDS, now=NOW + LEASE)
    assert second is not None
    with pytest.raises(LeaseLostError):
        keep_job(first, now=NOW + LEASE)
    settle_job(first, again_at=None, now=NOW + LEASE)
    retry_job(first, now=NOW + LEASE)
    assert (job().lease, job().tries) == (second.lease, 0)


def test_a_sign_of_life_keeps_the_lease() -> None:
    ask()
    claimed = claim_job(KINDS, now=NOW)
    assert claimed is not None
    keep_job(claimed, now=NOW + LEASE / 2)
    assert claim_job(KINDS, now=NOW + LEASE) is None


def test_work_that_is_done_is_gone() -> None:
    ask()
    claimed = claim_job(KINDS, now=NOW)
    assert claimed is not None
    settle_job(claimed, again_at=None, now=NOW)
    assert find_job("a", "1") is None


def test_work_that_comes_again() -> None:
    ask()
    claimed = claim_job(KINDS, now=NOW)
    assert claimed is not None
    settle_job(claimed, again_at=NOW + HOUR, now=NOW)
    assert (job().due_at, job().lease, job().tries) == (NOW + HOUR, None, 0)


@pytest.mark.parametrize("again_at", [None, NOW + HOUR])
def test_asked_for_while_it_is_done(again_at: datetime | None) -> None:
    ask()
    claimed = claim_job(KINDS, now=NOW)
    assert claimed is not None
    request_job("a", "1", due_at=NOW, now=NOW + timedelta(seconds=5), checkpoint={"how": "again"})
    settle_job(claimed, again_at=again_at, now=NOW + timedelta(seconds=9))
    assert (job().due_at, job().checkpoint) == (NOW + timedelta(seconds=9), {"how": "again"})


def test_what_was_asked_for_is_handed_on_and_then_forgotten() -> None:
    request_job("a", "1", due_at=NOW, now=NOW, checkpoint={"how": "so"})
    ask()
    claimed = claim_job(KINDS, now=NOW)
    assert claimed is not None
    assert claimed.checkpoint == {"how": "so"}
    settle_job(claimed, again_at=NOW, now=NOW)
    assert job().checkpoint is None


def test_a_failure_waits_longer_each_time() -> None:
    ask()
    now, waits = NOW, []
    for _ in range(3):
        claimed = claim_job(KINDS, now=now)
        assert claimed is not None
        retry_job(claimed, now=now)
        waits.append(job().due_at - now)
        now = job().due_at
    assert job().tries == 3
    assert waits[0] < waits[1] < waits[2]
    assert all(wait <= timedelta(seconds=60 * 2**turn) for turn, wait in enumerate(waits))


def test_a_failure_waits_as_long_as_asked() -> None:
    ask()
    claimed = claim_job(KINDS, now=NOW)
    assert claimed is not None
    retry_job(claimed, now=NOW, wait=HOUR)
    assert job().due_at == NOW + HOUR


def test_backoff_has_an_end() -> None:
    assert timedelta(hours=4) < backoff(1000) <= timedelta(hours=6)


def test_postponed_work_waits_unless_it_is_being_done() -> None:
    ask(subject="1")
    assert claim_job(KINDS, now=NOW)
    for subject in ("2", "3", "4"):
        ask(subject=subject, at=NOW + (3 * HOUR if subject == "3" else timedelta(0)))
    postpone("a", ["1", "2", "3"], until=NOW + HOUR)
    assert [job("a", subject).due_at - NOW for subject in "1234"] == [timedelta(0), HOUR, 3 * HOUR, timedelta(0)]


def test_running_what_is_due() -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    ask("a", at=long_ago)
    ask("b", at=long_ago)
    seen = []

    def work(turn: Turn) -> None:
        turn.keep()
        seen.append((turn.job.kind, turn.subject))

    kinds = {"a": work, "b": work}
    assert [run_next(kinds) for _ in range(3)] == [True, True, False]
    assert sorted(seen) == [("a", "1"), ("b", "1")]
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


@pytest.mark.parametrize("error", [TryLaterError("down"), ZeroDivisionError()])
def test_one_fault_does_not_stop_the_others(error: Exception) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    ask("a", "bad", at=long_ago)
    ask("a", "good", at=long_ago + HOUR)
    seen = []

    def work(turn: Turn) -> None:
        if turn.subject == "bad":
            raise error
        seen.append(turn.subject)

    assert [run_next({"a": work}) for _ in range(3)] == [True, True, False]
    assert seen == ["good"]
    assert job("a", "bad").tries == 1
    assert job("a", "bad").due_at > datetime.now(UTC)


def test_whoever_lost_the_lease_changes_nothing() -> None:
    ask(at=datetime(2020, 1, 1, tzinfo=UTC))

    def work(turn: Turn) -> None:
        claim_job(KINDS, now=datetime.now(UTC) + LEASE * 2)
        db.session.commit()
        turn.keep()

    assert run_next({"a": work})
    assert (job().tries, job().lease is None) == (0, False)


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_two_workers_never_have_the_same_job(app: Flask) -> None:
    """The second skips what the first has locked. SQLite has one writer at a time."""
    ask("a", "1")
    ask("a", "2")
    first = claim_job(KINDS, now=NOW)
    with app.app_context():
        second = claim_job(KINDS, now=NOW)
        third = claim_job(KINDS, now=NOW)
        db.session.rollback()
        db.session.remove()
    assert first is not None
    assert second is not None
    assert first.subject != second.subject
    assert third is None
