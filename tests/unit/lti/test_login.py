"""A third-party initiated login becomes an authentication request."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.login import Login, begin_login
from lms_plugin.lti.state import read_state
from lms_plugin.platforms.cache import KnownRegistration, RegistrationCache
from tests.unit.lti.registrations import CLIENT, ISSUER, is_ours, make_known

SECRET = "s" * 40
TARGET = "https://tool.example.org/lti/launch"
LOGIN = {"iss": ISSUER, "login_hint": "42", "target_link_uri": TARGET, "client_id": CLIENT}


class Registered(RegistrationCache):
    """Registrations that need no database."""

    def __init__(self, *rows: KnownRegistration) -> None:
        super().__init__()
        self._fixed = {row.id: row for row in rows}

    def all(self) -> dict[UUID, KnownRegistration]:
        return self._fixed


def begin(parameters: dict[str, str], *rows: KnownRegistration) -> Login:
    return begin_login(
        parameters,
        registrations=Registered(*(rows or (make_known(),))),
        secret_key=SECRET,
        public_url="https://tool.example.org",
        is_ours=is_ours,
    )


def refusal(parameters: dict[str, str], *rows: KnownRegistration) -> LaunchRefusedError:
    with pytest.raises(LaunchRefusedError) as caught:
        begin(parameters, *rows)
    assert caught.value.status == 400
    return caught.value


def query(login: Login) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(login.address).query, keep_blank_values=True).items()}


def test_the_request_carries_every_required_parameter() -> None:
    login = begin({**LOGIN, "lti_message_hint": '{"cmid":5}'})
    sent = query(login)
    assert login.address.startswith(f"{ISSUER}/auth?")
    assert sent == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT,
        "redirect_uri": TARGET,
        "login_hint": "42",
        "lti_message_hint": '{"cmid":5}',
        "state": login.state.signed,
        "nonce": login.state.state.nonce,
    }
    assert read_state(SECRET, sent["state"]) == login.state.state
    assert login.state.state.registration_id == login.registration.id


def test_no_message_hint_where_there_was_none() -> None:
    assert "lti_message_hint" not in query(begin(LOGIN))


def test_hints_travel_encoded() -> None:
    hint = "\"><script>&client_id=evil#'\r\n é"
    login = begin({**LOGIN, "login_hint": hint, "lti_message_hint": hint})
    assert query(login)["login_hint"] == query(login)["lti_message_hint"] == hint
    assert query(login)["client_id"] == CLIENT
    assert not set(login.address) & set("<>\"' \r\n#é")


def test_an_address_that_has_a_query_keeps_it() -> None:
    sent = query(begin(LOGIN, make_known(auth_login_url=f"{ISSUER}/auth?tenant=a%26b")))
    assert (sent["tenant"], sent["scope"]) == ("a&b", "openid")


def test_the_redirect_uri_never_follows_the_target() -> None:
    assert query(begin({**LOGIN, "target_link_uri": "https://tool.example.org/deep/42"}))["redirect_uri"] == TARGET


@pytest.mark.parametrize("name", ["iss", "login_hint", "target_link_uri"])
@pytest.mark.parametrize("value", [None, "", "x" * 100_000])
def test_a_required_parameter_missing_or_absurd(name: str, value: str | None) -> None:
    parameters = {key: text for key, text in {**LOGIN, name: value}.items() if text is not None}
    assert refusal(parameters).reason in (f"bad_{name}", "unknown_platform")


def test_a_message_hint_too_long_to_be_handed_on() -> None:
    assert refusal({**LOGIN, "lti_message_hint": "x" * 100_000}).reason == "bad_lti_message_hint"


@pytest.mark.parametrize("target", ["javascript:alert(1)", "https://evil.example/", "//tool.example.org/", "https://["])
def test_a_target_that_is_not_ours(target: str) -> None:
    assert refusal({**LOGIN, "target_link_uri": target}).reason == "bad_target_link_uri"


@pytest.mark.parametrize("issuer", [f"{ISSUER}/", ISSUER.upper(), "https://other.example", f" {ISSUER}"])
def test_an_unknown_issuer(issuer: str) -> None:
    assert refusal({**LOGIN, "iss": issuer}).reason == "unknown_platform"


def test_an_unknown_client_id() -> None:
    assert refusal({**LOGIN, "client_id": "other"}).reason == "unknown_platform"


def test_a_platform_that_was_switched_off() -> None:
    assert refusal(LOGIN, make_known(active=False)).reason == "unknown_platform"


def test_no_client_id_where_the_issuer_has_one_registration() -> None:
    without = {name: value for name, value in LOGIN.items() if name != "client_id"}
    assert begin(without).registration.client_id == CLIENT
    assert begin({**LOGIN, "client_id": ""}).registration.client_id == CLIENT


def test_hosted_platforms_share_an_issuer() -> None:
    rows = (make_known(1, client_id="a"), make_known(2, client_id="b"))
    assert begin({**LOGIN, "client_id": "b"}, *rows).registration.id == UUID(int=2)
    without = {name: value for name, value in LOGIN.items() if name != "client_id"}
    assert refusal(without, *rows).reason == "no_client_id"
