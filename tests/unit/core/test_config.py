"""Settings: where each comes from, and that every refusal names its setting."""

from pathlib import Path
from typing import Any

import pytest

from lms_plugin.config import DEVELOPMENT_SECRET, ConfigurationError, Settings, load_settings

GOOD = {"SECRET_KEY": "a" * 40, "KEY_SECRET": "b" * 40, "PUBLIC_URL": "https://learning.example.org"}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("LMS_PLUGIN_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def load(**overrides: Any) -> Settings:
    return load_settings(overrides)


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.instance_path == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'lms-plugin.sqlite'}"
    assert settings.database_migration_url == settings.database_url
    assert settings.public_url == "http://localhost:8000"
    assert settings.timezone == "America/Chicago"
    assert not settings.trial
    assert settings.courses_dir.is_dir()


def test_the_environment_wins_over_the_file_and_overrides_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "config.py").write_text(
        "TITLE = 'from the file'\nTIMEZONE = 'UTC'\nLOG_LEVEL = 'debug'\nunused = 1\n"
    )
    assert (load().title, load().timezone, load().log_level) == ("from the file", "UTC", "DEBUG")
    monkeypatch.setenv("LMS_PLUGIN_TITLE", "from the environment")
    assert (load().title, load().timezone) == ("from the environment", "UTC")
    assert load(TITLE="from overrides").title == "from overrides"


def test_another_instance_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.py").write_text("TITLE = 'other'\n")
    monkeypatch.setenv("LMS_PLUGIN_INSTANCE_PATH", str(tmp_path / "other"))
    assert (load().title, load().instance_path) == ("other", tmp_path / "other")


def test_another_address_for_migrations() -> None:
    settings = load(DATABASE_URL="postgresql://pooler/x", DATABASE_MIGRATION_URL="postgresql://direct/x")
    assert (settings.database_url, settings.database_migration_url) == (
        "postgresql://pooler/x",
        "postgresql://direct/x",
    )


@pytest.mark.parametrize("value", ["1", "true", "YES", " on ", True, 1])
def test_yes(value: object) -> None:
    assert load(TRIAL=value).trial is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off", "", False, 0])
def test_no(value: object) -> None:
    assert load(TRIAL=value).trial is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIAL", "maybe"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", ""),
        ("TIMEZONE", "America"),
        ("TIMEZONE", "../../etc/passwd"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "learning.example.org"),
        ("PUBLIC_URL", "ftp://learning.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://["),
        ("PUBLIC_URL", "https://learning.example.org/tool"),
        ("PUBLIC_URL", "https://learning.example.org?a=b"),
        ("PUBLIC_URL", "https://learning.example.org#a"),
        ("PUBLIC_URL", "https://user@learning.example.org"),
        ("PUBLIC_URL", "https://learning.example.org:99999"),
        ("PUBLIC_URL", "https://learning.example.org:port"),
    ],
)
@pytest.mark.parametrize("through", ["override", "environment"])
def test_a_refusal_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str, through: str) -> None:
    if through == "environment":
        monkeypatch.setenv(f"LMS_PLUGIN_{name}", value)
    with pytest.raises(ConfigurationError, match=f"LMS_PLUGIN_{name}"):
        load(**({name: value} if through == "override" else {}))


@pytest.mark.parametrize(
    ("given", "public", "origin"),
    [
        ("https://learning.example.org", "https://learning.example.org", "https://learning.example.org"),
        ("https://learning.example.org/", "https://learning.example.org", "https://learning.example.org"),
        ("https://Learning.Example.ORG", "https://learning.example.org", "https://learning.example.org"),
        ("https://learning.example.org:443", "https://learning.example.org", "https://learning.example.org"),
        (
            "https://learning.example.org:8443/",
            "https://learning.example.org:8443",
            "https://learning.example.org:8443",
        ),
        ("http://[::1]:8000", "http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_written_as_browsers_write_it(given: str, public: str, origin: str) -> None:
    settings = load(PUBLIC_URL=given)
    assert (settings.public_url, settings.origin) == (public, origin)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ConfigurationError, match="TITEL"):
        load(TITEL="Learning")


def test_ready_to_serve() -> None:
    assert load(**GOOD).problems() == []
    assert load(**{**GOOD, "PUBLIC_URL": "http://localhost:8000", "TRIAL": "1"}).problems() == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": DEVELOPMENT_SECRET}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "short"}, ["SECRET_KEY"]),
        ({"KEY_SECRET": DEVELOPMENT_SECRET}, ["KEY_SECRET"]),
        ({"KEY_SECRET": "a" * 40}, ["KEY_SECRET"]),
        ({"PUBLIC_URL": "http://learning.example.org"}, ["PUBLIC_URL"]),
        ({"SECRET_KEY": "", "KEY_SECRET": "x", "PUBLIC_URL": "http://a"}, ["SECRET_KEY", "KEY_SECRET", "PUBLIC_URL"]),
    ],
)
def test_what_must_be_put_right_first(changes: dict[str, str], named: list[str]) -> None:
    problems = load(**{**GOOD, **changes}).problems()
    assert len(problems) == len(named)
    for problem, name in zip(problems, named, strict=True):
        assert f"LMS_PLUGIN_{name}" in problem
        assert "a" * 40 not in problem


def test_no_secret_in_what_is_printed() -> None:
    printed = repr(load(**GOOD, DATABASE_URL="postgresql://user:password@db/x"))
    assert "a" * 40 not in printed
    assert "b" * 40 not in printed
    assert "password" not in printed
