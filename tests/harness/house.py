"""The whole product for a story: the tool over HTTP on one site, the demo LMS on another, the worker on demand."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from flask import Flask
from sqlalchemy import event
from sqlalchemy.pool import QueuePool
from werkzeug.serving import BaseWSGIServer, make_server

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.server import QuietHandler, RunningPlatform
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.setup import LINKS, fill
from lms_plugin.grades.cli import make_courier
from lms_plugin.worker import due_work, run_due_work
from tests.harness.answers import shipped_courses
from tests.harness.browser import Browser
from tests.harness.command_process import running_command
from tests.harness.databases import SECRETS
from tests.harness.pages import Page


class House:
    """Everything running. `tool_url` is on localhost, `platform.url` on 127.0.0.1: two sites."""

    app: Flask
    platform: RunningPlatform

    def __init__(self, database_url: str, folder: Path, links: tuple[Link, ...] = LINKS) -> None:
        self._database_url, self._folder, self._links = database_url, folder, links
        self._browsers: list[Browser] = []
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, Flask("starting"), threaded=True, request_handler=QuietHandler
        )
        self.tool_url = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        self.app = create_app(self.settings())
        self._server.app = self.app
        settings = PlatformSettings("http://127.0.0.1", self.tool_url, self._folder / "lms.sqlite", self._links)
        self.platform = RunningPlatform(settings)
        self.platform.start()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        with self.app.app_context():
            fill(self.platform.settings, shipped_courses())
        self.app.extensions["registrations"].forget()
        return self

    def settings(self) -> dict[str, Any]:
        return {
            "DATABASE_URL": self._database_url,
            "DATABASE_MIGRATION_URL": self._database_url,
            "INSTANCE_PATH": str(self._folder),
            "PUBLIC_URL": self.tool_url,
            "TRIAL": "1",
            "LOG_LEVEL": "ERROR",
            **SECRETS,
        }

    def __exit__(self, *_error: object) -> None:
        for browser in self._browsers:
            browser.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.platform.stop()
        with self.app.app_context():
            db.session.remove()
            self._wait_for_requests()
            db.engine.dispose()

    @staticmethod
    def _wait_for_requests() -> None:
        """A request's thread may still be writing its log, after its answer."""
        pool = db.engine.pool
        deadline = time.monotonic() + 10
        while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < deadline:
            time.sleep(0.01)

    def browser(self) -> Browser:
        """A new browser profile."""
        browser = Browser()
        self._browsers.append(browser)
        return browser

    def launch(self, browser: Browser, sub: str, link: str = "3", *, follow: bool = True) -> Page:
        """Become a person of the LMS and open a link there, as far as the tool's first page."""
        browser.post(f"{self.platform.url}/become/{sub}", {})
        login = browser.get(f"{self.platform.url}/launch/{link}")
        auth = browser.submit(login, login.form("/lti/login"))
        return browser.submit(auth, auth.form("/lti/launch"), follow=follow)

    def choose(self, browser: Browser, sub: str = "dana", *, follow: bool = True) -> Page:
        """Become a teacher of the LMS and let it ask for content, as far as the tool's picker."""
        browser.post(f"{self.platform.url}/become/{sub}", {})
        login = browser.get(f"{self.platform.url}/content/select")
        auth = browser.submit(login, login.form("/lti/login"))
        return browser.submit(auth, auth.form("/lti/launch"), follow=follow)

    def deliver(self) -> int:
        """What `deliver --once` does."""
        with self.app.app_context():
            ended = make_courier(self.app).run(once=True)
            db.session.remove()
            return ended

    def work(self) -> None:
        """Do what is due and asked for by rows, as `work --once` does."""
        run_due_work(self.app, due_work(self.app))

    def order(self, path: str, **order: Any) -> None:
        """Tell the LMS's own API something: `people`, `people/<sub>`, `roster`."""
        with _closing(Browser()) as browser:
            answer = browser.post_json(f"{self.platform.url}/api/{path}", json.dumps(order).encode(), token="")
            assert answer.status in (201, 204), answer.text

    def environment(self) -> dict[str, str]:
        """The same installation for a process of its own."""
        return os.environ | {f"LMS_PLUGIN_{name}": value for name, value in self.settings().items()}

    @contextmanager
    def worker(self) -> Iterator[None]:
        """`lms-plugin work` in a process of its own, as long as the block lasts; it ends as it does when told to."""
        with running_command("work", environment=self.environment()) as process:
            yield
            process.terminate()
            process.join(timeout=30)
            assert process.exitcode == 0

    def gradebook(self, sub: str) -> dict[str, Any]:
        """The LMS's own row for a person, as GET /api/gradebook has it."""
        with _closing(Browser()) as browser:
            rows: list[dict[str, Any]] = browser.get(f"{self.platform.url}/api/gradebook").json()
        return next(row for row in rows if row["user"] == sub)

    def trouble(self, kind: str, *, on: bool = True, **order: Any) -> None:
        self.platform.platform.trouble.switch({"kind": kind, "on": on, **order})

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL statements that the tool makes meanwhile, without BEGIN and COMMIT."""
        seen: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _closing(browser: Browser) -> Iterator[Browser]:
    try:
        yield browser
    finally:
        browser.close()
