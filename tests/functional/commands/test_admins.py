"""`admins`: making, listing and resetting accounts."""

import io
import json
import sys

import pytest

from tests.functional.commands.conftest import Installation

EMAIL, PASSWORD = "robin@lakeside.example", "four lamps on a quay"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n" * 5))


def create(installation: Installation, *words: str) -> str:
    return installation.do("admins", "create", *words, "--password-stdin").strip()


@pytest.mark.usefixtures("typed")
def test_made_and_listed(installation: Installation) -> None:
    assert "admins create EMAIL" in installation.do("admins", "list")
    made = create(installation, "Robin@Lakeside.example")
    [row] = json.loads(installation.do("admins", "list", "--json"))
    assert row == {
        "id": made,
        "email": EMAIL,
        "role": "operator",
        "tenant": None,
        "second_factor": False,
        "disabled": False,
        "locked_until": None,
    }
    assert f"{EMAIL}  operator  every hospital  password alone" in installation.do("admins", "list")
    assert "ok     1 administrator" in installation.run("doctor").out


@pytest.mark.usefixtures("typed")
def test_for_one_hospital(installation: Installation) -> None:
    installation.do("tenants", "add", "Lakeside")
    create(installation, EMAIL, "--role", "admin", "--tenant", "Lakeside")
    assert f"{EMAIL}  admin  Lakeside" in installation.do("admins", "list")
    assert "no hospital called 'Harbor'" in installation.fail(
        "admins", "create", "kim@x.example", "--role", "admin", "--tenant", "Harbor", "--password-stdin"
    )
    assert "Say to which hospital" in installation.fail(
        "admins", "create", "kim@x.example", "--role", "officer", "--password-stdin"
    )


@pytest.mark.usefixtures("typed")
def test_a_reset(installation: Installation) -> None:
    create(installation, EMAIL)
    assert "has a new password" in installation.do("admins", "reset", EMAIL, "--password-stdin")
    assert "There is no account for kim@x.example" in installation.fail(
        "admins", "reset", "kim@x.example", "--password-stdin"
    )


@pytest.mark.usefixtures("typed")
def test_twice(installation: Installation) -> None:
    create(installation, EMAIL)
    assert "There is an account for" in installation.fail("admins", "create", EMAIL, "--password-stdin")


def test_a_weak_password(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert "shorter than 12 characters" in installation.fail("admins", "create", EMAIL, "--password-stdin")


def test_the_password_is_asked_for_twice(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr("click.termui.hidden_prompt_func", answer)
    installation.do("admins", "create", EMAIL)
    assert len(asked) == 2
