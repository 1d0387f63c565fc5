"""A peer: started in a process of its own, registered with the tool, and spoken to over HTTP alone."""

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from flask import Flask, request, request_started
from sqlalchemy import func
from sqlalchemy import select as select_rows

from lms_plugin.core.db.base import db
from lms_plugin.grades.services import record_result
from lms_plugin.launches.models import LaunchSession
from lms_plugin.lti.ags import GradeService
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey, get_signing_key
from lms_plugin.roster.models import ResourceLink
from tests.harness.browser import Browser
from tests.harness.databases import SECRETS
from tests.harness.house import House
from tests.harness.pages import Form, Page

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".peers"
SITES = {"xblock": HERE / "xblock_site.py", "lti1p3platform": HERE / "platform_site.py"}
START_SECONDS = 60
DELIVER_SECONDS = 30


def find_python(name: str) -> Path | None:
    """The python of a peer's environment; None where `make peers` has not made it to its end."""
    folder = ENVIRONMENTS / name
    return folder / "bin" / "python" if (folder / ".ready").exists() else None


@dataclass(frozen=True)
class Seat:
    """The rows that a launch led to."""

    context_id: UUID
    activity_id: UUID
    user_id: UUID
    line_item_url: str | None
    line_items_url: str | None


class Peer:
    """Running and registered for as long as the `with` block lasts."""

    registration: KnownRegistration

    def __init__(self, name: str, python: Path, house: House, folder: Path) -> None:
        self.name, self.house = name, house
        self.key_set_fetches = 0
        self._log = folder / "stderr"
        self._command = [str(python), "-I", str(SITES[name]), house.tool_url, str(folder)]
        self._folder = folder

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, env={"PATH": os.defpath}, stdout=subprocess.PIPE, stderr=log
            )
        try:
            facts = self._read_facts()
            self.url: str = facts["issuer"]
            self.context: str = facts.pop("context")
            self.links: dict[str, str] = facts.pop("links")
            self._register(facts)
        except BaseException:
            self._stop()
            raise
        request_started.connect(self._note_request, self.house.app)
        return self

    def __exit__(self, *_error: object) -> None:
        request_started.disconnect(self._note_request, self.house.app)
        self._stop()

    def _stop(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _read_facts(self) -> dict[str, Any]:
        """What the site prints once it listens."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        line = self._process.stdout.readline() if ready else b""
        assert line, f"{self.name} did not start:\n{self._log.read_text()}"
        facts: dict[str, Any] = json.loads(line)
        return facts

    def _register(self, facts: dict[str, str]) -> None:
        """As an administrator does by hand, with the command."""
        words = [word for name, value in facts.items() for word in (f"--{name.replace('_', '-')}", value)]
        command = [sys.executable, "-m", "lms_plugin.cli", "platforms", "add", *words]
        printed = subprocess.run(command, env=self.house.environment(), capture_output=True, text=True, timeout=60)
        assert printed.returncode == 0, printed.stderr
        with self.house.app.app_context():
            registrations = self.house.app.extensions["registrations"]
            registrations.forget()
            found = registrations.get(UUID(printed.stdout.strip()))
            db.session.remove()
        assert found is not None
        self.registration = found

    def _note_request(self, _app: Flask, **_more: object) -> None:
        self.key_set_fetches += request.path == "/lti/jwks"

    def authorise(
        self, browser: Browser, person: str, role: str = "student", link: str = "graded"
    ) -> tuple[Page, Form]:
        """From the peer's own page through login and authorisation, as far as the form that it would post to us."""
        page = browser.get(f"{self.url}/open/{link}/{person}/{role}")
        assert page.status == 200, page.text
        return page, page.form("/lti/launch")

    def choose(self, browser: Browser, person: str, link: str) -> Page:
        """A teacher asks for content from the peer's own editing page, as far as our picker."""
        page = browser.get(f"{self.url}/edit/{link}/{person}")
        assert page.status == 200, page.text
        return browser.submit(page, page.form("/lti/launch"))

    def launch(self, browser: Browser, person: str, role: str = "student", link: str = "graded") -> str:
        """A launch; the address of its pages, ending in a slash."""
        page, form = self.authorise(browser, person, role, link)
        answer = browser.submit(page, form, follow=False)
        assert answer.status == 303, answer.text
        return self.house.tool_url + answer.headers["location"]

    def find_seat(self, address: str) -> Seat:
        """What the launch with that address led to."""
        launch_id = address.rstrip("/").rsplit("/", 1)[1]
        statement = (
            select_rows(LaunchSession, ResourceLink)
            .join(ResourceLink, ResourceLink.id == LaunchSession.resource_link_id)
            .where(LaunchSession.id == launch_id)
        )
        with self.house.app.app_context():
            session, link = db.session.execute(statement).one()
            assert link.activity_id is not None
            seat = Seat(session.context_id, link.activity_id, session.user_id, link.line_item_url, link.line_items_url)
            db.session.remove()
        return seat

    def count_sessions(self) -> int:
        with self.house.app.app_context():
            count = db.session.scalar(
                select_rows(func.count()).where(LaunchSession.registration_id == self.registration.id)
            )
            db.session.remove()
        return count or 0

    def earn(self, seat: Seat, score_ppm: int, comment: str | None = None) -> None:
        """What a submission does to the grade."""
        now = datetime.now(UTC)
        with self.house.app.app_context():
            record_result(
                context_id=seat.context_id,
                activity_id=seat.activity_id,
                user_id=seat.user_id,
                score_ppm=score_ppm,
                attempt_id=None,
                submitted_at=now,
                comment=comment,
                now=now,
            )
            db.session.commit()
            db.session.remove()

    def deliver(self, count: int) -> None:
        """So many messages end. A second score of one person waits for its second, so that no stamp is ahead."""
        deadline = time.monotonic() + DELIVER_SECONDS
        while (count := count - self.house.deliver()) > 0:
            assert time.monotonic() < deadline, f"{count} messages have not ended"
            time.sleep(0.05)
        assert count == 0

    def signing_key(self) -> SigningKey:
        with self.house.app.app_context():
            key = get_signing_key(SECRETS["KEY_SECRET"], now=datetime.now(UTC))
            db.session.remove()
        return key

    def grade_service(self) -> GradeService:
        extensions = self.house.app.extensions
        return GradeService(
            self.registration, outbound=extensions["outbound"], tokens=extensions["tokens"], key=self.signing_key()
        )

    def find_score(self, person: str, link: str = "graded") -> dict[str, Any] | None:
        """The score as the peer holds it: the names are those of a score message."""
        gradebook: dict[str, dict[str, Any]] = self.house.browser().get(f"{self.url}/gradebook").json()
        return gradebook.get(f"{self.links[link]} {person}")
