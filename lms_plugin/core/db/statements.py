"""Statements that every launch makes, compiled once and handed to the driver without SQLAlchemy's way there.

For a statement that is looked up in an index that way costs more CPU than all else: session, transaction, execution
context and result took two thirds of it.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Engine, Insert, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

from lms_plugin.core.db.base import db

Processor = Callable[[Any], Any]
CURSOR = "statements_cursor"  # kept with its connection in the pool: making one costs as much as half a fetch


@dataclass
class _Keeper:
    """The connection of a request for its statements; they would take it from the pool one by one else."""

    connection: PoolProxiedConnection | None = None


_keeper: ContextVar[_Keeper | None] = ContextVar("keeper", default=None)


def keep_connection() -> None:
    """From here on, on this thread, statements share one connection; core.web says so at a request's start."""
    _keeper.set(_Keeper())


def return_connection() -> None:
    """Give the shared connection back to the pool."""
    keeper = _keeper.get()
    if keeper is not None:
        _keeper.set(None)
        if keeper.connection is not None:
            keeper.connection.close()


@dataclass(frozen=True)
class _Compiled:
    """A statement in the words of one driver. `row` makes a named tuple of what a fetch gives."""

    sql: str
    constants: Mapping[str, Any]
    inputs: Sequence[tuple[str, Processor | None]]
    order: Sequence[str] | None
    row: Callable[[Sequence[Any]], Any] | None

    def parameters(self, values: Mapping[str, Any]) -> Any:
        given = dict(self.constants)
        for name, process in self.inputs:
            given[name] = process(values[name]) if process else values[name]
        return given if self.order is None else [given[name] for name in self.order]


class Statement:
    """A SELECT or INSERT of Core. Rows are named tuples, with the types that SQLAlchemy would give.

    It is a transaction of its own. Where the session is in a transaction, it is a statement of that one, as any other.
    """

    def __init__(self, statement: Select[Any] | Insert) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """Every row."""
        if in_transaction():
            return db.session.execute(self._statement, values).all()
        return self._run(values)

    def one_or_none(self, values: Mapping[str, Any]) -> Any:
        """The row, or None where there is none."""
        rows = self.all(values)
        return rows[0] if rows else None

    def write(self, values: Mapping[str, Any]) -> None:
        """Make an INSERT, for good unless the session is in a transaction."""
        if in_transaction():
            db.session.execute(self._statement, values)
        else:
            self._run(values)

    def _run(self, values: Mapping[str, Any]) -> list[Any]:
        engine = db.engine
        compiled = self._compiled.get(engine.dialect.name)
        if compiled is None:
            compiled = self._compiled[engine.dialect.name] = _compile(self._statement, engine.dialect)
        keeper = _keeper.get() or _Keeper()
        connection = keeper.connection = keeper.connection or engine.pool.connect()
        try:
            return _execute(engine, connection, compiled, compiled.parameters(values))
        except DBAPIError:
            keeper.connection = None
            raise
        finally:
            if _keeper.get() is None or keeper.connection is None:
                connection.close()


def in_transaction() -> bool:
    """Whether the session has begun a transaction in this request."""
    return db.session.registry.has() and db.session().in_transaction()


def _execute(engine: Engine, connection: PoolProxiedConnection, compiled: _Compiled, parameters: Any) -> list[Any]:
    cursor = connection.info.get(CURSOR) or _make_cursor(engine, connection)
    driver: Any = connection.driver_connection
    if engine.dialect.name == "postgresql" and not driver.autocommit:
        driver.autocommit = True
    for listener in engine.dispatch.before_cursor_execute:  # whoever listens to the engine's statements hears of this
        listener(None, cursor, compiled.sql, parameters, None, False)
    try:
        cursor.execute(compiled.sql, parameters)
        return [] if compiled.row is None else [compiled.row(row) for row in cursor.fetchall()]
    except engine.dialect.loaded_dbapi.Error as error:
        raise _translate(engine, connection, cursor, compiled.sql, error) from error


def _make_cursor(engine: Engine, connection: PoolProxiedConnection) -> Any:
    """PostgreSQL's answers are read from their binary form, at a third of the cost."""
    driver: Any = connection.driver_connection
    cursor = driver.cursor(binary=True) if engine.dialect.name == "postgresql" else driver.cursor()
    connection.info[CURSOR] = cursor
    return cursor


def _translate(engine: Engine, connection: PoolProxiedConnection, cursor: Any, sql: str, error: Any) -> BaseException:
    """The error as SQLAlchemy would raise it. After a lost connection nobody gets another one of its age."""
    lost = engine.dialect.is_disconnect(error, connection, cursor)
    if lost:
        engine.pool._invalidate(connection, error)  # as SQLAlchemy's own Connection does
    translated: BaseException = DBAPIError.instance(
        sql,
        None,
        error,
        engine.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=engine.dialect,
    )
    return translated


def _compile(statement: Select[Any] | Insert, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    constants, inputs = {}, []
    for name, bind in compiled.binds.items():
        process = _adapted(bind.type, dialect).bind_processor(dialect)
        if bind.required:
            inputs.append((name, process))
        else:
            constants[name] = process(bind.effective_value) if process else bind.effective_value
    order = list(compiled.positiontup) if compiled.positional else None
    row = _row_maker(statement, dialect) if isinstance(statement, Select) else None
    return _Compiled(str(compiled), constants, inputs, order, row)


def _row_maker(statement: Select[Any], dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    columns = list(statement.selected_columns)
    kind: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024
    make: Callable[[Sequence[Any]], Any] = kind._make
    processors = [_adapted(column.type, dialect).result_processor(dialect, None) for column in columns]
    processed = [(index, process) for index, process in enumerate(processors) if process]
    if not processed:
        return make

    def read(fetched: Sequence[Any]) -> Any:
        row = list(fetched)
        for index, process in processed:
            row[index] = process(row[index])
        return make(row)

    return read


def _adapted(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """The type as this driver has it."""
    return kind.dialect_impl(dialect)
