"""Issuer, audience, time and nonce of a verified token."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.lti.checks import check_audience, check_issuer, check_nonce, check_time
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.strict_json import parse_object
from tests.unit.lti.registrations import ABSENT, CLIENT, ISSUER, NOW, good_claims, make_known

REGISTRATION = make_known()


def test_our_issuer() -> None:
    check_issuer(good_claims(), REGISTRATION)


@pytest.mark.parametrize("issuer", [ABSENT, None, "", f"{ISSUER}/", ISSUER.upper(), [ISSUER], "https://other.example"])
def test_another_issuer(issuer: object) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        check_issuer(good_claims({"iss": issuer}), REGISTRATION)
    assert caught.value.reason == "wrong_issuer"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": CLIENT},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, CLIENT]},
        {"aud": CLIENT, "azp": CLIENT},
        {"aud": [CLIENT], "azp": CLIENT},
        {"aud": CLIENT, "azp": None},
    ],
)
def test_for_us_alone(claims: dict[str, Any]) -> None:
    check_audience(good_claims(claims), REGISTRATION)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": ABSENT}, "wrong_audience"),
        ({"aud": None}, "wrong_audience"),
        ({"aud": []}, "wrong_audience"),
        ({"aud": "other"}, "wrong_audience"),
        ({"aud": f"{CLIENT}0"}, "wrong_audience"),
        ({"aud": {CLIENT: 1}}, "wrong_audience"),
        ({"aud": [["a"], {}]}, "wrong_audience"),
        ({"aud": [CLIENT, "other"]}, "unknown_audience"),
        ({"aud": [CLIENT, {}]}, "unknown_audience"),
        ({"aud": CLIENT, "azp": "other"}, "wrong_presenter"),
        ({"aud": [CLIENT], "azp": ""}, "wrong_presenter"),
        ({"aud": CLIENT, "azp": [CLIENT]}, "wrong_presenter"),
    ],
)
def test_not_for_us_alone(claims: dict[str, Any], reason: str) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        check_audience(good_claims(claims), REGISTRATION)
    assert (caught.value.reason, caught.value.status) == (reason, 401)


@pytest.mark.parametrize(
    "times",
    [
        {},
        {"iat": NOW + 5},
        {"iat": NOW + 45, "nbf": NOW + 45, "exp": NOW + 105},
        {"iat": NOW + 60, "exp": NOW + 61},
        {"exp": NOW - 60, "iat": NOW - 120},
        {"iat": NOW - 660, "exp": NOW + 1},
        {"exp": NOW + 24 * 3600},
        {"iat": NOW - 0.5, "exp": NOW + 59.5},
        {"nbf": None},
    ],
)
def test_times_that_hold(times: dict[str, Any]) -> None:
    check_time(good_claims(times), NOW)


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"exp": NOW - 61, "iat": NOW - 120}, "expired"),
        ({"exp": NOW - 3600, "iat": NOW - 3700}, "expired"),
        ({"iat": NOW + 61, "exp": NOW + 120}, "from_the_future"),
        ({"iat": NOW - 661}, "too_old"),
        ({"exp": NOW - 10, "iat": NOW - 5}, "bad_life"),
        ({"exp": NOW, "iat": NOW}, "bad_life"),
        ({"exp": NOW + 24 * 3600 + 1}, "bad_life"),
        ({"exp": 1e30}, "bad_life"),
        ({"nbf": NOW + 61}, "not_yet"),
        ({"exp": ABSENT}, "bad_exp"),
        ({"exp": None}, "bad_exp"),
        ({"exp": str(NOW + 60)}, "bad_exp"),
        ({"exp": True}, "bad_exp"),
        ({"exp": [NOW + 60]}, "bad_exp"),
        ({"iat": ABSENT}, "bad_iat"),
        ({"iat": "now"}, "bad_iat"),
        ({"iat": False}, "bad_iat"),
        ({"nbf": "now"}, "bad_nbf"),
    ],
)
def test_times_that_do_not_hold(times: dict[str, Any], reason: str) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        check_time(good_claims(times), NOW)
    assert caught.value.reason == reason


numbers = st.integers(1 - 10**19, 10**19).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)


@given(numbers, numbers, st.none() | numbers)
def test_no_number_that_a_token_can_hold_breaks_the_check(exp: str, iat: str, nbf: str | None) -> None:
    times = parse_object(f'{{"exp": {exp}, "iat": {iat}, "nbf": {nbf or "null"}}}'.encode())
    try:
        check_time(times, NOW)
    except LaunchRefusedError:
        return
    assert NOW - 660 <= times["iat"] <= NOW + 60
    assert NOW - 60 <= times["exp"] <= times["iat"] + 24 * 3600


def test_the_nonce_of_this_login() -> None:
    check_nonce(good_claims(), "nonce-of-this-login")


@pytest.mark.parametrize("nonce", [ABSENT, None, "", 7, ["nonce-of-this-login"], "nonce-of-another-login"])
def test_another_nonce(nonce: object) -> None:
    with pytest.raises(LaunchRefusedError) as caught:
        check_nonce(good_claims({"nonce": nonce}), "nonce-of-this-login")
    assert caught.value.reason == "wrong_nonce"
