"""`doctor`: one line for each check of this installation: ok, or what is wrong and what to do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from lms_plugin.accounts.services import count_administrators
from lms_plugin.config import Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.db.schema import schema_problem
from lms_plugin.curriculum.media import find_missing
from lms_plugin.curriculum.models import ContentObject, Publication, PublicationEntry
from lms_plugin.drafts.models import DraftMedia
from lms_plugin.grades.ledger import DUE
from lms_plugin.grades.models import Delivery
from lms_plugin.platforms.models import Registration, ToolKey

Check = tuple[bool | None, str]

LATE = timedelta(minutes=5)
MANY = 5
MARKS = {True: "ok   ", False: "WRONG", None: "hint "}


def _check_settings(settings: Settings) -> Iterator[tuple[bool, str]]:
    problems = settings.problems()
    yield from ((False, problem) for problem in problems)
    if not problems:
        yield True, "settings"
    if settings.trial:
        yield True, "TRIAL is on: plain http and platforms on this machine are admitted. Never for real people."


def _check_rows() -> Iterator[Check]:
    if db.session.scalar(select(func.count()).select_from(ToolKey)):
        yield True, "signing key"
    else:
        yield False, "There is no signing key. Start the server once: lms-plugin serve"
    platforms = db.session.scalar(select(func.count()).select_from(Registration)) or 0
    yield _some(platforms, "platforms registered", "No platform is registered. See: lms-plugin platforms add --help")
    administrators = count_administrators()
    if administrators:
        yield True, f"{administrators} {'administrator' if administrators == 1 else 'administrators'}"
    else:
        yield None, "Nobody can sign in under /admin yet. Make an account: lms-plugin admins create EMAIL"
    courses = db.session.scalar(select(func.count(func.distinct(Publication.course_key)))) or 0
    yield _some(courses, "courses published", "No course is published. Publish them: lms-plugin courses publish")
    yield _check_media()


def _check_media() -> Check:
    """Whether the bytes of every file that a publication or a hospital's own course speaks of are there."""
    rows = db.session.execute(
        select(PublicationEntry.path, ContentObject.shown)
        .join(ContentObject, ContentObject.digest == PublicationEntry.digest)
        .where(ContentObject.kind == "media")
    )
    digests = {row.path: row.shown["digest"] for row in rows}
    digests |= {f"{file.course_key}/{file.path}": file.digest for file in db.session.scalars(select(DraftMedia))}
    missing = find_missing(digests, current_app.extensions["media"])
    if not missing:
        return True, "files of courses"
    named = ", ".join(missing[:5])
    remedy = "Publish shipped courses again: courses publish. Take what was uploaded from a backup."
    return False, f"{len(missing)} files of courses are not in MEDIA_STORE ({named}). {remedy}"


def _some(count: int, words: str, remedy: str) -> tuple[bool, str]:
    return (True, f"{count} {words}") if count else (False, remedy)


def _check_ledger(now: datetime) -> Iterator[tuple[bool, str]]:
    waiting = DUE.where(Delivery.due_at < now - LATE).subquery()
    late = db.session.scalar(select(func.count()).select_from(waiting), {"now": now})
    failing = db.session.execute(
        select(Delivery.reason, func.count())
        .where(Delivery.state == "due", Delivery.tries >= MANY)
        .group_by(Delivery.reason)
        .order_by(Delivery.reason)
    ).all()
    parked = db.session.scalar(select(func.count()).where(Delivery.state == "parked")) or 0
    if late:
        yield False, f"{late} grades wait for more than 5 minutes. Is the worker running? Start it: lms-plugin work"
    else:
        yield True, "no grade waits for the worker"
    for reason, count in failing:
        yield False, f"{count} grades are tried again and again: {reason}. See: lms-plugin scores list --state due"
    if parked:
        yield False, f"{parked} grades were refused by an LMS. See why: lms-plugin scores list --state parked"


def check_installation(now: datetime) -> Iterator[Check]:
    """Each check as (ok, words); ok is None for a hint.

    Where the database is not there, the checks that need it are left out.
    """
    yield from _check_settings(current_app.extensions["settings"])
    if problem := schema_problem(db.engine):
        yield False, problem[0].upper() + problem[1:]
        return
    yield True, "database"
    yield from _check_rows()
    yield from _check_ledger(now)


@click.command()
@with_appcontext
def doctor() -> None:
    """Check this installation; exit 1 where something is wrong."""
    results = list(check_installation(datetime.now(UTC)))
    for ok, words in results:
        click.echo(f"{MARKS[ok]}  {words}")
    if any(ok is False for ok, _ in results):
        raise SystemExit(1)
