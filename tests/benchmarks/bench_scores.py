"""Queued grades delivered by one worker: how many a second, and the worker's CPU for each.

`python -m tests.benchmarks.bench_scores`
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import func, insert, select, update

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.models import Activity, Course
from lms_plugin.grades.cli import make_courier
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.platforms.keys import ensure_key
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_tenant, register_platform
from lms_plugin.roster.models import Context, Membership, User
from tests.benchmarks import fast_platform
from tests.harness.databases import SECRETS, DatabaseMaker, PostgresqlMaker, SqliteMaker
from tests.harness.postgresql import Cluster, find_binaries

ROUNDS = 3


@contextmanager
def makers(folder: Path) -> Iterator[dict[str, DatabaseMaker]]:
    """Fresh databases on the engines that this machine has."""
    found: dict[str, DatabaseMaker] = {"sqlite": SqliteMaker(folder)}
    binaries = find_binaries()
    cluster = Cluster(binaries) if binaries else None
    try:
        if cluster is not None:
            cluster.start()
            found["postgresql"] = PostgresqlMaker(cluster, folder)
        yield found
    finally:
        if cluster is not None:
            cluster.stop()


def open_app(url: str, folder: Path) -> Flask:
    return create_app(
        {"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "TRIAL": "1", "LOG_LEVEL": "ERROR", **SECRETS}
    )


def fill(app: Flask, platform: str, people: int) -> None:
    """A course whose people all have a grade that is due."""
    now = datetime.now(UTC)
    ensure_key(app.extensions["settings"].key_secret, now=now)
    tenant = add_tenant("Benchmark", timezone="UTC")
    registration = register_platform(
        tenant=tenant,
        issuer=platform,
        client_id="tool",
        auth_login_url=f"{platform}/auth",
        auth_token_url=f"{platform}/token",
        jwks_url=f"{platform}/jwks",
        deployment_ids=("1",),
        trial=True,
    )
    deployment = db.session.scalars(select(Deployment)).one()
    context = Context(tenant_id=tenant.id, deployment_pk=deployment.id, lti_id="c", title=None)
    db.session.add_all([context, Course(key="c")])
    db.session.flush()
    activity = Activity(course_key="c", kind="module", key="m")
    db.session.add(activity)
    db.session.flush()
    column = LineItem(
        tenant_id=tenant.id,
        deployment_pk=deployment.id,
        registration_id=registration.id,
        context_id=context.id,
        activity_id=activity.id,
        cycle=1,
        resource_link_id=None,
        url=f"{platform}/lineitem?type_id=1",
        url_digest="d",
    )
    db.session.add(column)
    db.session.flush()
    ids = [new_id() for _ in range(people)]
    person = {"tenant_id": tenant.id, "registration_id": registration.id, "status": "active", "is_test": False}
    db.session.execute(insert(User), [{"id": each, "sub": str(each), **person} for each in ids])
    member = {"context_id": context.id, "role": "learner", "status": "active", "seen_on": date(2026, 1, 1)}
    db.session.execute(insert(Membership), [{"user_id": each, **member} for each in ids])
    result = {"context_id": context.id, "activity_id": activity.id, "cycle": 1, "score_ppm": 833_333, "revision": 1}
    result |= {"submitted_at": now, "changed_at": now}
    db.session.execute(insert(Result), [{"user_id": each, **result} for each in ids])
    due = {"line_item_id": column.id, "wanted_revision": 1, "state": "due", "due_at": now}
    db.session.execute(insert(Delivery), [{"user_id": each, "tries": 0, "accepted_revision": 0, **due} for each in ids])
    db.session.commit()


def measure(app: Flask, people: int) -> tuple[float, float]:
    """Scores a second and CPU milliseconds for each."""
    wall, cpu = time.perf_counter(), time.process_time()
    make_courier(app).run(once=True)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    left = db.session.scalar(select(func.count()).where(Delivery.state != "accepted"))
    assert left == 0, f"{left} scores were not delivered"
    return people / wall, 1000 * cpu / people


def run(name: str, maker: DatabaseMaker, folder: Path, *, people: int, milliseconds: int) -> None:
    with fast_platform.running(milliseconds=milliseconds) as platform:
        app = open_app(maker.make(), folder)
        with app.app_context():
            fill(app, platform, people)
            rounds = []
            for _ in range(ROUNDS):
                rounds.append(measure(app, people))
                db.session.execute(update(Delivery).values(state="due", accepted_revision=0, last_stamp=None))
                db.session.commit()
            db.session.remove()
            db.engine.dispose()
    rate, cpu = (median(each) for each in zip(*rounds, strict=True))
    print(
        f"{name:11} {people:6} scores, platform answers in {milliseconds:3} ms: {rate:7.0f}/s  {cpu:5.2f} ms CPU each"
    )


def main() -> None:
    """Both engines, a platform that answers at once and one that takes a tenth of a second."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as place, makers(Path(place)) as found:
        for name, maker in found.items():
            for milliseconds in (0, 100):
                run(name, maker, Path(place), people=people, milliseconds=milliseconds)


if __name__ == "__main__":
    main()
