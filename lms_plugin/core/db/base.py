"""The SQLAlchemy object, the base class of all rows, and how a transaction begins on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, MetaData, String, Table, Uuid, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry

from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.types import Json, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

JsonObject = dict[str, Any]
RowId = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]


class Base(DeclarativeBase):
    """Base class of all rows: typed columns, one naming scheme for constraints."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), UUID: Uuid(), str: String(), JsonObject: Json()},
    )


db = SQLAlchemy(model_class=Base)


def table_of(model: type[Base]) -> Table:
    """The table behind a mapped class, for the few statements that every request makes."""
    return cast(Table, model.__table__)


# Whether the transaction that begins next may write. A page view that took SQLite's one write lock would queue behind
# every writer (measured: 2 views a second instead of 3 300), so GET requests begin plainly and all else immediately.
_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


def declare_read_only(read_only: bool) -> None:
    """Say for this request whether its transactions only read; called by core.web at its start."""
    _may_write.set(not read_only)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read."""
    token = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside may write, also those that follow the answer to a GET."""
    token = _may_write.set(True)
    try:
        yield
    finally:
        _may_write.reset(token)


def prepare_postgresql(engine: Engine) -> None:
    """Requests that only read need no transaction around their statements: BEGIN and ROLLBACK are two journeys saved.

    Nothing is lost by it: at READ COMMITTED each statement has a snapshot of its own anyhow. For the same reason a
    connection that comes back to the pool is rolled back where there is something to roll back (pool_reset_on_return
    is off): asking the driver to do nothing costs as much as a short statement.
    """

    @event.listens_for(engine, "reset")
    def reset(connection: DBAPIConnection, record: object, state: object) -> None:
        if connection.info.transaction_status != TransactionStatus.IDLE:
            connection.rollback()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if driver is not None and driver.autocommit == _may_write.get():
            driver.autocommit = not _may_write.get()


def prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, a busy timeout, and BEGIN as we mean it (the driver's own begin is switched off)."""

    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")
