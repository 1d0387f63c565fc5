"""Many rows in one parameter: a JSON list that the database reads as a table. So a page of people is one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, any_, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import TypeEngine

from lms_plugin.core.db.base import db


def json_rows(name: str, columns: Mapping[str, TypeEngine[Any]], *, parameter: str = "rows") -> FromClause:
    """A table of these columns, read from the bound parameter that `write_rows` makes. Values are text and booleans."""
    if db.engine.dialect.name == "postgresql":
        source = cast(bindparam(parameter, type_=Text()), JSONB)
        typed = [column(each, kind) for each, kind in columns.items()]
        return func.jsonb_to_recordset(source).table_valued(*typed, name=name).render_derived(with_types=True)
    each_row = func.json_each(bindparam(parameter, type_=Text())).table_valued("value", name=f"{name}_json")
    taken = [func.json_extract(each_row.c.value, f"$.{each}", type_=kind).label(each) for each, kind in columns.items()]
    return select(*taken).select_from(each_row).subquery(name)


def write_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """The parameter of `json_rows`."""
    return json.dumps(rows, separators=(",", ":"))


def is_among(wanted: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a text is one of those in the bound parameter `values`, which `write_values` makes.

    An array on PostgreSQL: a table it reads anew for each person of a hospital of whose people it has no statistics
    yet, and the first list of 10 000 took 27 times as long.
    """
    if db.engine.dialect.name == "postgresql":
        return wanted == any_(bindparam("values", type_=ARRAY(Text)))
    each = func.json_each(bindparam("values", type_=Text())).table_valued("value")
    return wanted.in_(select(each.c.value))


def write_values(values: Iterable[str]) -> list[str] | str:
    """The parameter of `is_among`."""
    return list(values) if db.engine.dialect.name == "postgresql" else json.dumps(list(values))
