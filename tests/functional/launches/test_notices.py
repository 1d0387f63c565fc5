"""Notices of the platform: a copied course is known before anybody opens it, and nothing false changes anything."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery, Result
from lms_plugin.launches.models import NoticeHandler, NoticeReceived
from lms_plugin.lti.notice_claims import SCOPE
from lms_plugin.roster.models import Context, ResourceLink
from lms_plugin.worker import ask_for_notices
from tests.certification.rows import row
from tests.functional.placing.places import visit
from tests.functional.placing.test_copied_courses import QUIZ_TITLE, ask, teach
from tests.harness.front_door import CLAIM
from tests.harness.house import House


def notice(house: House, **changes: Any) -> dict[str, Any]:
    """The claims of a good notice of a copied course; LTI's own claims by their short names."""
    now, settings = int(time.time()), house.platform.settings
    claims = {
        "iss": settings.issuer,
        "aud": settings.client_id,
        "iat": now,
        "exp": now + 300,
        "nonce": uuid4().hex,
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": settings.deployment_id,
        f"{CLAIM}notice": {"id": uuid4().hex, "timestamp": "2026-11-25T12:00:00Z", "type": "LtiContextCopyNotice"},
        f"{CLAIM}context": {"id": "8", "title": "Course 8"},
        f"{CLAIM}origin_contexts": ["7"],
    }
    return claims | {(name if name in claims else f"{CLAIM}{name}"): value for name, value in changes.items()}


def post(house: House, *tokens: str) -> int:
    body = json.dumps({"notices": [{"jwt": token} for token in tokens]})
    return send(house, body.encode())


def send(house: House, body: bytes) -> int:
    import urllib3

    headers = {"Content-Type": "application/json"}
    with urllib3.PoolManager() as pool:
        return pool.request("POST", f"{house.tool_url}/lti/notices", body=body, headers=headers, retries=False).status


def sign(house: House, **changes: Any) -> str:
    return house.platform.platform.sign(notice(house, **changes))


def counts(house: House) -> list[int]:
    models = (Context, ResourceLink, Result, Delivery, NoticeReceived)
    return [ask(house, select(func.count()).select_from(model))[0][0] for model in models]


@pytest.mark.parametrize("course", [row("PN04", "8")])
def test_a_course_copied_by_notice_works_on_its_first_launch(house: House, course: str) -> None:
    teach(house)
    results = ask(house, select(Result.context_id, Result.revision, Result.score_ppm))
    assert post(house, sign(house)) == 204
    [[new, old]] = ask(
        house,
        select(
            Context.lti_id, select(Context.lti_id).correlate(None).where(Context.lti_id == "7").scalar_subquery()
        ).where(Context.copied_from == select(Context.id).where(Context.lti_id == "7").scalar_subquery()),
    )
    assert (new, old) == (course, "7")
    assert ask(house, select(Result.context_id, Result.revision, Result.score_ppm)) == results
    amara = house.browser()
    opened = visit(house, amara, "amara", course=course, link="88")
    assert QUIZ_TITLE in opened.text
    assert "Your tries" not in opened.text


@pytest.mark.parametrize("times", [row("PN01-replayed", 2)])
def test_a_notice_is_taken_once(house: House, times: int) -> None:
    teach(house)
    token = sign(house)
    assert post(house, token) == 204
    before = counts(house)
    for _ in range(times - 1):
        assert post(house, token) == 401
    assert counts(house) == before


