"""The brake: a flood from one address is answered 429 in words; others come in."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lms_plugin.app import create_app
from lms_plugin.config import ConfigurationError, load_settings
from tests.harness.databases import SECRETS


@pytest.fixture
def client(tmp_path: Path, sqlite_url: str) -> FlaskClient:
    settings = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": sqlite_url, "TRIAL": "1", "LOG_LEVEL": "ERROR"}
    return create_app(settings | SECRETS | {"LOGIN_RATE": 3, "LAUNCH_RATE": 2}).test_client()


def statuses(client: FlaskClient, number: int, *, address: str, path: str = "/lti/login") -> list[int]:
    ask = client.get if path == "/lti/login" else client.post
    return [ask(path, headers={"X-Forwarded-For": address}).status_code for _ in range(number)]


def test_a_flood_is_braked_and_others_come_in(client: FlaskClient) -> None:
    assert statuses(client, 4, address="192.0.2.1") == [400, 400, 400, 429]
    assert statuses(client, 1, address="192.0.2.2") == [400]
    assert statuses(client, 3, address="192.0.2.1", path="/lti/launch") == [400, 400, 429]
    assert client.get("/healthz", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200


def test_an_ipv6_network_is_one_client(client: FlaskClient) -> None:
    asked = [statuses(client, 1, address=f"2001:db8::{number}")[0] for number in range(1, 5)]
    assert asked == [400, 400, 400, 429]
    assert statuses(client, 1, address="2001:db8:0:1::1") == [400]


def test_the_answer_says_when_to_come_back(client: FlaskClient) -> None:
    statuses(client, 3, address="192.0.2.1")
    answer = client.get("/lti/login", headers={"X-Forwarded-For": "192.0.2.1", "Accept": "text/html"})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert "Too many links are being opened at once" in answer.text
    assert "Wait a minute" in answer.text


def test_a_hospital_behind_one_address_passes(tmp_path: Path) -> None:
    settings = load_settings({"INSTANCE_PATH": str(tmp_path)})
    assert settings.launch_rate >= 50 * 60
    assert settings.login_rate >= 2 * settings.launch_rate


@pytest.mark.parametrize("value", ["-1", "many", "1.5", ""])
def test_a_rate_is_a_whole_number(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigurationError, match="LOGIN_RATE"):
        load_settings({"INSTANCE_PATH": str(tmp_path), "LOGIN_RATE": value})


def test_registering_is_braked_before_anybody_is_asked(tmp_path: Path, sqlite_url: str) -> None:
    settings = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": sqlite_url, "LOG_LEVEL": "ERROR"}
    client = create_app(settings | SECRETS | {"REGISTER_RATE": 3}).test_client()
    asked = [client.get("/lti/register", headers={"X-Forwarded-For": "192.0.2.1"}).status_code for _ in range(4)]
    posted = [client.post("/lti/register", headers={"X-Forwarded-For": "192.0.2.1"}).status_code for _ in range(4)]
    assert asked == posted == [403, 403, 403, 429]
    assert client.get("/lti/register", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 403
