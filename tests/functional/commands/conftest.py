"""One installation on this machine, and its `lms-plugin` command."""

from pathlib import Path

import pytest

from tests.harness.command import Outcome, run_command
from tests.harness.databases import SECRETS

GOOD = {"PUBLIC_URL": "https://learning.example.org", "LOG_LEVEL": "ERROR", **SECRETS}


class Installation:
    """Runs commands as the console script does: arguments, environment, standard output and error, exit code."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._patch, self.folder = patch, folder
        self.set(INSTANCE_PATH=str(folder / "instance"), **GOOD)

    def set(self, **settings: str | None) -> None:
        """Change settings; None takes one away."""
        for name, value in settings.items():
            if value is None:
                self._patch.delenv(f"LMS_PLUGIN_{name}", raising=False)
            else:
                self._patch.setenv(f"LMS_PLUGIN_{name}", value)

    def run(self, *words: str) -> Outcome:
        return run_command(*words)

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
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Set up, but without a schema."""
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, monkeypatch)


@pytest.fixture
def installation(empty: Installation, sqlite_url: str) -> Installation:
    """With a database of today's schema."""
    empty.set(DATABASE_URL=sqlite_url)
    return empty