@pytest.mark.parametrize(
    "changes",
    [
        row("PN01-aud", {"aud": "somebody-else"}),
        pytest.param({"aud": ["lakeside-demo", "somebody-else"]}, id="aud-more"),
        pytest.param({"iss": "https://evil.example"}, id="iss"),
        pytest.param({"iat": 1, "exp": 2}, id="old"),
        pytest.param({"nonce": None}, id="no-nonce"),
        pytest.param({"deployment_id": "99"}, id="deployment"),
        pytest.param({"version": "1.1"}, id="version"),
        pytest.param({"notice": "LtiContextCopyNotice"}, id="no-notice"),
        pytest.param({"context": {}}, id="no-context"),
    ],
)
def test_what_does_not_hold_changes_nothing(sqlite_house: House, changes: dict[str, Any]) -> None:
    visit(sqlite_house, sqlite_house.browser(), "dana")
    before = counts(sqlite_house)
    assert post(sqlite_house, sign(sqlite_house), sign(sqlite_house, **changes)) == 401
    assert counts(sqlite_house) == before


@pytest.mark.parametrize("tail", [row("PN01-signature", "AAAAAAAA")])
def test_a_foreign_signature_changes_nothing(house: House, tail: str) -> None:
    visit(house, house.browser(), "dana")
    before = counts(house)
    head, payload, signature = sign(house).split(".")
    other = sign(house).split(".")[1]
    assert post(house, f"{head}.{other}.{signature}") == 401
    assert post(house, f"{head}.{payload}.{signature[:-8]}{tail}") == 401
    assert counts(house) == before


@pytest.mark.parametrize("body", [b"", b"[]", b'{"notices": []}', b'{"notices": "x"}', b'{"notices": [{}]}'])
def test_what_is_no_list_of_notices(sqlite_house: House, body: bytes) -> None:
    assert send(sqlite_house, body) == 400


@pytest.mark.parametrize("kind", [row("PN03", "LtiSomethingNewNotice")])
def test_an_unknown_kind_is_ignored(house: House, kind: str) -> None:
    visit(house, house.browser(), "dana")
    before = counts(house)
    unknown = {"id": "1", "timestamp": "2026-11-25T12:00:00Z", "type": kind}
    assert post(house, sign(house, notice=unknown)) == 204
    assert counts(house)[:4] == before[:4]


def test_a_copy_of_a_course_that_nobody_knows(house: House) -> None:
    visit(house, house.browser(), "dana")
    before = counts(house)
    assert post(house, sign(house, origin_contexts=["404"])) == 204
    assert counts(house)[:4] == before[:4]


@contextmanager
def notification_service() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A platform's own service, as far as an order for notices is heard."""
    heard: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append({**body, "bearer": self.headers["Authorization"].startswith("Bearer ")})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/notices", heard
        server.shutdown()
        thread.join()


def offer(url: str) -> dict[str, Any]:
    return {
        "platformnotificationservice": {
            "platform_notification_service_url": url,
            "service_versions": ["1.0"],
            "scope": ["https://purl.imsglobal.org/spec/lti/scope/noticehandlers"],
            "notice_types_supported": ["LtiHelloWorldNotice", "LtiContextCopyNotice"],
        }
    }


def run_job(house: House) -> list[Any]:
    with house.app.app_context():
        ask_for_notices(datetime.now(UTC))
        db.session.remove()
    return ask(house, select(NoticeHandler.url, NoticeHandler.outcome))


def test_notices_are_asked_for_once_and_by_the_worker(house: House) -> None:
    house.platform.platform.granted |= {SCOPE}
    with notification_service() as (url, heard):
        visit(house, house.browser(), "amara", **offer(url))
        assert heard == []
        for _ in range(2):
            assert run_job(house) == [(url, "subscribed")]
    handler = f"{house.tool_url}/lti/notices"
    assert heard == [{"notice_type": "LtiContextCopyNotice", "handler": handler, "max_batch_size": 100, "bearer": True}]


def test_a_platform_that_refuses_is_left_alone_for_a_while(sqlite_house: House) -> None:
    sqlite_house.platform.platform.granted -= {SCOPE}
    with notification_service() as (url, heard):
        visit(sqlite_house, sqlite_house.browser(), "amara", **offer(url))
        for _ in range(2):
            assert run_job(sqlite_house) == [(url, "ServiceRefusedError")]
    assert heard == []
