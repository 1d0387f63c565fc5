"""RG: dynamic registration, our own key set, and what is never requested."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.app import create_app
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.grades.models import Send
from lms_plugin.lti.registration_configuration import find_unusual, parse_configuration
from lms_plugin.platforms.approvals import MAX_PENDING, approve_deployment, approve_registration
from lms_plugin.platforms.invitations import invite
from lms_plugin.platforms.models import Deployment, Invitation, Registration
from lms_plugin.platforms.registering import find_registration
from lms_plugin.platforms.rotation import PUBLISH_AHEAD, rotate_key
from lms_plugin.platforms.services import list_tenants
from tests.certification.rows import AGS, REFERENCE, both, count_rows, put, row
from tests.functional.test_the_whole_way import answer_all
from tests.harness.databases import SECRETS, DatabaseMaker
from tests.harness.house import House
from tests.harness.pages import Page
from tests.harness.registering_lms import JSON, TOOL, RegisteringLms
from tests.unit.core.answering import AnsweringServer, Asked, Reply
from tests.unit.launches import desk


@pytest.fixture
def house(sqlite_maker: DatabaseMaker, tmp_path: Path) -> Iterator[House]:
    """One for each row: a registration that one row makes must not be in the next one's way."""
    with House(sqlite_maker.make(), tmp_path) as house:
        yield house


@pytest.fixture
def lms(house: House) -> Iterator[RegisteringLms]:
    with RegisteringLms(house) as lms:
        yield lms


