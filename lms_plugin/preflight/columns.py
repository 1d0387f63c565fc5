"""Test columns kept in mind: a row before the platform is asked to make one, gone when the column is.

Each verb of `remember` commits, so that a run that is killed at any point leaves a trace to clean up by.
"""

from datetime import UTC, datetime, timedelta
from secrets import token_hex
from uuid import UUID

from sqlalchemy import delete, select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.services import request_job
from lms_plugin.preflight.kit import Memory
from lms_plugin.preflight.models import TestColumn

CLEAN_KIND = "preflight_columns"
# No run lasts so long: what is older was left by one that was cut off.
CUT_OFF = timedelta(minutes=2)
# A platform that was asked to make a column may still be making it; after this it will not come any more.
STILL_COMING = timedelta(hours=1)
GIVE_UP = timedelta(days=30)


def remember(registration_id: UUID) -> Memory:
    """A run's memory of its columns at this registration."""

    def intend(line_items_url: str) -> str:
        mark, now = f"connection-check-{token_hex(8)}", datetime.now(UTC)
        db.session.add(
            TestColumn(mark=mark, registration_id=registration_id, line_items_url=line_items_url, url=None, made_at=now)
        )
        request_job(CLEAN_KIND, registration_id.hex, due_at=now + CUT_OFF, now=now)
        db.session.commit()
        return mark

    def made(mark: str, url: str) -> None:
        db.session.execute(update(TestColumn).where(TestColumn.mark == mark).values(url=url))
        db.session.commit()

    def forget(mark: str) -> None:
        db.session.execute(delete(TestColumn).where(TestColumn.mark == mark))
        db.session.commit()

    def missing(mark: str) -> None:
        old = datetime.now(UTC) - STILL_COMING
        db.session.execute(delete(TestColumn).where(TestColumn.mark == mark, TestColumn.made_at < old))
        db.session.commit()

    def leftovers() -> list[tuple[str, str, str | None]]:
        found = list_leftovers(registration_id, now=datetime.now(UTC))
        db.session.commit()
        return found

    return Memory(intend=intend, made=made, forget=forget, missing=missing, leftovers=leftovers)


def list_leftovers(registration_id: UUID, *, now: datetime) -> list[tuple[str, str, str | None]]:
    """Mark, address of the list, and address of the column where it is known, of runs that were cut off."""
    rows = db.session.execute(
        select(TestColumn.mark, TestColumn.line_items_url, TestColumn.url)
        .where(TestColumn.registration_id == registration_id, TestColumn.made_at < now - CUT_OFF)
        .order_by(TestColumn.made_at)
    )
    return [(row.mark, row.line_items_url, row.url) for row in rows]


def give_up_old(registration_id: UUID, *, now: datetime) -> None:
    """Forget columns that could not be removed for a month: the platform does not let us any more."""
    db.session.execute(
        delete(TestColumn).where(TestColumn.registration_id == registration_id, TestColumn.made_at < now - GIVE_UP)
    )


def has_columns(registration_id: UUID) -> bool:
    """Whether anything is left to remove, now or soon."""
    found = db.session.scalar(select(TestColumn.mark).where(TestColumn.registration_id == registration_id).limit(1))
    return found is not None
