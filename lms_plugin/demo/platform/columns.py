"""The gradebook's columns: the line items of AGS 2.0, section 3.2."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.platform.store import Store


@dataclass(frozen=True)
class NewColumn:
    """What a line item says about itself. `resource_link_id` ties it to an activity."""

    label: str
    maximum: float
    resource_link_id: str | None = None
    resource_id: str | None = None
    tag: str | None = None


@dataclass(frozen=True)
class Column(NewColumn):
    """One column. `coupled_to` is the activity that it was made with, and the launch then names it."""

    id: int = 0
    coupled_to: str | None = None


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


def list_columns(store: Store) -> list[Column]:
    return [_column(row) for row in store.rows("SELECT * FROM line_item WHERE NOT deleted ORDER BY id")]


def find_column(store: Store, column_id: int) -> Column | None:
    row = store.row("SELECT * FROM line_item WHERE id = ? AND NOT deleted", (column_id,))
    return _column(row) if row else None


def add_column(store: Store, new: NewColumn) -> Column:
    with store.writing() as rows:
        column_id = rows.execute(
            "INSERT INTO line_item (label, maximum, resource_link_id, resource_id, tag) VALUES (?, ?, ?, ?, ?)",
            (new.label, new.maximum, new.resource_link_id, new.resource_id, new.tag),
        ).lastrowid
    return Column(**asdict(new), id=column_id or 0)


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
    return Column(**asdict(new), id=column.id, coupled_to=column.coupled_to)


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


def _column(row: sqlite3.Row) -> Column:
    return Column(**{field.name: row[field.name] for field in fields(Column)})
