"""A fault as our log tells it: where it happened, and no word of the database's, which quotes rows and parameters."""

import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy.exc import StatementError

DRIVERS = frozenset({"psycopg", "sqlite3", "sqlalchemy"})


def describe_fault(fault: BaseException) -> str:
    """The traceback with its causes, the first one on top; of a database's error its class and the statement alone."""
    told = [f"{''.join(traceback.format_tb(each.__traceback__))}{_name(each)}" for each in _causes(fault)]
    return "\n".join(reversed(told))


def _causes(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = fault
    while following is not None and id(following) not in seen:
        yield following
        seen.add(id(following))
        following = following.__cause__ or following.__context__


def _name(fault: BaseException) -> str:
    if type(fault).__module__.partition(".")[0] not in DRIVERS:
        return f"{type(fault).__name__}: {fault}"
    statement = fault.statement if isinstance(fault, StatementError) else None
    return f"{type(fault).__name__}: {statement}" if statement else type(fault).__name__


def format_fault(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the fault that is being handled into a log line, where the line asks for it (structlog's processor)."""
    asked = event.pop("exc_info", None)
    fault = asked if isinstance(asked, BaseException) else sys.exc_info()[1] if asked else None
    if fault is not None:
        event["exception"] = describe_fault(fault)
    return event
