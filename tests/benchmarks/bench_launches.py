"""What a warm launch costs: CPU of the server's processes for login, launch and page, beside the yardstick's.

`python -m tests.benchmarks.bench_launches [ROUNDS [SECONDS]]`. Only ratios within one run mean anything.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from lms_plugin.demo.setup import COURSE
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.lessons import complete_lesson, get_reading, keep_reading
from lms_plugin.progress.places import find_place
from lms_plugin.roster.models import Context, Membership, ResourceLink
from tests.benchmarks.launch_rig import Floor, Platform, Product, Tool, Yardstick, load, prepare
from tests.harness.databases import SECRETS
from tests.harness.postgresql import Cluster, find_binaries

WORKERS = 2
USERS = 100
LINK = {"course": COURSE, "module": "m02-patient-information"}
# Two courses of the LMS with the same link: in one everybody has done a lesson, in the other is half-way in the next.
PAGES = ("module", "lesson")
Cases = dict[str, tuple[Tool, dict[str, Any]]]


def claims_of(page: str) -> dict[str, Any]:
    return {"custom": LINK, "context": {"id": f"course-{page}", "title": f"Course {page}"}}


def come_far(database: str, folder: Path, *, everywhere: bool = False) -> None:
    """Everybody who launched has done the first lesson; in one course, or everywhere, they have begun the second."""
    app = create_app({"DATABASE_URL": database, "INSTANCE_PATH": str(folder), "TRIAL": "1", **SECRETS})
    now = datetime.now(UTC)
    with app.app_context():
        people = select(Context.tenant_id, Context.id, Context.lti_id, Membership.user_id).join(Membership)
        activity_id = db.session.scalars(select(ResourceLink.activity_id)).first()
        assert activity_id is not None
        for row in db.session.execute(people).all():
            learner = Learner(tenant_id=row.tenant_id, context_id=row.id, user_id=row.user_id)
            place = find_place(learner, activity_id)
            assert place is not None
            complete_lesson(learner, place, place.steps[0], now=now)
            if everywhere or row.lti_id == "course-lesson":
                blocks = get_reading(learner, place.steps[1]).lesson.blocks
                keep_reading(learner, place, place.steps[1], blocks[len(blocks) // 2].id, now=now)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@contextmanager
def everything(folder: Path) -> Iterator[tuple[Platform, Cases]]:
    """The yardstick and ours on each engine, running."""
    with ExitStack() as stack:
        binaries = find_binaries()
        if binaries is None:
            sys.exit("The yardstick needs PostgreSQL.")
        cluster = Cluster(binaries)
        stack.callback(cluster.stop)
        cluster.start()
        platform = Platform(stack, folder)
        dsn = cluster.url("postgres").replace("+psycopg", "")
        cases: Cases = {"yardstick": (Yardstick(stack, folder, platform, dsn, WORKERS), claims_of("module"))}
        cases["floor"] = (Floor(stack, folder, platform, dsn, WORKERS), claims_of("module"))
        databases = {"postgresql": cluster.url("template1"), "sqlite": f"sqlite:///{folder}/tool.sqlite"}
        for engine, database in databases.items():
            product = Product(stack, folder / engine, platform, database, WORKERS)
            for page in PAGES:
                load(product, platform, claims=claims_of(page), seconds=10, users=USERS)
                cases[f"{engine}, {page}"] = (product, claims_of(page))
            come_far(database, folder / engine)
        yield platform, cases


def show(figures: dict[str, list[dict[str, float]]]) -> None:
    """Medians of the rounds, and how often the yardstick each is."""
    base = [each["cpu_ms_per_launch_server"] for each in figures["yardstick"]]
    print(f"{'':20} CPU ms/launch  (lowest–highest)  × yardstick  requests  launches/s  p95 ms  page bytes")
    for name, rounds in figures.items():
        cpu = [each["cpu_ms_per_launch_server"] for each in rounds]
        rest = {key: median(each[key] for each in rounds) for key in rounds[0]}
        spread = f"({min(cpu):.2f}–{max(cpu):.2f})"
        print(
            f"{name:20} {median(cpu):13.2f}  {spread:>16}  {median(cpu) / median(base):11.2f}"
            f"  {rest['http_requests_per_launch']:8.0f}  {rest['per_s']:10.0f}  {rest['p95_ms']:6.0f}"
            f"  {rest['final_page_bytes']:10.0f}"
        )


def main() -> None:
    """Interleaved rounds: what disturbs one disturbs all."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 6
    prepare()
    with tempfile.TemporaryDirectory() as place, everything(Path(place)) as (platform, cases):
        figures: dict[str, list[dict[str, float]]] = {name: [] for name in cases}
        for _ in range(rounds):
            for name, (tool, claims) in cases.items():
                figures[name].append(load(tool, platform, claims=claims, seconds=seconds, users=USERS))
        show(figures)


if __name__ == "__main__":
    main()
