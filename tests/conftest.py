"""What every test may ask for: databases on both engines, the application, the whole house."""

import os
import shutil
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from lms_plugin.demo.setup import LINKS
from tests.harness.chromium import FLAGS, write_starter
from tests.harness.compiled_once import compiled_once
from tests.harness.databases import SECRETS, DatabaseMaker, PostgresqlMaker, SqliteMaker, lend
from tests.harness.hashing import hashing_quickly
from tests.harness.house import House
from tests.harness.postgresql import Cluster, find_binaries
from tests.harness.rsa_keys import keys_in_turn

# CI sets this: a test that cannot run there is a failure, not a skip.
REQUIRE_ALL = os.environ.get("LMS_PLUGIN_TESTS_REQUIRE_ALL") == "1"
LOOPBACK = ("127.", "::1", "localhost")

# How fast a machine makes examples says nothing about the product: a busy one failed tests that hold.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")


def skip(reason: str) -> None:
    """Skip with a reason; fail where every test has to run."""
    if REQUIRE_ALL:
        pytest.fail(f"must not be skipped here: {reason}")
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: what is left at the end is then shared out evenly."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True, scope="session")
def made_once() -> Iterator[None]:
    """No test waits for a key that another has had, a template that another has compiled, a slow hash, a name."""
    with keys_in_turn(), compiled_once(), hashing_quickly(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", cache(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """No test talks to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test wanted to connect to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def sqlite_maker(tmp_path_factory: pytest.TempPathFactory) -> DatabaseMaker:
    return SqliteMaker(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseMaker]:
    binaries = find_binaries()
    if binaries is None:
        skip("no PostgreSQL server on this machine (Debian's package: postgresql)")
        return
    cluster = Cluster(binaries)
    cluster.start()
    try:
        yield PostgresqlMaker(cluster, tmp_path_factory.mktemp("postgresql"))
    finally:
        cluster.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database with today's schema: each test that asks runs on both engines."""
    yield from lend(request.getfixturevalue(f"{request.param}_maker"))


@pytest.fixture
def sqlite_url(sqlite_maker: DatabaseMaker) -> str:
    """A fresh SQLite database, where the engine does not matter."""
    return sqlite_maker.make()


def _app(url: str, folder: Path) -> Flask:
    from lms_plugin.app import create_app

    return create_app(
        {
            "DATABASE_URL": url,
            "DATABASE_MIGRATION_URL": url,
            "INSTANCE_PATH": str(folder),
            "PUBLIC_URL": "http://localhost:8000",
            "TRIAL": "1",
            "LOG_LEVEL": "ERROR",
            **SECRETS,
        }
    )


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database, in an application context."""
    from lms_plugin.core.db.base import db

    app = _app(database_url, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Tool and demo LMS running over HTTP, on both engines."""
    with House(database_url, tmp_path) as house:
        yield house


@pytest.fixture
def sqlite_house(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """The same on SQLite alone, where the engine does not matter. A module's own LINKS are those of its LMS."""
    with House(sqlite_url, tmp_path, getattr(request.module, "LINKS", LINKS)) as house:
        yield house


@pytest.fixture(scope="session")
def chromium_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip("no Chromium on this machine (Debian's package: chromium)")
    return write_starter(str(path), tmp_path_factory.mktemp("chromium"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The team's shared folder beside the checkout."""
    path = Path(__file__).parents[2] / "shared"
    if not path.is_dir():
        skip("no ../shared beside the checkout")
    return path


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """One driver for a test process: a second one cannot run beside it.

    How soon a page shows something says how busy the machine is: what is expected has half a minute to come.
    """
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One browser for a test process; a test makes profiles of its own in it."""
    browser = playwright_driver.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
    yield browser
    browser.close()
