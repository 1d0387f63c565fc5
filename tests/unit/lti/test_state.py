"""The state of a login: signed by us, ten minutes old at most, bound to one cookie."""

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.state import LIFE, check_cookie, make_state, read_state

SECRET = "s" * 40
REGISTRATION = UUID(int=7)


def refusal(signed: str, secret: str = SECRET) -> LaunchRefusedError:
    with pytest.raises(LaunchRefusedError) as caught:
        read_state(secret, signed)
    return caught.value


def test_comes_back_as_it_went() -> None:
    new = make_state(SECRET, REGISTRATION)
    assert read_state(SECRET, new.signed) == new.state
    assert new.state.registration_id == REGISTRATION
    check_cookie(new.state, new.cookie_value)


def test_the_cookie_s_value_is_not_in_the_state() -> None:
    new = make_state(SECRET, REGISTRATION)
    assert new.cookie_value not in new.signed + repr(new.state)


def test_every_login_is_another() -> None:
    made = [make_state(SECRET, REGISTRATION) for _ in range(20)]
    for values in zip(*((m.signed, m.state.nonce, m.cookie_value, m.state.cookie_name) for m in made), strict=True):
        assert len(set(values)) == 20
    assert all(len(m.state.nonce) >= 22 and len(m.cookie_value) >= 22 for m in made)  # 128 bits in base64


def test_ten_minutes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.time()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(began) - LIFE + 5)
    assert read_state(SECRET, make_state(SECRET, REGISTRATION).signed)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(began) - LIFE - 5)
    late = make_state(SECRET, REGISTRATION).signed
    monkeypatch.undo()
    assert refusal(late).reason == "state_expired"


def test_missing() -> None:
    assert refusal("").reason == "no_state"


@pytest.mark.parametrize("signed", ["x", "a.b.c", "." * 4000, "x" * 100_000, "é.é.é", "\x00", "𝕏" * 50])
def test_not_ours(signed: str) -> None:
    assert (refusal(signed).reason, refusal(signed).status) == ("bad_state", 400)


def test_signed_with_another_secret() -> None:
    assert refusal(make_state("t" * 40, REGISTRATION).signed).reason == "bad_state"


@given(st.text(max_size=200))
def test_any_text_is_refused(signed: str) -> None:
    assert refusal(signed).reason in ("bad_state", "no_state")


SIGNED = make_state(SECRET, REGISTRATION).signed


@given(st.integers(0, len(SIGNED) - 2), st.sampled_from("Aa0-_."))
def test_no_changed_character_passes(place: int, character: str) -> None:
    changed = SIGNED[:place] + character + SIGNED[place + 1 :]
    if changed != SIGNED:
        assert refusal(changed).reason == "bad_state"


@pytest.mark.parametrize("value", [None, "", "another"])
def test_another_browser(value: str | None) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        check_cookie(make_state(SECRET, REGISTRATION).state, value)
    assert (caught.value.reason, caught.value.status) == ("other_browser", 401)


def test_the_cookie_of_another_login() -> None:
    first, second = make_state(SECRET, REGISTRATION), make_state(SECRET, REGISTRATION)
    with pytest.raises(LaunchRefusedError):
        check_cookie(first.state, second.cookie_value)


@pytest.mark.parametrize("end", ["=", "\n", "!", " ", "-=="])
def test_the_signature_in_another_spelling(end: str) -> None:
    """The serializer's base64 passes over such characters."""
    new = make_state(SECRET, REGISTRATION)
    assert refusal(new.signed + end).reason == "bad_state"


def test_last_bits_that_stand_for_nothing() -> None:
    new = make_state(SECRET, REGISTRATION)
    others = {new.signed[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"}
    assert {refusal(signed).reason for signed in others - {new.signed}} == {"bad_state"}
