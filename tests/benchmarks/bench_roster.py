"""A course of 20 000 people read for the first time and again: our CPU, and the most memory at once.

`python -m tests.benchmarks.bench_roster [PEOPLE] [PAGE]`; PAGE 0 sends everybody at once. Each sync runs in a process
of its own, so that the memory is its own; the CPU of a PostgreSQL server is not ours and not counted.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.runner import run_next
from lms_plugin.platforms.keys import ensure_key
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_tenant, register_platform
from lms_plugin.roster.models import Context, Membership
from lms_plugin.roster.refresh import KIND, request_roster
from lms_plugin.worker import due_work
from tests.benchmarks.bench_scores import makers, open_app
from tests.unit.core.answering import AnsweringServer, Asked, Reply

SPAWN = multiprocessing.get_context("spawn")


def member(number: int) -> dict[str, object]:
    return {
        "status": "Active",
        "name": f"Person Number {number}",
        "given_name": "Person",
        "family_name": f"Number {number}",
        "email": f"person.{number}@hospital.example.org",
        "lis_person_sourcedid": f"N-{number}",
        "user_id": f"{number:08}-2f0c-4c4c-9a54-5e0bd5c1f0aa",
        "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
    }


def serve(people: int, per_page: int, pipe: Connection) -> None:
    """The platform, in a process of its own."""

    def answer(asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        if parts.path == "/token":
            return Reply(200, b'{"access_token": "t", "expires_in": 3600}')
        start = int(parse_qs(parts.query).get("from", ["0"])[0])
        end = min(start + (per_page or people), people)
        body = json.dumps({"id": "x", "context": {"id": "c"}, "members": [member(each) for each in range(start, end)]})
        link = {"Link": f'</members?from={end}>; rel="next"'} if end < people else {}
        return Reply(200, body.encode(), link)

    with AnsweringServer(answer) as server:
        pipe.send(server.url)
        pipe.recv()


@contextmanager
def platform(people: int, per_page: int) -> Iterator[str]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=serve, args=(people, per_page, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join()


def fill(url: str, folder: str, base: str) -> None:
    """A registration with a course whose list is at the platform."""
    app = open_app(url, Path(folder))
    with app.app_context():
        ensure_key(app.extensions["settings"].key_secret, now=datetime.now(UTC))
        tenant = add_tenant("Benchmark", timezone="UTC")
        register_platform(
            tenant=tenant,
            issuer=base,
            client_id="tool",
            auth_login_url=f"{base}/auth",
            auth_token_url=f"{base}/token",
            jwks_url=f"{base}/jwks",
            deployment_ids=("1",),
            trial=True,
        )
        deployment = db.session.scalars(select(Deployment)).one()
        context = Context(tenant_id=tenant.id, deployment_pk=deployment.id, lti_id="c", title=None)
        context.members_url = f"{base}/members"
        db.session.add(context)
        db.session.commit()


def sync(url: str, folder: str, people: int, pipe: Connection) -> None:
    """One sync by the worker's own way; sends CPU seconds and the most memory in MB, before and after."""
    app = open_app(url, Path(folder))
    with app.app_context():
        context_id = db.session.scalars(select(Context.id)).one()
        request_roster(context_id, now=datetime.now(UTC))
        db.session.commit()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cpu, wall = time.process_time(), time.perf_counter()
        assert run_next({KIND: due_work(app)[KIND]})
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        found = db.session.scalar(select(func.count()).select_from(Membership).where(Membership.status == "active"))
        assert found == people, f"{found} people instead of {people}"
        pipe.send((cpu, wall, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measure(url: str, folder: str, people: int) -> tuple[float, float, float, float]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=sync, args=(url, folder, people, theirs))
    process.start()
    theirs.close()  # so that a process that fails ends the wait
    figures: tuple[float, float, float, float] = ours.recv()
    process.join()
    return figures


def main() -> None:
    """Both engines, in pages and all at once."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    sizes = [int(sys.argv[2])] if len(sys.argv) > 2 else [500, 0]
    with tempfile.TemporaryDirectory() as place, makers(Path(place)) as found:
        for name, maker in found.items():
            for per_page in sizes:
                url = maker.make()
                with platform(people, per_page) as base:
                    fill(url, place, base)
                    for turn in ("first", "unchanged", "unchanged"):
                        cpu, wall, before, after = measure(url, place, people)
                        print(
                            f"{name:11} {people} people, {per_page or 'all':>4} a page, {turn:9}: "
                            f"{cpu:5.2f} s CPU {wall:5.2f} s wall, {after:4.0f} MB at most ({before:.0f} before)"
                        )


if __name__ == "__main__":
    main()
