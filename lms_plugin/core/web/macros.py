"""Macros that many templates use, as globals: an `import` goes through all globals at each rendering."""

from flask import Flask

SHARED = {
    "ui": "core/ui.html",
    "picturing": "questions/figure.html",
    "asking": "questions/ask.html",
    "revealing": "questions/reveal.html",
    "sending": "grades/_sync.html",
    "pieces": "progress/piece.html",
}


def share_macros(app: Flask) -> None:
    """Offer `ui.icon(...)` and the like to every template. The last step: they see the globals that there are now."""
    for name, template in SHARED.items():
        app.jinja_env.globals[name] = app.jinja_env.get_template(template).module
