"""Every command says what it does; every mistake in its words is one line."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from lms_plugin.cli import group
from tests.functional.commands.conftest import Installation


def _paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _paths(child, (*path, name))


PATHS = list(_paths(group))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: " ".join(path) or "lms-plugin")
def test_help(empty: Installation, path: tuple[str, ...]) -> None:
    said = empty.do(*path, "--help")
    assert said.startswith(f"Usage: {' '.join(('lms-plugin', *path))}")
    assert len(said.split("\n\n")[1].strip()) > 10  # a sentence on what it is for


@pytest.mark.parametrize("path", PATHS, ids=lambda path: " ".join(path) or "lms-plugin")
def test_an_unknown_option(empty: Installation, path: tuple[str, ...]) -> None:
    said = empty.fail(*path, "--nonsense")
    assert said.startswith("Error: No such option '--nonsense'.")
    assert said.endswith(f" See: {' '.join(('lms-plugin', *path))} --help")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [
        "courses publish",
        "courses list",
        "deliver",
        "demo",
        "doctor",
        "admins create",
        "admins list",
        "admins reset",
        "platforms add",
        "platforms list",
        "quizzes export",
        "quizzes import",
        "quizzes list",
        "scores list",
        "serve",
        "tenants add",
        "tenants list",
        "work",
        "db upgrade",
        "keys list",
        "courses validate",
    ],
)
def test_the_promised_commands_are_there(command: str) -> None:
    assert tuple(command.split()) in PATHS


def test_a_group_without_a_command_shows_its_help(empty: Installation) -> None:
    outcome = empty.run("platforms")
    assert outcome.code == 1
    assert "add" in outcome.err
    assert "list" in outcome.err


def test_the_version(empty: Installation) -> None:
    assert empty.do("--version").startswith("lms-plugin, version ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nonsense",), "No such command 'nonsense'."),
        (("platforms", "add"), "Missing option '--issuer'."),
        (("scores", "list", "--state", "lost"), "'lost' is not one of"),
        (("scores", "list", "--limit", "few"), "'few' is not a valid integer"),
        (("courses", "validate", "nowhere"), "Directory 'nowhere' does not exist."),
        (("tenants", "add"), "Missing argument 'NAME'."),
        (("serve", "--bind", "8000"), "'8000' is not HOST:PORT"),
        (("serve", "--bind", ":8000"), "':8000' is not HOST:PORT"),
        (("serve", "--bind", "localhost:http"), "'localhost:http' is not HOST:PORT"),
        (("serve", "--workers", "0"), "0 is not in the range"),
    ],
)
def test_mistakes_in_the_words(empty: Installation, words: tuple[str, ...], said: str) -> None:
    message = empty.fail(*words)
    assert said in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("platforms", "list"),
        ("tenants", "list"),
        ("tenants", "add", "Lakeside"),
        ("courses", "list"),
        ("scores", "list"),
        ("keys", "list"),
        ("deliver", "--once"),
        ("work", "--once"),
        ("work",),
    ],
)
def test_without_a_schema(empty: Installation, words: tuple[str, ...]) -> None:
    message = empty.fail(*words)
    assert len(message.splitlines()) == 1
    assert "database" in message
    assert "lms-plugin doctor" in message or "lms-plugin db upgrade" in message


def test_a_database_that_is_not_there(empty: Installation) -> None:
    empty.set(DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    for words in (("tenants", "list"), ("work", "--once"), ("db", "upgrade")):
        assert "database" in empty.fail(*words)


@pytest.mark.parametrize(
    ("name", "value"),
    [("TRIAL", "maybe"), ("PUBLIC_URL", "learning.example.org"), ("TIMEZONE", "Mars/Olympus")],
)
def test_a_setting_that_cannot_be_read_is_named(empty: Installation, name: str, value: str) -> None:
    empty.set(**{name: value})
    assert f"LMS_PLUGIN_{name}" in empty.fail("tenants", "list")


def test_as_a_process_of_its_own(empty: Installation) -> None:
    """What a shell sees: the exit code, one line, and no traceback."""
    command = [sys.executable, "-m", "lms_plugin.cli", "platforms", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Error: ")
