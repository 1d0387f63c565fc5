"""The background process: delivers scores and runs due jobs from an explicit list. Any number may run on PostgreSQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from lms_plugin.config import Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.runner import Work, run_next
from lms_plugin.core.stopping import stop_on_signal
from lms_plugin.grades.cli import make_courier
from lms_plugin.grades.services import make_due_what_was_missed
from lms_plugin.launches.log import forget_launches
from lms_plugin.launches.notices import forget_notices, subscribe_to_notices
from lms_plugin.launches.returns import free_grades_of_returned
from lms_plugin.launches.rosters import RosterKeeper, hasten_live_rosters
from lms_plugin.lti.keysets import KeySets
from lms_plugin.lti.notices import NoticeService
from lms_plugin.platforms.rotation import rotate_by_age
from lms_plugin.preflight.columns import CLEAN_KIND
from lms_plugin.preflight.keeper import CHECK_KIND, Keeper, ask_for_checks
from lms_plugin.preflight.setup import make_checker
from lms_plugin.quizzes import closing, releasing
from lms_plugin.quizzes.clock import submit_overdue
from lms_plugin.quizzes.keeper import close_attempt, release_attempt
from lms_plugin.quizzes.previews import forget_previews
from lms_plugin.roster import refresh
from lms_plugin.roster.units import forget_uploads

# A platform that is slow to answer holds up one of these, not all.
WORKERS = 4
PAUSE = 1.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """Something for each worker to do now and then; harmless to do twice. Work on one subject is a row (core.jobs)."""

    name: str
    seconds: float
    run: Callable[[datetime], None]


def refresh_key_sets(now: datetime) -> None:
    """Fetch platforms' key sets anew before they are old, so that no learner waits for that."""
    key_sets: KeySets = current_app.extensions["key_sets"]
    key_sets.refresh(current_app.extensions["registrations"].all().values(), now=now)


def forget_old_launches(now: datetime) -> None:
    """Forget launches and refusals older than LAUNCH_LOG_DAYS, a batch a transaction."""
    settings: Settings = current_app.extensions["settings"]
    before = now - timedelta(days=settings.launch_log_days)
    while forget_launches(before=before):
        db.session.commit()
    forget_notices(before=before)


def forget_old_previews(now: datetime) -> None:
    """Forget what was tried in previews a day ago, a batch a transaction."""
    while forget_previews(before=now - timedelta(days=1)):
        db.session.commit()


def ask_for_notices(now: datetime) -> None:
    """Ask platforms that offer it to tell us of copied courses."""
    extensions, settings = current_app.extensions, current_app.extensions["settings"]
    service = NoticeService(extensions["outbound"], extensions["tokens"])
    subscribe_to_notices(
        service, extensions["registrations"], key_secret=settings.key_secret, public_url=settings.public_url, now=now
    )


def hand_in_what_is_overdue(now: datetime) -> None:
    """Hand in the attempts whose time is over and whose people went away."""
    submit_overdue(now=now)


def rotate_keys(now: datetime) -> None:
    """Publish the next signing key when KEY_DAYS say so, and retire the ones that have signed their last."""
    settings: Settings = current_app.extensions["settings"]
    rotate_by_age(settings.key_secret, days=settings.key_days, now=now)


JOBS = (
    Job("submit_overdue", 5, hand_in_what_is_overdue),
    Job("free_grades_of_returned", 60, lambda now: free_grades_of_returned(now=now)),
    Job("make_due_what_was_missed", 600, lambda now: make_due_what_was_missed(since=now - timedelta(hours=1), now=now)),
    Job("refresh_key_sets", 300, refresh_key_sets),
    Job("hasten_live_rosters", 60, lambda now: hasten_live_rosters(now=now)),
    Job("forget_old_launches", 3600, forget_old_launches),
    Job("rotate_keys", 3600, rotate_keys),
    Job("forget_old_previews", 3600, forget_old_previews),
    Job("ask_for_notices", 300, ask_for_notices),
    Job("ask_for_checks", 3600, lambda now: ask_for_checks(now=now)),
    Job("forget_uploads", 3600, lambda now: forget_uploads(now=now)),
)


def run_job(app: Flask, job: Job) -> None:
    """Run one job in its own transaction; a fault is logged and the job tried again at its next turn."""
    with app.app_context():
        try:
            job.run(datetime.now(UTC))
            db.session.commit()
        except Exception:  # whatever it is, the job's next turn comes
            db.session.rollback()
            log.exception("job_failed", job=job.name)


def due_work(app: Flask) -> dict[str, Work]:
    """What does the work of each kind that is asked for by rows."""
    settings: Settings = app.extensions["settings"]
    rosters = RosterKeeper(
        outbound=app.extensions["outbound"],
        tokens=app.extensions["tokens"],
        registrations=app.extensions["registrations"],
        key_secret=settings.key_secret,
    )
    preflight = Keeper(make_checker(app))
    return {
        refresh.KIND: rosters.keep,
        CHECK_KIND: preflight.check,
        CLEAN_KIND: preflight.clean,
        closing.KIND: close_attempt,
        releasing.KIND: release_attempt,
    }


def run_due_work(app: Flask, kinds: Mapping[str, Work], *, stopped: Callable[[], bool] = lambda: False) -> None:
    """Do what is due, one after another, until nothing is. Where the database is out it is left for the next turn."""
    with app.app_context():
        try:
            while not stopped() and run_next(kinds):
                pass
        except SQLAlchemyError:
            db.session.rollback()
            log.exception("due_work_failed")


def _keep_working(app: Flask, kinds: Mapping[str, Work], stop: Event) -> None:
    while not stop.is_set():
        run_due_work(app, kinds, stopped=stop.is_set)
        stop.wait(PAUSE)


def _keep_running(app: Flask, job: Job, stop: Event) -> None:
    while not stop.is_set():
        run_job(app, job)
        stop.wait(job.seconds)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def work(once: bool) -> None:
    """Deliver scores and run due jobs until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # threads need the app itself
    courier = make_courier(app)
    kinds = due_work(app)
    stop = stop_on_signal()
    if once:
        for job in JOBS:
            run_job(app, job)
        run_due_work(app, kinds)
    else:
        for job in JOBS:
            Thread(target=_keep_running, args=(app, job, stop), daemon=True, name=job.name).start()
        for number in range(WORKERS):
            Thread(target=_keep_working, args=(app, kinds, stop), daemon=True, name=f"work-{number}").start()
    ended = courier.run(once=once, stopped=stop.is_set)
    log.info("worker_ended", messages=ended)
