"""The server's processes killed without warning while people answer: what was said to be saved is saved."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import UUID, uuid4

from sqlalchemy import select
from urllib3 import PoolManager, Retry
from urllib3.exceptions import HTTPError

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.models import ResponseSave
from tests.functional.grades.clinic import wait_until
from tests.functional.placing.places import COURSE, V2, visit
from tests.harness.house import House

OWN = {"course": COURSE, "quiz": "m02-quiz"}
LEARNER = [f"{V2}/membership#Learner"]
QUESTION = "one-word-for-it"
PEOPLE = ("amara", "bertil", "tariq")


@contextmanager
def serving(house: House, port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`lms-plugin serve` for the house's database, in a process group of its own."""
    command = [sys.executable, "-m", "lms_plugin.cli", "serve", "--bind", f"127.0.0.1:{port}", *options]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=house.environment(), stdout=quiet, stderr=quiet, start_new_session=True)
    http = PoolManager(retries=Retry(0))

    def is_ready() -> bool:
        try:
            return http.request("GET", f"http://127.0.0.1:{port}/readyz").status == 200
        except HTTPError:
            return False

    try:
        wait_until(is_ready)
        yield process
    finally:
        http.clear()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


class Writer(Thread):
    """One person who types on and on; `said` holds what the server said was saved, `cut` what it did not answer."""

    def __init__(self, house: House, sub: str, port: int, stop: Event) -> None:
        super().__init__()
        self.browser = house.browser()
        start = visit(house, self.browser, sub, custom=OWN, roles=LEARNER)
        page = self.browser.submit(start, start.form("/start"))
        path = page.url.removeprefix(house.tool_url).split("/questions/")[0]
        self.url = f"http://localhost:{port}{path}/responses/{QUESTION}"
        self.csrf = page.form("/questions/").fields["csrf_token"][0]
        self.stop, self.said, self.revision = stop, dict[UUID, str](), 0
        self.cut: tuple[UUID, str] | None = None

    def run(self) -> None:
        while not self.stop.is_set() and self.cut is None:
            save_id, text = uuid4(), f"word {len(self.said)}"
            try:
                self.send(save_id, text)
            except HTTPError:
                self.cut = (save_id, text)

    def send(self, save_id: UUID, text: str) -> None:
        body = {"save_id": str(save_id), "base": self.revision, "value": {"text": text}}
        answer = self.browser.post_json(self.url, json.dumps(body).encode(), token=self.csrf)
        assert answer.status == 200, answer.text
        self.revision, self.said[save_id] = answer.json()["revision"], text


def stored(house: House) -> dict[UUID, str]:
    with house.app.app_context():
        found = {row.save_id: (row.value or {})["text"] for row in db.session.scalars(select(ResponseSave))}
        db.session.remove()
    return found


def test_killed_while_people_answer(house: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stop = Event()
    with serving(house, port) as server:
        writers = [Writer(house, sub, port, stop) for sub in PEOPLE]
        for writer in writers:
            writer.start()
        wait_until(lambda: all(len(writer.said) > 15 for writer in writers))
        os.killpg(server.pid, signal.SIGKILL)
        for writer in writers:
            writer.join()
    assert [writer for writer in writers if writer.cut is None] == []
    kept = stored(house)
    for writer in writers:
        assert writer.said.items() <= kept.items()
    with serving(house, port):
        for writer in writers:
            assert writer.cut is not None
            writer.send(*writer.cut)  # as the page does: the same save again, whether or not it had arrived
    kept = stored(house)
    assert len(kept) == sum(len(writer.said) for writer in writers)