@pytest.fixture
def production(sqlite_maker: DatabaseMaker, tmp_path: Path) -> Iterator[Flask]:
    """An installation that is no trial: https and public addresses alone."""
    url = sqlite_maker.make()
    overrides = {"DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "ERROR", **SECRETS}
    app = create_app({**overrides, "PUBLIC_URL": "https://learning.example.org"})
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that anything of this process connects to."""
    seen: list[Any] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        seen.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    return seen


def open_in_production(app: Flask, address: str) -> tuple[int, str]:
    with app.app_context():
        made = invite(now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()
    query = urlencode({"invite": made.secret, "openid_configuration": address, "registration_token": "t"})
    answer = app.test_client().get(f"/lti/register?{query}", headers={"Accept": "text/html"})
    return answer.status_code, answer.get_data(as_text=True)


PRIVATE = [
    *("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.1.2.3", "192.168.1.1", "172.16.0.1"),  # noqa: S104
    *("[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "2130706433", "0177.0.0.1", "0x7f.1", "127.1"),
]


@pytest.mark.parametrize("host", [row(f"RG01-{host}", host) for host in PRIVATE])
def test_a_private_address(production: Flask, sockets: list[Any], host: str) -> None:
    status, text = open_in_production(production, f"https://{host}/.well-known/openid-configuration")
    assert status == 400
    assert "We do not ask that address" in text
    assert sockets == []


@pytest.mark.parametrize(
    "address",
    [
        row("RG04-file", "file:///etc/passwd"),
        row("RG04-gopher", "gopher://lms.example.org/1"),
        row("RG04-ftp", "ftp://lms.example.org/configuration"),
        row("RG04-http", "http://lms.example.org/configuration"),
        row("RG04-user", "https://user@lms.example.org/configuration"),
        row("RG04-none", "lms.example.org"),
    ],
)
def test_another_scheme(production: Flask, sockets: list[Any], address: str) -> None:
    status, text = open_in_production(production, address)
    assert status == 400
    assert "We do not ask that address" in text
    assert sockets == []


@pytest.mark.parametrize("status", [row("RG03-302", 302), row("RG03-307", 307), row("RG03-301", 301)])
def test_a_redirect(house: House, lms: RegisteringLms, status: int) -> None:
    with AnsweringServer() as private:
        lms.configuration = Reply(status, b"", {"Location": f"{private.url}/latest/meta-data"})
        page = lms.open(lms.invite())
        assert private.asked == []
    assert page.status == 502
    assert "sent us on to another address" in page.text


def impatient(house: House) -> None:
    house.app.extensions["outbound"] = Outbound(trial=True, connect_seconds=1, read_seconds=0.5)


@pytest.mark.parametrize("size", [row("RG03-10MB", 10 * 1024 * 1024)])
def test_a_huge_answer(house: House, lms: RegisteringLms, size: int) -> None:
    lms.configuration = Reply(200, b" " * size, JSON)
    page = lms.open(lms.invite())
    assert page.status == 503
    assert "far too long" in page.text


@pytest.mark.parametrize("seconds", [row("RG03-hang", 30)])
def test_a_hanging_server(house: House, lms: RegisteringLms, seconds: int) -> None:
    impatient(house)
    let_go = threading.Event()

    def hang(asked: Asked) -> Reply:
        let_go.wait(seconds)
        return Reply(500)

    lms.server.answer = hang
    try:
        page = lms.open(lms.invite())
    finally:
        let_go.set()
    assert page.status == 503
    assert "did not come in time" in page.text


@pytest.mark.parametrize(
    "issuer",
    [
        row("RG06-host", "http://lms.example.org"),
        row("RG06-port", "http://127.0.0.1:1"),
        row("RG06-scheme", "https://127.0.0.1"),
        row("RG06-canvas", "https://canvas.instructure.com"),
    ],
)
def test_an_issuer_elsewhere(house: House, lms: RegisteringLms, issuer: str) -> None:
    lms.about["issuer"] = issuer
    page = lms.open(lms.invite())
    assert page.status == 400
    assert "names another LMS as itself" in page.text
    assert lms.posted == []


@pytest.mark.parametrize("secret", [row("RG07-none", ""), row("RG07-wrong", "x" * 32)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_invitation(house: House, lms: RegisteringLms, secret: str, method: str) -> None:
    before, browser = count_rows(house), house.browser()
    if method == "get":
        page = lms.open(secret, browser)
    else:
        fields = {"invite": secret, "openid_configuration": f"{lms.server.url}/configuration"}
        page = browser.post(f"{house.tool_url}/lti/register", fields, origin=lms.server.url)
    assert page.status == 403
    assert "Registering needs an invitation" in page.text
    assert REFERENCE.search(page.text)
    assert lms.server.asked == []
    assert count_rows(house) == before


@pytest.mark.parametrize("days", [row("RG07-expired", 8), row("RG07-expired-at-once", 7)])
def test_an_invitation_that_has_run_out(house: House, lms: RegisteringLms, days: int) -> None:
    with house.app.app_context():
        made = invite(now=datetime.now(UTC) - timedelta(days=days), tenant_id=list_tenants()[0].id)
        db.session.commit()
        db.session.remove()
    page = lms.open(made.secret)
    assert page.status == 403
    assert "This link has run out" in page.text
    assert lms.server.asked == []


@pytest.mark.parametrize("times", [row("RG07-used", 2)])
def test_an_invitation_is_good_once(house: House, lms: RegisteringLms, times: int) -> None:
    secret = lms.invite()
    assert lms.register(secret).status == 200
    asked = len(lms.server.asked)
    for _ in range(times):
        page = lms.open(secret)
        assert page.status == 403
        assert "This link has been used" in page.text
    assert len(lms.server.asked) == asked


@pytest.mark.parametrize("changed", [row("RG09-keys", "jwks_uri"), row("RG09-token", "token_endpoint")])
def test_a_known_registration_is_not_overwritten(house: House, lms: RegisteringLms, changed: str) -> None:
    assert lms.register(lms.invite()).status == 200
    before = count_rows(house)
    lms.about[changed] = f"{lms.server.url}/mine"
    secret = lms.invite()
    page = lms.register(secret)
    assert page.status == 409
    assert "registered here already" in page.text
    with house.app.app_context():
        known = find_registration(lms.issuer, "new-client")
        assert known is not None
        assert not known.jwks_url.endswith("/mine")
        assert not known.auth_token_url.endswith("/mine")
        db.session.remove()
    assert count_rows(house) == before | {"invitations": before["invitations"] + 1}
    assert lms.launch().status == 303


@pytest.mark.parametrize("issuer", [row("RG09-other", "https://lms.example.org")])
def test_an_invitation_to_update_fits_its_own_lms_alone(house: House, lms: RegisteringLms, issuer: str) -> None:
    with house.app.app_context():
        mine = db.session.scalars(select(Registration)).first()
        assert mine is not None
        mine.issuer, known = issuer, mine.id
        db.session.commit()
        db.session.remove()
    page = lms.open(lms.invite(updates_id=known))
    assert page.status == 409
    assert "updates the registration of another LMS" in page.text
    assert lms.posted == []


@pytest.mark.parametrize(
    "name",
    [
        row("RG10-authorization", "authorization_endpoint"),
        row("RG10-token", "token_endpoint"),
        row("RG10-jwks", "jwks_uri"),
    ],
)
def test_an_endpoint_on_another_site_is_held(house: House, lms: RegisteringLms, name: str) -> None:
    usual = lms.about[name]
    lms.about[name] = usual.replace("127.0.0.1", "localhost")
    secret = lms.invite()
    assert "This is unusual" in lms.open(secret).text
    page = lms.register(secret)
    assert "held until" in page.text
    assert lms.about[name] in page.text
    with house.app.app_context():
        held = find_registration(lms.issuer, "new-client")
        assert held is not None
        assert held.status == "pending"
        assert [lms.about[name] in each for each in held.unusual] == [True]
        assert db.session.scalars(select(Registration.id).where(Registration.status == "pending")).all() == [held.id]
        db.session.remove()
    assert login_status(house, lms) == 400
    with house.app.app_context():
        approve_registration(held.id, actor=Actor.command(), now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()
    house.app.extensions["registrations"].forget()
    assert login_status(house, lms) == 303


def login_status(house: House, lms: RegisteringLms) -> int:
    form = desk_form(house, lms)
    browser = house.browser()
    page = browser.post(f"{house.tool_url}/lti/login", form, origin=lms.server.url, follow=False)
    return page.status


def desk_form(house: House, lms: RegisteringLms) -> dict[str, str]:
    target = house.platform.settings.tool_launch_url
    return {"iss": lms.issuer, "client_id": "new-client", "login_hint": "amara", "target_link_uri": target}


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        row("RG10-http", {"jwks_uri": "http://lms.example.org/certs"}, 1),
        row("RG10-all", dict.fromkeys(("jwks_uri", "token_endpoint", "authorization_endpoint"), "http://a.example"), 6),
        row("RG10-below", {"token_endpoint": "https://auth.lms.example.org/token"}, 0),
        row("RG10-beside", {"token_endpoint": "https://auth.example.org/token"}, 1),
        row("RG10-like", {"token_endpoint": "https://evil-lms.example.org/token"}, 1),
        row("RG10-none", {}, 0),
    ],
)
def test_what_is_unusual(changes: dict[str, str], count: int) -> None:
    url = "https://lms.example.org"
    about = {
        "issuer": url,
        "authorization_endpoint": f"{url}/auth",
        "token_endpoint": f"{url}/token",
        "jwks_uri": f"{url}/certs",
        "registration_endpoint": f"{url}/register",
    }
    configuration = parse_configuration(about | changes, f"{url}/configuration")
    assert len(find_unusual(configuration, trial=False)) == count


@pytest.mark.parametrize("deployment", [row("RG12", "new-deployment")])
def test_a_deployment_not_seen_before(house: House, lms: RegisteringLms, deployment: str) -> None:
    lms.register(lms.invite())
    for _ in range(2):
        page = lms.launch(deployment_id=deployment)
        assert page.status in (401, 403)
        assert "not switched on in your LMS yet" in page.text
    with house.app.app_context():
        [held] = db.session.scalars(select(Deployment).where(Deployment.status == "pending")).all()
        assert held.deployment_id == deployment
        approve_deployment(held.registration_id, deployment, actor=Actor.command(), now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()
    assert lms.launch(deployment_id=deployment).status == 303


@pytest.mark.parametrize("count", [row("RG12-bound", MAX_PENDING + 3)])
def test_at_most_so_many_wait(house: House, lms: RegisteringLms, count: int) -> None:
    lms.register(lms.invite())
    for number in range(count):
        assert lms.launch(deployment_id=f"d-{number}").status in (401, 403)
    with house.app.app_context():
        waiting = select(func.count()).select_from(Deployment).where(Deployment.status == "pending")
        assert db.session.scalar(waiting) == MAX_PENDING
        db.session.remove()


@pytest.mark.parametrize("members", [row("RG13", {"kty", "n", "e", "alg", "use", "kid"})])
def test_our_own_key_set(house: House, members: set[str]) -> None:
    address = f"{house.tool_url}/lti/jwks"
    [old] = house.browser().get(address).json()["keys"]
    with house.app.app_context():
        following = rotate_key(SECRETS["KEY_SECRET"], now=datetime.now(UTC))
        assert following.signs_from - following.published_at == PUBLISH_AHEAD
        kid = following.kid
        db.session.commit()
        db.session.remove()
    page: Page = house.browser().get(address)
    keys = page.json()["keys"]
    assert [set(key) for key in keys] == [members, members]
    assert {(key["alg"], key["use"]) for key in keys} == {("RS256", "sig")}
    assert [key["kid"] for key in keys] == [old["kid"], kid]
    assert page.headers["cache-control"] == "public, max-age=3600"
    assert "PRIVATE" not in page.body.decode()


@pytest.mark.parametrize("host", [row("RG14-link-local", "169.254.169.254"), row("RG14-private", "10.1.2.3")])
def test_service_addresses_in_claims_on_private_networks(house: House, sockets: list[Any], host: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    scopes = ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]
    service = {"lineitem": f"https://{host}/1/lineitem", "lineitems": f"https://{host}/lineitems", "scope": scopes}
    quiz = {"course": "social-media-in-healthcare", "quiz": "m02-quiz"}
    claims = both(put(AGS, service), put("lti:custom", quiz))(desk.claims_for(house, begun.nonce))
    start = desk.launch_with(house, browser, claims, begun.state, follow=True)
    check = answer_all(browser, start, wrong=2)
    browser.submit(check, check.form("/submit"))
    house.deliver()
    assert sockets != []
    assert not [address for address in sockets if address[0] == host]
    with house.app.app_context():
        assert "accepted" not in set(db.session.scalars(select(Send.outcome)))
        db.session.remove()


@pytest.mark.parametrize("spent", [row("RG07-refused", 0)])
def test_a_refused_registration_leaves_the_link_good(house: House, lms: RegisteringLms, spent: int) -> None:
    before, secret = count_rows(house), lms.invite()
    lms.answers = Reply(400, b"domain_targetlinkuri_mismatch", {"Content-Type": "text/html"})
    page = lms.register(secret)
    assert page.status == 502
    assert "did not accept the registration" in page.text
    assert "domain_targetlinkuri_mismatch" in page.text
    assert REFERENCE.search(page.text)
    assert count_rows(house) == before | {"invitations": before["invitations"] + 1}
    with house.app.app_context():
        used = select(func.count()).select_from(Invitation).where(Invitation.used_at.is_not(None))
        assert db.session.scalar(used) == spent
        db.session.remove()
    lms.answer(client_id="new-client", **{TOOL: {"deployment_id": "7"}})
    assert lms.register(secret).status == 200


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        row("RG09-no-id", Reply(200, b"{}", JSON), "names no client id"),
        row("RG09-html", Reply(200, b"<h1>Sign in</h1>", {"Content-Type": "text/html"}), "names no client id"),
        row("RG09-500", Reply(500, b"", {}), "it said no"),
        row("RG09-twice", Reply(200, b'{"client_id": "a", "client_id": "b"}', JSON), "names no client id"),
    ],
)
def test_an_answer_that_is_none(house: House, lms: RegisteringLms, answer: Reply, words: str) -> None:
    before, secret = count_rows(house), lms.invite()
    lms.answers = answer
    page = lms.register(secret)
    assert page.status == 502
    assert words in page.text
    assert count_rows(house) == before | {"invitations": before["invitations"] + 1}
    assert lms.open(secret).status == 200


@pytest.mark.parametrize(
    "body",
    [
        row("RG06-html", b"<html>Maintenance</html>"),
        row("RG06-list", b"[]"),
        row("RG06-empty", b""),
        row("RG06-nan", json.dumps({"issuer": float("nan")}).encode()),
        row("RG06-missing", b'{"issuer": "https://lms.example.org"}'),
    ],
)
def test_a_configuration_that_is_none(house: House, lms: RegisteringLms, body: bytes) -> None:
    lms.configuration = Reply(200, body, JSON)
    page = lms.open(lms.invite())
    assert page.status in (400, 502)
    assert "What to do" in page.text
    assert "still good" in page.text
