"""Alembic's way into the application: its models, and the address for migrations (a direct one, past any pooler)."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from lms_plugin.config import Settings
from lms_plugin.core.db.base import db, prepare_sqlite
from lms_plugin.core.db.types import Json, UtcDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our column types into new migrations as SQLAlchemy's own, so that old migrations never import our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def allow_making_tables_anew(engine: Engine) -> None:
    """SQLite changes a table by making it anew, and would take the rows that point to the old one for orphans."""

    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.close()


def check_references(connection: Connection) -> None:
    """Before the migration is committed: every row points to one that is there."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left rows that point to nothing; nothing was changed")


def run_migrations() -> None:
    """Bring the database to the wanted revision, in one transaction."""
    settings: Settings = current_app.extensions["settings"]
    engine = create_engine(settings.database_migration_url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
        allow_making_tables_anew(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            check_references(connection)


run_migrations()
