"""`db upgrade` from nothing, what it makes against the models, and the way back; on both engines."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from lms_plugin.core.db.schema import schema_problem
from tests.functional.commands.conftest import GOOD
from tests.harness.databases import PostgresqlMaker

_numbers = count()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    if request.param == "postgresql":
        maker: PostgresqlMaker = request.getfixturevalue("postgresql_maker")
        server = create_engine(maker.make(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        name = f"empty_{next(_numbers)}"
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        url = server.url.set(database=name).render_as_string(hide_password=False)
    engine = create_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()


def migrate(engine: Engine, folder: Path, command: str, revision: str) -> None:
    url = engine.url.render_as_string(hide_password=False)
    app = create_app({"DATABASE_URL": url, "DATABASE_MIGRATION_URL": url, "INSTANCE_PATH": str(folder), **GOOD})
    with app.app_context():
        {"upgrade": upgrade, "downgrade": downgrade}[command](revision=revision)
        db.engine.dispose()


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, db.metadata))


def test_from_nothing_to_today(nothing: Engine, tmp_path: Path) -> None:
    assert schema_problem(nothing) == "the database is empty; run: lms-plugin db upgrade"
    migrate(nothing, tmp_path, "upgrade", "head")
    assert schema_problem(nothing) is None
    assert set(inspect(nothing).get_table_names()) == {*db.metadata.tables, "alembic_version"}


def test_the_migrations_make_what_the_models_say(nothing: Engine, tmp_path: Path) -> None:
    migrate(nothing, tmp_path, "upgrade", "head")
    assert differences(nothing) == []


def test_every_constraint_of_the_models_is_there(nothing: Engine, tmp_path: Path) -> None:
    """Alembic does not compare CHECK constraints."""
    migrate(nothing, tmp_path, "upgrade", "head")
    found = inspect(nothing)
    for table in db.metadata.tables.values():
        wanted = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        assert {each["name"] for each in found.get_check_constraints(table.name)} == wanted, table.name


def test_upgrading_twice_changes_nothing(nothing: Engine, tmp_path: Path) -> None:
    for _ in range(2):
        migrate(nothing, tmp_path, "upgrade", "head")
    assert schema_problem(nothing) is None


def test_there_and_back_and_there_again(nothing: Engine, tmp_path: Path) -> None:
    """Going back leaves nothing that stands in the way: no table, no trigger, no function."""
    migrate(nothing, tmp_path, "upgrade", "head")
    migrate(nothing, tmp_path, "downgrade", "base")
    assert inspect(nothing).get_table_names() == ["alembic_version"]
    migrate(nothing, tmp_path, "upgrade", "head")
    assert differences(nothing) == []


ROWS = (
    "INSERT INTO tenants (id, name, timezone, status) VALUES ('{0}1', 'Lakeside', 'UTC', 'active')",
    (
        "INSERT INTO registrations (id, issuer, client_id, name, auth_login_url, auth_token_url, jwks_url,"
        " frame_origins, status) VALUES ('{0}2', 'https://lms.example.org', 'c', 'LMS', 'a', 't', 'j', '[]', 'active')"
    ),
    (
        "INSERT INTO deployments (id, registration_id, deployment_id, tenant_id, status)"
        " VALUES ('{0}3', '{0}2', '1', '{0}1', 'active')"
    ),
    (
        "INSERT INTO tool_keys (kid, public_jwk, private_pem, published_at, signs_from, retired_at)"
        " VALUES ('old', '{{}}', 'secret', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2026-02-01 00:00:00'),"
        " ('now', '{{}}', 'secret', '2026-02-01 00:00:00', '2026-02-01 00:00:00', NULL)"
    ),
)


def test_registrations_with_deployments_outlive_0004_and_the_way_back(nothing: Engine, tmp_path: Path) -> None:
    """SQLite makes the tables anew, to which other rows point."""
    migrate(nothing, tmp_path, "upgrade", "0002")
    with nothing.begin() as connection:
        for row in ROWS:
            connection.execute(text(row.format("0" * 31)))
    for command, revision in (("upgrade", "0004"), ("downgrade", "0002"), ("upgrade", "0004")):
        migrate(nothing, tmp_path, command, revision)
        with nothing.connect() as connection:
            for table, count in (("registrations", 1), ("deployments", 1), ("tenants", 1)):
                assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == count  # noqa: S608 - our names
    with nothing.connect() as connection:
        keys = connection.execute(text("SELECT kid, private_pem FROM tool_keys")).all()
        accepts = connection.scalar(text("SELECT accept_new_deployments FROM registrations"))
    assert [tuple(key) for key in keys] == [("now", "secret")]
    assert not accepts
