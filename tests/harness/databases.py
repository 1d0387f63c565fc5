"""Databases for tests: migrated once, then copied for each test, on both engines."""

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from tests.harness.postgresql import Cluster

SECRETS = {"SECRET_KEY": "a" * 40, "KEY_SECRET": "b" * 40}


class DatabaseMaker(Protocol):
    """Makes fresh databases with today's schema."""

    def make(self) -> str: ...


def migrate(url: str, instance: Path) -> None:
    """Bring a database to today's schema, as `db upgrade` does."""
    app = create_app({"DATABASE_URL": url, "DATABASE_MIGRATION_URL": url, "INSTANCE_PATH": str(instance), **SECRETS})
    with app.app_context():
        upgrade()
        db.engine.dispose()


class SqliteMaker:
    """Copies a migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._template = folder / "template.sqlite"
        migrate(f"sqlite:///{self._template}", folder)

    def make(self) -> str:
        path = self._folder / f"test-{next(self._numbers)}.sqlite"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"


class PostgresqlMaker:
    """Copies a migrated template database."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self._cluster = cluster
        self._numbers = count()
        self._execute("CREATE DATABASE template_lms")
        migrate(cluster.url("template_lms"), folder)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._cluster.url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))

    def make(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_lms")
        return self._cluster.url(name)
