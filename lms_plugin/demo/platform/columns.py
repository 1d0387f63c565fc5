"""The gradebook's columns: the line items of AGS 2.0, section 3.2."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.platform.store import Store


@dataclass(frozen=True)
class NewColumn:
    """What a line item says about itself. `resource_link_id` ties it to an activity.

    `review` is the JSON of `submissionReview`, where the tool shows what people handed in.
    """

    label: str
    maximum: float
    resource_link_id: str | None = None
    resource_id: str | None = None
    tag: str | None = None
    review: str | None = None


@dataclass(frozen=True)
class Column(NewColumn):
    """One column. `coupled_to` is the activity that it was made with, and the launch then names it.

    `course` and `tool` are empty for the course and the tool that the platform began with.
    """

    id: int = 0
    coupled_to: str | None = None
    course: str = ""
    tool: str = ""


def make_coupled_columns(store: Store, links: Sequence[Link]) -> None:
    """A column for each activity that is graded, unless it has, or had, one."""
    with store.writing() as rows:
        for link in links:
            if link.maximum is not None:
                rows.execute(
                    "INSERT OR IGNORE INTO line_item (coupled_to, resource_link_id, label, maximum)"
                    " VALUES (?, ?, ?, ?)",
                    (link.id, link.id, link.title, link.maximum),
                )


def list_columns(store: Store, course: str = "", tool: str | None = None) -> list[Column]:
    """The columns of one course: all of them, or one tool's."""
    rows = store.rows("SELECT * FROM line_item WHERE NOT deleted AND course = ? ORDER BY id", (course,))
    return [read_column(row) for row in rows if tool in (None, row["tool"])]


def find_column(store: Store, column_id: int) -> Column | None:
    row = store.row("SELECT * FROM line_item WHERE id = ? AND NOT deleted", (column_id,))
    return read_column(row) if row else None


def add_column(store: Store, new: NewColumn, course: str = "", tool: str = "") -> Column:
    with store.writing() as rows:
        return insert_column(rows, new, None, course, tool)


def insert_column(rows: sqlite3.Connection, new: NewColumn, coupled_to: str | None, course: str, tool: str) -> Column:
    """A new column, as a part of a transaction."""
    column_id = rows.execute(
        "INSERT INTO line_item (label, maximum, resource_link_id, resource_id, tag, review, coupled_to, course, tool)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*_values(new), coupled_to, course, tool),
    ).lastrowid
    return Column(
        label=new.label,
        maximum=new.maximum,
        resource_link_id=new.resource_link_id,
        resource_id=new.resource_id,
        tag=new.tag,
        review=new.review,
        id=column_id or 0,
        coupled_to=coupled_to,
        course=course,
        tool=tool,
    )


def _values(new: NewColumn) -> tuple[Any, ...]:
    return (new.label, new.maximum, new.resource_link_id, new.resource_id, new.tag, new.review)


def change_column(store: Store, column: Column, new: NewColumn) -> Column:
    """Replace what the line item says. Scores keep their share of the maximum, as Moodle rescales them."""
    with store.writing() as rows:
        rows.execute(
            "UPDATE line_item SET label = ?, maximum = ?, resource_link_id = ?, resource_id = ?, tag = ? WHERE id = ?",
            (new.label, new.maximum, new.resource_link_id, new.resource_id, new.tag, column.id),
        )
        rows.execute(
            "UPDATE result SET score = round(score / ? * ?, 5) WHERE line_item = ?",
            (column.maximum, new.maximum, column.id),
        )
    return replace(
        column,
        label=new.label,
        maximum=new.maximum,
        resource_link_id=new.resource_link_id,
        resource_id=new.resource_id,
        tag=new.tag,
    )


def delete_column(store: Store, column: Column) -> None:
    """The column and its grades go, also an activity's own (Moodle lets a tool do that); the row remembers."""
    with store.writing() as rows:
        rows.execute("DELETE FROM result WHERE line_item = ?", (column.id,))
        rows.execute("UPDATE line_item SET deleted = 1 WHERE id = ?", (column.id,))


def column_url(settings: PlatformSettings, column: Column) -> str:
    """Its address. The query is Moodle's: `/scores` and `/results` belong before it."""
    return f"{columns_base(settings)}/{column.id}/lineitem?type_id={settings.deployment_id}"


def columns_url(settings: PlatformSettings) -> str:
    return f"{columns_base(settings)}?type_id={settings.deployment_id}"


def columns_base(settings: PlatformSettings) -> str:
    return f"{settings.base_url}/ags/{settings.context_id}/lineitems"


def read_column(row: sqlite3.Row) -> Column:
    return Column(**{field.name: row[field.name] for field in fields(Column)})
