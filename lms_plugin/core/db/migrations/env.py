"""Alembic's way into the application: its models, and the address for migrations (a direct one, past any pooler)."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import create_engine
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


def run_migrations() -> None:
    """Bring the database to the wanted revision, in one transaction."""
    settings: Settings = current_app.extensions["settings"]
    engine = create_engine(settings.database_migration_url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
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


run_migrations()
