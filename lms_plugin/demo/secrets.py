"""The demo's own secrets: made at its first start, kept in instance/, of no use anywhere else."""

import json
import secrets
from pathlib import Path

ADMIN_PASSWORD = "ADMIN_PASSWORD"  # noqa: S105 - a name


def _make() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "KEY_SECRET": secrets.token_urlsafe(48),
        ADMIN_PASSWORD: secrets.token_urlsafe(12),
    }


def read_or_make(path: Path) -> tuple[dict[str, str], str]:
    """SECRET_KEY and KEY_SECRET of this demo, and the first password of its administrator."""
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = _make() | kept
    if found != kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(found), encoding="utf-8")
    return {name: value for name, value in found.items() if name != ADMIN_PASSWORD}, found[ADMIN_PASSWORD]
