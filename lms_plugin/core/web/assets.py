"""Addresses of static files: each carries the hash of its content, so that browsers may keep it for a year. Icons."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

ICON = Markup('<svg class="i{}" aria-hidden="true"><use href="{}#{}"></use></svg>')


def init_assets(app: Flask) -> None:
    """Offer `asset('lms.css')` and `draw_icon("check", "lg")` (ui.icon) to every template."""
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=256)
    def asset(name: str) -> str:
        digest = sha256((folder / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=digest)

    @lru_cache(maxsize=256)
    def icon(name: str, size: str = "") -> Markup:
        return ICON.format(f" i-{size}" if size else "", asset("icons.svg"), name)

    app.jinja_env.globals.update(asset=asset, draw_icon=icon)
