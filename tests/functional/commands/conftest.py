"""One installation on this machine, and its `lms-plugin` command."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms_plugin.cli import main
from tests.harness.databases import SECRETS

GOOD = {"PUBLIC_URL": "https://learning.example.org", "LOG_LEVEL": "ERROR", **SECRETS}


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


class Installation:
    """Runs commands as the console script does: arguments, environment, standard output and error, exit code."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self._patch, self._capture = patch, capture
        self.folder = folder
        self.set(INSTANCE_PATH=str(folder / "instance"), **GOOD)

    def set(self, **settings: str | None) -> None:
        """Change settings; None takes one away."""
        for name, value in settings.items():
            if value is None:
                self._patch.delenv(f"LMS_PLUGIN_{name}", raising=False)
            else:
                self._patch.setenv(f"LMS_PLUGIN_{name}", value)

    def run(self, *words: str) -> Outcome:
        self._patch.setattr(sys, "argv", ["lms-plugin", *words])
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = self._capture.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)

    def do(self, *words: str) -> str:
        """Run what must succeed; what it printed."""
        outcome = self.run(*words)
        assert outcome.code == 0, outcome
        return outcome.out

    def fail(self, *words: str) -> str:
        """Run what must end as a person's error: exit 1 and one clear message."""
        outcome = self.run(*words)
        assert outcome.code == 1, outcome
        assert outcome.err.startswith("Error: "), outcome
        assert "Traceback" not in outcome.err
        return outcome.err.strip()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Installation:
    """Set up, but without a schema."""
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, monkeypatch, capsys)


@pytest.fixture
def installation(empty: Installation, sqlite_url: str) -> Installation:
    """With a database of today's schema."""
    empty.set(DATABASE_URL=sqlite_url)
    return empty
