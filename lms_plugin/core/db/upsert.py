"""INSERT … ON CONFLICT on both engines: select-then-insert loses rows when two people arrive at once."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from lms_plugin.core.db.base import Base, db


def insert_into(model: type[Base] | Table) -> Any:
    """An INSERT of the connected engine, which knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return postgresql.insert(model) if db.engine.dialect.name == "postgresql" else sqlite.insert(model)
