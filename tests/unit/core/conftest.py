"""An application on SQLite with any settings, and its client."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from tests.harness.databases import SECRETS

MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(sqlite_url: str, tmp_path: Path) -> Iterator[MakeApp]:
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        basics = {"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "ERROR", "TRIAL": "1"}
        made.append(create_app({**basics, **SECRETS, **settings}))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def web(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()
