"""The commands `platforms`, `tenants` and `keys`: what they print and how they end."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from lms_plugin import cli
from lms_plugin.app import create_app
from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.errors import LmsPluginError
from lms_plugin.platforms.cli import platforms
from lms_plugin.platforms.keys_cli import keys
from lms_plugin.platforms.tenants_cli import tenants
from tests.harness.databases import SECRETS

LMS = "https://lms.example.org"
ADD = (
    *("add", "--issuer", LMS, "--client-id", "client", "--auth-login-url", f"{LMS}/auth"),
    *("--auth-token-url", f"{LMS}/token", "--jwks-url", f"{LMS}/certs"),
)


class Commands:
    """Runs commands as a shell would, on one database."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._info = ScriptInfo(create_app=lambda: app)
        self._runner = CliRunner()

    def run(self, group: click.Group, *arguments: str) -> Result:
        result = self._runner.invoke(group, arguments, obj=self._info)
        if result.exception and not isinstance(result.exception, SystemExit | LmsPluginError):
            raise result.exception
        return result

    def ok(self, group: click.Group, *arguments: str) -> str:
        result = self.run(group, *arguments)
        assert result.exit_code == 0, result.output
        return result.output


@pytest.fixture
def commands(sqlite_url: str, tmp_path: Path) -> Iterator[Commands]:
    app = create_app({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "ERROR", **SECRETS})
    yield Commands(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_add_prints_the_registration_s_id(commands: Commands) -> None:
    printed = commands.ok(platforms, *ADD, "--deployment-id", "1", "--deployment-id", "2", "--name", "Lakeside LMS")
    registration = UUID(printed.strip())
    [listed] = json.loads(commands.ok(platforms, "list", "--json"))
    assert listed == {
        "id": str(registration),
        "name": "Lakeside LMS",
        "issuer": LMS,
        "client_id": "client",
        "status": "active",
        "deployments": [
            {"deployment_id": number, "status": "active", "tenant": "Our hospital"} for number in ("1", "2")
        ],
    }


def test_add_makes_the_first_signing_key(commands: Commands) -> None:
    assert commands.ok(keys, "list") == ""
    commands.ok(platforms, *ADD)
    [line] = commands.ok(keys, "list").splitlines()
    assert re.fullmatch(r"[\w-]{43}  signs from \d{4}-\d\d-\d\d \d\d:\d\d UTC  signing", line)


def test_the_list_in_words(commands: Commands) -> None:
    assert "lms-plugin platforms add --help" in commands.ok(platforms, "list")
    commands.ok(platforms, *ADD, "--deployment-id", "1")
    first, second = commands.ok(platforms, "list").splitlines()
    assert first.endswith(f"lms.example.org  {LMS}  client client  active")
    assert second == "    deployment 1  active  Our hospital"
    assert json.loads(commands.ok(platforms, "list", "--json"))


def test_an_empty_list_as_json(commands: Commands) -> None:
    assert json.loads(commands.ok(platforms, "list", "--json")) == []


def test_which_hospital(commands: Commands) -> None:
    UUID(commands.ok(tenants, "add", "Lakeside", "--timezone", "America/New_York", "--title", "Learn").strip())
    commands.ok(tenants, "add", "Hillside")
    lines = commands.ok(tenants, "list").splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "Hillside  America/Chicago  active",
        "Lakeside  America/New_York  active",
    ]
    assert isinstance(commands.run(platforms, *ADD, "--deployment-id", "1").exception, LmsPluginError)
    commands.ok(platforms, *ADD, "--deployment-id", "1", "--tenant", "Lakeside")
    [listed] = json.loads(commands.ok(platforms, "list", "--json"))
    assert listed["deployments"][0]["tenant"] == "Lakeside"


def test_a_time_zone_that_is_none(commands: Commands) -> None:
    failed = commands.run(tenants, "add", "Lakeside", "--timezone", "Mars/Olympus")
    assert failed.exit_code != 0
    assert commands.ok(tenants, "list") == ""


@pytest.mark.parametrize("missing", ["--issuer", "--client-id", "--auth-login-url", "--auth-token-url", "--jwks-url"])
def test_a_missing_option_is_named(commands: Commands, missing: str) -> None:
    place = ADD.index(missing)
    result = commands.run(platforms, *ADD[:place], *ADD[place + 2 :])
    assert result.exit_code == 2
    assert missing in result.output


def test_a_refusal_leaves_nothing(commands: Commands) -> None:
    refused = commands.run(platforms, *ADD[:-1], "http://lms.example.org/certs")
    assert isinstance(refused.exception, LmsPluginError)
    assert json.loads(commands.ok(platforms, "list", "--json")) == []
    assert commands.ok(tenants, "list") == ""


def run_main(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, folder: Path, *arguments: str) -> int:
    """The installed command itself, with its own way to end."""
    settings = {"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(folder), "LOG_LEVEL": "ERROR", **SECRETS}
    for name, value in settings.items():
        monkeypatch.setenv(f"LMS_PLUGIN_{name}", value)
    monkeypatch.setattr("sys.argv", ["lms-plugin", *arguments])
    made: list[Flask] = []

    def make() -> Flask:
        made.append(create_app())
        return made[-1]

    monkeypatch.setattr(cli, "create_app", make)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        for app in made:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    return int(ended.value.code or 0)


def test_how_a_command_ends(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("platforms", *ADD)
    assert run_main(monkeypatch, sqlite_url, tmp_path, *arguments) == 0
    UUID(capsys.readouterr().out.strip())
    assert run_main(monkeypatch, sqlite_url, tmp_path, *arguments) == 1
    failed = capsys.readouterr()
    assert failed.out == ""
    assert failed.err.startswith("Error: ")
    assert "is registered already" in failed.err
    assert "lms-plugin platforms list" in failed.err
    assert run_main(monkeypatch, sqlite_url, tmp_path, "platforms", "add") == 1
    assert "--issuer" in capsys.readouterr().err
    assert run_main(monkeypatch, sqlite_url, tmp_path, "platforms", "--help") == 0


def test_each_act_is_in_the_audit_trail(commands: Commands) -> None:
    registration = commands.ok(platforms, *ADD, "--deployment-id", "1").strip()
    commands.ok(platforms, "idle", registration, "--deployment-id", "1", "--minutes", "5")
    commands.ok(platforms, "accept", registration, "--new-deployments")
    commands.ok(platforms, "invite")
    commands.ok(tenants, "add", "North Clinic")
    commands.ok(keys, "rotate")
    with commands.app.app_context():
        acts = db.session.execute(select(AuditEvent.verb, AuditEvent.actor_kind).order_by(AuditEvent.at)).all()
    assert [verb for verb, _ in acts] == [
        "registration.added",
        "registration.deployment_changed",
        "registration.deployments_accepted",
        "invitation.made",
        "tenant.added",
        "key.rotated",
    ]
    assert {actor for _, actor in acts} == {"command"}
