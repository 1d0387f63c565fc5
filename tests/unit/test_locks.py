"""The lock files name packages and hashes, never an address: where packages come from is each machine's own setting."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted([*ROOT.glob("requirements*.lock"), *ROOT.glob("tests/peers/*.lock"), ROOT / "package-lock.json"])


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_address(lock: Path) -> None:
    """npm writes `funding` entries with addresses into its lock; take them out."""
    assert "://" not in lock.read_text(encoding="utf-8")


def test_every_lock_is_looked_at() -> None:
    assert len(LOCKS) == 5
