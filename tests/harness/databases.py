"""Databases for tests: migrated once, then copied for each test, on both engines; PostgreSQL's are used again."""

import shutil
from collections import deque
from collections.abc import Iterator
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
    """Makes databases with today's schema and nothing in them."""

    def make(self) -> str: ...

    def give_back(self, url: str) -> None:
        """The test is over, and has left the schema as it was."""


def lend(maker: DatabaseMaker) -> Iterator[str]:
    """A database for as long as a test runs: the body of a fixture."""
    url = maker.make()
    yield url
    maker.give_back(url)


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

    def give_back(self, url: str) -> None:
        """A copy of a file costs nothing."""


# Whoever was left in there is gone. Triggers and foreign keys are for the product: this empties every table that was
# written to since the database was made, whatever the order, and says again which release's schema it has.
EMPTY = """DO $$ DECLARE written record; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR written IN SELECT oid::regclass AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
      AND pg_relation_size(oid) > 0
  LOOP EXECUTE format('DELETE FROM %s', written.name); END LOOP;
  DELETE FROM alembic_version;
  INSERT INTO alembic_version VALUES ('{head}');
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$"""


class PostgresqlMaker:
    """Copies a migrated template database. A copy costs as much as most tests, so those given back are emptied."""

    REST = 8  # databases that rest before one is used again: what a test left running has ended by then

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self._cluster = cluster
        self._numbers = count()
        self._free: deque[str] = deque()
        self._execute("CREATE DATABASE template_lms")
        migrate(cluster.url("template_lms"), folder)
        engine = create_engine(cluster.url("template_lms"), poolclass=NullPool)
        with engine.connect() as connection:
            self._empty = EMPTY.replace(
                "{head}", str(connection.scalar(text("SELECT version_num FROM alembic_version")))
            )

    def _execute(self, statement: str, database: str = "postgres") -> None:
        engine = create_engine(self._cluster.url(database), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))

    def make(self) -> str:
        if len(self._free) > self.REST:
            name = self._free.popleft()
            self._execute(self._empty, name)
        else:
            name = f"test_{next(self._numbers)}"
            self._execute(f"CREATE DATABASE {name} TEMPLATE template_lms")
        return self._cluster.url(name)

    def give_back(self, url: str) -> None:
        self._free.append(url.rpartition("/")[2])
