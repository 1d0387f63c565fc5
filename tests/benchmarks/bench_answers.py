"""Three hundred people who answer at once: how long a save takes, steadily and in a burst, and whether any is lost.

`python -m tests.benchmarks.bench_answers [SECONDS [PEOPLE]]`. PostgreSQL writes to disk as in production; the tool runs
as `lms-plugin serve` with two processes. People, load and database share the machine with it.
"""

import json
import random
import socket
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import ResponseSave
from tests.functional.placing.places import COURSE
from tests.functional.test_killed import serving
from tests.harness.browser import Browser
from tests.harness.databases import PostgresqlMaker
from tests.harness.front_door import CLAIM, begin, good_claims, post_launch
from tests.harness.house import House
from tests.harness.postgresql import Cluster, find_binaries

WORKERS = 2
EVERY = 10.0
BURST = 1.0
QUESTION, WORDS = "one-word-for-it", ("bedside", "hallway", "doorway", "handover", "corridor")


class Person:
    """One learner with an open try. `said` are the saves that the server said it has."""

    def __init__(self, house: House, number: int, port: int) -> None:
        self.browser: Browser = house.browser()
        page = self._launch(house, f"nurse-{number}")
        page = self.browser.submit(page, page.form("/start"))
        path = page.url.removeprefix(house.tool_url).split("/questions/")[0]
        self.url = f"http://localhost:{port}{path}/responses/{QUESTION}"
        self.csrf = page.form("/questions/").fields["csrf_token"][0]
        self.revision, self.said, self.waits = 0, set[UUID](), list[float]()

    def _launch(self, house: House, sub: str) -> Any:
        begun = begin(house, self.browser)
        claims = good_claims(house, begun.nonce) | {"sub": sub, "name": f"Nurse {sub[6:]}", "email": f"{sub}@x.example"}
        claims[f"{CLAIM}custom"] = {"course": COURSE, "quiz": "m02-quiz"}
        page = post_launch(house, self.browser, begun.state, house.platform.platform.sign(claims))
        return self.browser.get(house.tool_url + page.headers["location"])

    def answer(self) -> None:
        """One save of another word, timed."""
        save_id, word = uuid4(), f"{random.choice(WORDS)} {len(self.waits)}"
        body = json.dumps({"save_id": str(save_id), "base": self.revision, "value": {"text": word}}).encode()
        begun = time.perf_counter()
        answer = self.browser.post_json(self.url, body, token=self.csrf)
        self.waits.append(time.perf_counter() - begun)
        if answer.status == 200:
            self.said.add(save_id)
            self.revision = answer.json()["revision"]

    def answer_steadily(self, start: float, offset: float, seconds: float) -> None:
        """One answer each EVERY seconds."""
        due = start + offset
        while due < start + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            self.answer()
            due += EVERY

    def answer_once(self, barrier: Barrier, delay: float) -> None:
        barrier.wait()
        time.sleep(delay)
        self.answer()


def told(name: str, waits: list[float]) -> str:
    ordered = sorted(waits)
    p50, p95 = (ordered[int(len(ordered) * part)] * 1000 for part in (0.5, 0.95))
    return f"{name}: {len(ordered)} saves, p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"


def run(house: House, people: list[Person], seconds: float) -> None:
    with ThreadPoolExecutor(len(people)) as pool:
        start = time.perf_counter()
        offsets = (EVERY * number / len(people) for number in range(len(people)))
        for done in [
            pool.submit(one.answer_steadily, start, offset, seconds)
            for one, offset in zip(people, offsets, strict=True)
        ]:
            done.result()
        print(told("steady", [wait for one in people for wait in one.waits]))
        for one in people:
            one.waits.clear()
        barrier = Barrier(len(people) + 1)
        waiting = [pool.submit(one.answer_once, barrier, random.random() * BURST) for one in people]
        barrier.wait()
        begun = time.perf_counter()
        for done in waiting:
            done.result()
        print(told("burst", [wait for one in people for wait in one.waits]))
        print(f"burst: all answered {time.perf_counter() - begun:.2f} s after its first moment")
    said = set().union(*(one.said for one in people))
    with house.app.app_context():
        stored = set(db.session.scalars(select(ResponseSave.save_id)))
        most = db.session.scalar(select(func.max(ResponseSave.revision)))
        db.session.remove()
    print(f"stored: {len(stored)} saves, {len(said - stored)} said and not stored; most of one person: {most}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    binaries = find_binaries()
    if binaries is None:
        sys.exit("This needs PostgreSQL.")
    cluster = Cluster(binaries, durable=True)
    cluster.start()
    try:
        with tempfile.TemporaryDirectory() as name, socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            free.close()
            folder = Path(name)
            with House(PostgresqlMaker(cluster, folder).make(), folder) as house:
                people = [Person(house, number, port) for number in range(count)]
                with serving(house, port, "--workers", str(WORKERS)):
                    run(house, people, seconds)
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
