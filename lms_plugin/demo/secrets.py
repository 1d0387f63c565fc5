"""The demo's own secrets: made at its first start, kept in instance/, of no use anywhere else."""

import json
import secrets
from pathlib import Path


def read_or_make(path: Path) -> dict[str, str]:
    """SECRET_KEY and KEY_SECRET of this demo."""
    if path.is_file():
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    made = {"SECRET_KEY": secrets.token_urlsafe(48), "KEY_SECRET": secrets.token_urlsafe(48)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made), encoding="utf-8")
    path.chmod(0o600)
    return made
