"""A Checker of an application: its settings and what it keeps."""

from flask import Flask

from lms_plugin.config import Settings
from lms_plugin.preflight.checking import Checker


def make_checker(app: Flask) -> Checker:
    """With the application's public address and keys."""
    settings: Settings = app.extensions["settings"]
    return Checker(
        registrations=app.extensions["registrations"],
        public_url=settings.public_url,
        trial=settings.trial,
        key_secret=settings.key_secret,
    )
