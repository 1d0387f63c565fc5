"""KY: the platform's key set, rotating and failing."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.lti.keysets import KeySets
from lms_plugin.lti.verify import Verifier
from lms_plugin.platforms.models import PlatformKeys
from tests.certification.other_platform import OtherPlatform
from tests.certification.rows import accept, refuse, row
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House
from tests.unit.core.answering import Asked, Reply
from tests.unit.launches import desk
from tests.unit.lti.keys import make_token, rsa_key


@pytest.fixture
def house(sqlite_maker: DatabaseMaker, tmp_path: Path) -> Iterator[House]:
    """One for each row, with less patience than an installation has: a key set that hangs costs half a second."""
    with House(sqlite_maker.make(), tmp_path) as house:
        was: Verifier = house.app.extensions["verifier"]
        impatient = KeySets(Outbound(trial=True, connect_seconds=1, read_seconds=0.5))
        house.app.extensions["verifier"] = Verifier(was.secret_key, was.registrations, impatient, was.is_ours)
        desk.launch(house, house.browser())
        yield house


@pytest.fixture
def other(house: House) -> Iterator[OtherPlatform]:
    with OtherPlatform(house) as other:
        yield other


def let_ask_again(house: House) -> None:
    """As if the pause between two fetches were over."""
    with house.app.app_context(), db.engine.begin() as connection:
        connection.execute(update(PlatformKeys).values(refetch_after=datetime.now(UTC) - timedelta(seconds=1)))


def good_launch(house: House) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    claims = desk.claims_for(house, begun.nonce)
    accept(house, browser, lambda: desk.launch_with(house, browser, claims, begun.state))


def launch_with_kid(house: House, kid: str, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    token = make_token({"alg": "RS256", "kid": kid}, desk.claims_for(house, begun.nonce), rsa_key(3))
    fields = {"state": begun.state, "id_token": token}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)


@pytest.mark.parametrize("fetches", [row("KY01", 2)])
def test_a_new_key(house: House, fetches: int) -> None:
    house.platform.platform.keys.rotate()
    let_ask_again(house)
    for _ in range(3):
        good_launch(house)
    assert house.platform.platform.requests["jwks"] == fetches


@pytest.mark.parametrize("fetches", [row("KY02", 2)])
def test_both_keys_at_once(house: House, fetches: int) -> None:
    keys = house.platform.platform.keys
    keys.rotate()
    let_ask_again(house)
    good_launch(house)
    browser = house.browser()
    begun = desk.begin(house, browser)
    old = keys.published()[1].sign(desk.claims_for(house, begun.nonce))
    fields = {"state": begun.state, "id_token": old}
    accept(house, browser, lambda: desk.post_launch(house, browser, fields))
    good_launch(house)
    assert house.platform.platform.requests["jwks"] == fetches


@pytest.mark.parametrize("launches", [row("KY03", 40)])
def test_unknown_keys(house: House, launches: int) -> None:
    let_ask_again(house)
    before, began = house.platform.platform.requests["jwks"], time.monotonic()
    for number in range(launches):
        launch_with_kid(house, f"unknown-{number}", "unknown_kid")
    # One every five seconds at most, however slow this machine is.
    most = 1 + int((time.monotonic() - began) / 5)
    assert 1 <= house.platform.platform.requests["jwks"] - before <= most
    good_launch(house)


@pytest.mark.parametrize(
    "trouble", [row("KY04", {"kind": "status", "status": 500}), row("KY04-down", {"kind": "down"})]
)
def test_key_set_down_while_the_key_is_known(house: House, trouble: dict[str, Any]) -> None:
    house.trouble(path="jwks", **trouble)
    good_launch(house)
    let_ask_again(house)
    launch_with_kid(house, "unknown", "unknown_kid")
    assert house.platform.platform.requests["jwks"] == 2
    good_launch(house)


@pytest.mark.parametrize("html", [row("KY05-first", b"<html><h1>Maintenance</h1></html>")])
def test_key_set_is_html(house: House, other: OtherPlatform, html: bytes) -> None:
    other.answer(Reply(200, html, {"Content-Type": "text/html"}))
    refuse_first_launch(house, other)


@pytest.mark.parametrize(
    "body",
    [
        row("KY11-list-first", b"[]"),
        row("KY11-null-first", b'{"keys": null}'),
        row("KY11-strings-first", b'{"keys": ["a", "b"]}'),
    ],
)
def test_key_set_is_no_key_set(house: House, other: OtherPlatform, body: bytes) -> None:
    other.answer(Reply(200, body, {"Content-Type": "application/json"}))
    refuse_first_launch(house, other)


@pytest.mark.parametrize("seconds", [row("KY06-first", 30)])
def test_key_set_hangs(house: House, other: OtherPlatform, seconds: int) -> None:
    let_go = threading.Event()

    def hang(asked: Asked) -> Reply:
        let_go.wait(seconds)
        return Reply(500)

    other.server.answer = hang
    try:
        refuse_first_launch(house, other)
    finally:
        let_go.set()


HTML = Reply(200, b"<html><h1>Maintenance</h1></html>", {"Content-Type": "text/html"})


@pytest.mark.parametrize("answer", [row("KY05", HTML), row("KY05-error", Reply(503, HTML.body, HTML.headers))])
def test_key_set_turns_to_html(house: House, other: OtherPlatform, answer: Reply) -> None:
    launch_other(house, other)
    other.answer(answer)
    refuse_unknown_kid(house, other)


@pytest.mark.parametrize("seconds", [row("KY06", 30)])
def test_key_set_begins_to_hang(house: House, other: OtherPlatform, seconds: int) -> None:
    launch_other(house, other)
    let_go = threading.Event()

    def hang(asked: Asked) -> Reply:
        let_go.wait(seconds)
        return Reply(500)

    other.server.answer = hang
    try:
        refuse_unknown_kid(house, other)
    finally:
        let_go.set()


@pytest.mark.parametrize(
    "body",
    [row("KY11-list", b"[]"), row("KY11-null", b'{"keys": null}'), row("KY11-strings", b'{"keys": ["a", "b"]}')],
)
def test_key_set_turns_to_something_else(house: House, other: OtherPlatform, body: bytes) -> None:
    launch_other(house, other)
    other.answer(Reply(200, body, {"Content-Type": "application/json"}))
    refuse_unknown_kid(house, other)


def launch_other(house: House, other: OtherPlatform) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id)
    fields = {"state": begun.state, "id_token": other.sign(other.claims(begun.nonce))}
    accept(house, browser, lambda: desk.post_launch(house, browser, fields))


def refuse_unknown_kid(house: House, other: OtherPlatform) -> None:
    """Refused after asking the platform in vain; the key that is known holds, and no other platform is touched."""
    let_ask_again(house)
    asked = len(other.server.asked)
    browser = house.browser()
    begun = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id)
    fields = {"state": begun.state, "id_token": other.sign(other.claims(begun.nonce), "unknown")}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "unknown_kid")
    assert len(other.server.asked) == asked + 1
    launch_other(house, other)
    good_launch(house)


def refuse_first_launch(house: House, other: OtherPlatform) -> None:
    """Refused in words about waiting; launches of another platform go on, and this one's once its key set is back."""
    browser = house.browser()
    begun = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id)
    fields = {"state": begun.state, "id_token": other.sign(other.claims(begun.nonce))}
    page = refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "key_set_unavailable")
    assert "Wait a minute" in page.text
    good_launch(house)
    other.publish()
    let_ask_again(house)
    accept(house, browser, lambda: desk.post_launch(house, browser, fields))
