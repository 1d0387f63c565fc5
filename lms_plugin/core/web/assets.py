"""Addresses of static files: each carries the hash of its content, so that browsers may keep it for a year."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for


def init_assets(app: Flask) -> None:
    """Offer `asset('lms.css')` to every template."""
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=256)
    def asset(name: str) -> str:
        digest = sha256((folder / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=digest)

    app.jinja_env.globals["asset"] = asset
