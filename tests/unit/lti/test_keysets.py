"""Platforms' key sets over real HTTP: fetched once, asked again for an unknown key, kept when the platform fails."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.lti import keysets
from lms_plugin.lti.errors import KeySetUnavailableError, LaunchRefusedError
from lms_plugin.lti.keysets import KeySets, parse_key_set
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.models import PlatformKeys, Registration
from tests.unit.core.answering import AnsweringServer, Reply
from tests.unit.lti.keys import key_set, public_jwk, rsa_key
from tests.unit.lti.registrations import make_known

FIRST, SECOND = public_jwk(rsa_key(0), "k1"), public_jwk(rsa_key(1), "k2")


def test_parses_rsa_signing_keys() -> None:
    keys = parse_key_set({"keys": [FIRST, SECOND]})
    assert keys["k1"].public_numbers() == rsa_key(0).public_key().public_numbers()
    assert set(keys) == {"k1", "k2"}


def test_use_and_alg_may_be_absent() -> None:
    bare = {name: value for name, value in FIRST.items() if name not in ("use", "alg")}
    assert set(parse_key_set({"keys": [bare]})) == {"k1"}


@pytest.mark.parametrize(
    "jwk",
    [
        {**FIRST, "use": "enc"},
        {**FIRST, "alg": "RS512"},
        {**FIRST, "kty": "EC"},
        {**FIRST, "kid": 7},
        {**FIRST, "n": "AQAB"},
        {**FIRST, "n": 7},
        {**FIRST, "n": None},
        {**FIRST, "n": "!!"},
        {**FIRST, "e": "AA"},
        {**FIRST, "e": "Ag"},
        {name: value for name, value in FIRST.items() if name != "kid"},
        {"kty": "oct", "kid": "k1", "k": "c2VjcmV0"},
        "k1",
        None,
        [FIRST],
    ],
)
def test_whatever_is_no_such_key_is_passed_over(jwk: object) -> None:
    assert set(parse_key_set({"keys": [jwk, SECOND]})) == {"k2"}


def test_weak_keys_are_passed_over() -> None:
    assert parse_key_set({"keys": [public_jwk(rsa_key(9, 1024), "weak")]}) == {}


@given(
    st.dictionaries(
        st.sampled_from(["kty", "kid", "n", "e", "use", "alg", "d"]),
        st.none() | st.integers() | st.text() | st.just("RSA") | st.just("sig") | st.just([]),
    )
)
def test_no_entry_breaks_the_parser(jwk: dict[str, Any]) -> None:
    assert parse_key_set({"keys": [jwk]}) == {}
    assert parse_key_set({"keys": jwk}) == parse_key_set(jwk) == {}


class Platform:
    """A key set that a test may change, and the registration that points to it."""

    def __init__(self, server: AnsweringServer, known: KnownRegistration) -> None:
        self.server, self.known = server, known

    def publish(self, *jwks: dict[str, Any]) -> None:
        self.answer(Reply(200, key_set(*jwks), {"Content-Type": "application/json"}))

    def answer(self, reply: Reply) -> None:
        self.server.answer = lambda asked: reply

    @property
    def fetches(self) -> int:
        return len(self.server.asked)

    def let_ask_again(self) -> None:
        """As if the pause between two fetches were over."""
        self._change(refetch_after=datetime.now(UTC) - timedelta(seconds=1))

    def age(self, age: timedelta) -> None:
        """As if the key set had been fetched that long ago."""
        self._change(fetched_at=datetime.now(UTC) - age)

    def _change(self, **values: Any) -> None:
        with db.engine.begin() as connection:
            connection.execute(
                update(PlatformKeys).where(PlatformKeys.registration_id == self.known.id).values(**values)
            )


@pytest.fixture
def platform(app: Flask) -> Iterator[Platform]:
    with AnsweringServer() as server:
        known = make_known(jwks_url=f"{server.url}/certs")
        fields = ("id", "issuer", "client_id", "name", "auth_login_url", "auth_token_url", "jwks_url")
        db.session.add(Registration(**{name: getattr(known, name) for name in fields}, frame_origins=[]))
        db.session.commit()
        platform = Platform(server, known)
        platform.publish(FIRST)
        yield platform


@pytest.fixture
def sets() -> KeySets:
    return new_process()


def new_process() -> KeySets:
    return KeySets(Outbound(trial=True, connect_seconds=1, read_seconds=0.3))


def refusal(sets: KeySets, platform: Platform, kid: str) -> LaunchRefusedError:
    with pytest.raises(LaunchRefusedError) as caught:
        sets.get_key(platform.known, kid)
    assert caught.value.status == 401
    return caught.value


def test_fetched_once(sets: KeySets, platform: Platform) -> None:
    for _ in range(5):
        assert sets.get_key(platform.known, "k1").public_numbers() == rsa_key(0).public_key().public_numbers()
    assert platform.fetches == 1


def test_another_process_takes_it_from_the_database(sets: KeySets, platform: Platform) -> None:
    sets.get_key(platform.known, "k1")
    new_process().get_key(platform.known, "k1")
    assert platform.fetches == 1


def test_a_new_key_of_the_platform(sets: KeySets, platform: Platform) -> None:
    sets.get_key(platform.known, "k1")
    platform.publish(FIRST, SECOND)
    platform.let_ask_again()
    sets.get_key(platform.known, "k2")
    sets.get_key(platform.known, "k1")
    assert platform.fetches == 2


def test_a_key_that_the_platform_took_back(sets: KeySets, platform: Platform) -> None:
    platform.publish(FIRST, SECOND)
    sets.get_key(platform.known, "k1")
    platform.publish(SECOND)
    platform.age(timedelta(hours=25))
    platform.let_ask_again()
    assert refusal(new_process(), platform, "k1").reason == "unknown_kid"


@pytest.mark.parametrize("pause", [0, 60])
def test_unknown_keys_do_not_flood_the_platform(
    sets: KeySets, platform: Platform, monkeypatch: pytest.MonkeyPatch, pause: int
) -> None:
    monkeypatch.setattr(keysets, "LOOK_SECONDS", pause)
    sets.get_key(platform.known, "k1")
    for number in range(40):
        assert refusal(sets, platform, f"none-{number}").reason == "unknown_kid"
    assert platform.fetches == 1
    platform.let_ask_again()
    for number in range(40):
        refusal(new_process() if pause else sets, platform, f"none-{number}")
    assert platform.fetches == 2


def test_a_flood_of_unknown_keys_makes_no_statements(sets: KeySets, platform: Platform) -> None:
    sets.get_key(platform.known, "k1")
    refusal(sets, platform, "none")
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
    for number in range(10):
        refusal(sets, platform, f"none-{number}")
    assert seen == []


def test_an_old_key_set_is_fetched_again(sets: KeySets, platform: Platform) -> None:
    sets.get_key(platform.known, "k1")
    platform.age(timedelta(hours=25))
    platform.let_ask_again()
    new_process().get_key(platform.known, "k1")
    assert platform.fetches == 2


BROKEN = [
    Reply(500, b"down"),
    Reply(200, b"<html>maintenance</html>"),
    Reply(200, b""),
    Reply(200, b"[]"),
    Reply(200, b'{"keys": null}'),
    Reply(200, b'{"keys": ["a", 7]}'),
    Reply(200, b'{"keys": []}'),
    Reply(200, b'{"keys": [], "keys": []}'),
    Reply(200, key_set({**FIRST, "kid": "k1\x00"})),
    Reply(200, json.dumps({"keys": [SECOND], "x": "x" * keysets.MAX_BYTES}).encode()),
    Reply(302, headers={"Location": "http://127.0.0.1:1/"}),
]


@pytest.mark.parametrize("reply", BROKEN)
def test_a_broken_key_set_never_replaces_a_good_one(sets: KeySets, platform: Platform, reply: Reply) -> None:
    sets.get_key(platform.known, "k1")
    platform.answer(reply)
    platform.age(timedelta(hours=25))
    platform.let_ask_again()
    stale = new_process()
    assert stale.get_key(platform.known, "k1")
    assert platform.fetches == 2
    platform.let_ask_again()
    assert refusal(stale, platform, "k2").reason == "unknown_kid"
    with db.engine.connect() as connection:
        kept = connection.execute(select(PlatformKeys.key_set)).scalar_one()
    assert set(parse_key_set(kept)) == {"k1"}


@pytest.mark.parametrize("reply", BROKEN)
def test_a_first_key_set_that_is_broken(sets: KeySets, platform: Platform, reply: Reply) -> None:
    platform.answer(reply)
    with pytest.raises(KeySetUnavailableError):
        sets.get_key(platform.known, "k1")
    platform.publish(FIRST)
    platform.let_ask_again()
    assert sets.get_key(platform.known, "k1")


def test_a_key_set_that_hangs(app: Flask, sets: KeySets, platform: Platform) -> None:
    sets.get_key(platform.known, "k1")
    asked, let_go = threading.Event(), threading.Event()

    def hang(_asked: object) -> Reply:
        asked.set()
        let_go.wait(10)
        return Reply(200, key_set(FIRST))

    def ask() -> None:
        with app.app_context():
            refusal(sets, platform, "k2")

    platform.server.answer = hang
    platform.let_ask_again()
    waiting = threading.Thread(target=ask, daemon=True)
    try:
        waiting.start()
        assert asked.wait(10)
        assert sets.get_key(platform.known, "k1")  # whoever has a key does not wait for that
        waiting.join(10)
        assert not waiting.is_alive()
    finally:
        let_go.set()


def test_threads_that_start_cold_ask_once(app: Flask, sets: KeySets, platform: Platform) -> None:
    found: list[object] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait(10)
        with app.app_context():
            found.append(sets.get_key(platform.known, "k1"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert platform.fetches == 1


def test_a_process_waits_for_the_first_fetch_of_another(
    app: Flask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, let_go = threading.Event(), threading.Event()
    found: list[object] = []

    def hold(_asked: object) -> Reply:
        asked.set()
        assert let_go.wait(10)
        return Reply(200, key_set(FIRST))

    def ask() -> None:
        with app.app_context():
            found.append(KeySets(Outbound(trial=True)).get_key(platform.known, "k1"))

    platform.server.answer = hold
    first = threading.Thread(target=ask)
    first.start()
    assert asked.wait(10)
    monkeypatch.setattr(time, "sleep", lambda seconds: let_go.set())
    ask()
    first.join()
    assert len(found) == 2
    assert platform.fetches == 1


def test_two_registrations_on_one_issuer_have_their_own_keys(sets: KeySets, platform: Platform) -> None:
    sets.get_key(platform.known, "k1")
    with AnsweringServer(lambda asked: Reply(200, key_set(SECOND))) as server:
        other = make_known(2, client_id="other", jwks_url=f"{server.url}/certs")
        fields = ("id", "issuer", "client_id", "name", "auth_login_url", "auth_token_url", "jwks_url")
        db.session.add(Registration(**{name: getattr(other, name) for name in fields}, frame_origins=[]))
        db.session.commit()
        assert sets.get_key(other, "k2")
        with pytest.raises(LaunchRefusedError):
            sets.get_key(other, "k1")


def test_memory_ends_and_the_database_is_read_again(
    sets: KeySets, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets.get_key(platform.known, "k1")
    monkeypatch.setattr(keysets, "MEMORY_SECONDS", -1)
    assert sets.get_key(platform.known, "k1")
    assert platform.fetches == 1


def test_a_platform_registered_anew_with_another_key_set(sets: KeySets, platform: Platform) -> None:
    """The keys of the old address are no longer its own, in no process."""
    sets.get_key(platform.known, "k1")
    with AnsweringServer(lambda asked: Reply(200, key_set(SECOND))) as server:
        moved = make_known(jwks_url=f"{server.url}/certs")
        db.session.execute(delete(PlatformKeys))
        db.session.commit()
        with pytest.raises(LaunchRefusedError):
            sets.get_key(moved, "k1")
        assert sets.get_key(moved, "k2")
