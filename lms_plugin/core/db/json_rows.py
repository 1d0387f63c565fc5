"""Many rows in one parameter: a JSON list that the database reads as a table. So a page of people is one statement."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import FromClause, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB
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
