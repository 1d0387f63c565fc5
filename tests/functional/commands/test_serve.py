"""`serve` starts only where it may serve people; each refusal names the setting."""

import socket
import subprocess
import sys

import pytest
from urllib3 import PoolManager, Retry
from urllib3.exceptions import HTTPError

from lms_plugin.config import DEVELOPMENT_SECRET
from tests.functional.commands.conftest import Installation
from tests.functional.grades.clinic import wait_until


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("SECRET_KEY", None, "LMS_PLUGIN_SECRET_KEY is not set"),
        ("SECRET_KEY", DEVELOPMENT_SECRET, "LMS_PLUGIN_SECRET_KEY is not set"),
        ("SECRET_KEY", "short", "LMS_PLUGIN_SECRET_KEY is not set"),
        ("KEY_SECRET", None, "LMS_PLUGIN_KEY_SECRET is not set"),
        ("KEY_SECRET", "a" * 40, "LMS_PLUGIN_KEY_SECRET must differ"),
        ("PUBLIC_URL", "http://learning.example.org", "LMS_PLUGIN_PUBLIC_URL is http://learning.example.org"),
        ("PUBLIC_URL", None, "LMS_PLUGIN_PUBLIC_URL is http://localhost:8000"),
    ],
)
def test_a_setting_that_will_not_do(installation: Installation, setting: str, value: str | None, said: str) -> None:
    installation.set(**{setting: value})
    message = installation.fail("serve")
    assert said in message
    assert len(message.splitlines()) == 1


def test_a_database_without_a_schema(empty: Installation) -> None:
    assert "The database is empty; run: lms-plugin db upgrade" in empty.fail("serve")


def test_all_reasons_at_once(empty: Installation) -> None:
    empty.set(SECRET_KEY=None, KEY_SECRET=None, PUBLIC_URL=None)
    message = empty.fail("serve")
    for said in ("SECRET_KEY", "KEY_SECRET", "PUBLIC_URL", "db upgrade"):
        assert said in message


def test_a_port_that_is_taken(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = installation.fail("serve", "--bind", f"127.0.0.1:{port}")
    assert f"Nothing can listen at 127.0.0.1, port {port}" in message


def test_an_address_that_is_not_ours(installation: Installation) -> None:
    assert "Nothing can listen at 192.0.2.1" in installation.fail("serve", "--bind", "192.0.2.1:8000")


def test_it_serves(installation: Installation) -> None:
    """On the open port, with a signing key of its own; SIGTERM ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    http = PoolManager(retries=Retry(0))

    def is_ready() -> bool:
        try:
            return http.request("GET", f"http://127.0.0.1:{port}/readyz").status == 200
        except HTTPError:
            return False

    command = [sys.executable, "-m", "lms_plugin.cli", "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until(is_ready)
            keys = http.request("GET", f"http://127.0.0.1:{port}/lti/jwks").json()["keys"]
        finally:
            server.terminate()
            server.wait(timeout=60)
            http.clear()
    assert [key["use"] for key in keys] == ["sig"]
    assert keys[0]["kid"] in installation.do("keys", "list")
