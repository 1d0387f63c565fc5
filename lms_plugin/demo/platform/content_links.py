"""Activities that teachers added from a tool's answer, with their columns. An answer adds once, however often sent."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from lms_plugin.demo.platform.columns import NewColumn
from lms_plugin.demo.platform.settings import Link
from lms_plugin.demo.platform.store import Store

FIRST = 100  # the links that a course begins with have smaller numbers


@dataclass(frozen=True)
class NewLink:
    """One item of an answer. `column` is None where the tool asked for no grade column."""

    title: str
    custom: dict[str, str]
    url: str
    column: NewColumn | None


@dataclass(frozen=True)
class Taken:
    """What an answer came to; `first` is the id of the first link added. `again`: it had come before."""

    added: int
    first: str | None
    again: bool = False


def list_added(store: Store) -> tuple[Link, ...]:
    return tuple(
        Link(str(row["id"] + FIRST), row["title"], json.loads(row["custom"]), row["maximum"], row["url"])
        for row in store.rows("SELECT * FROM link ORDER BY id")
    )


def find_answer(store: Store, nonce: str) -> Taken | None:
    """The answer that was taken under this nonce."""
    row = store.row("SELECT added, first_link FROM content_answer WHERE nonce = ?", (nonce,))
    return Taken(row["added"], row["first_link"], again=True) if row else None


def take_answer(store: Store, nonce: str, links: Sequence[NewLink]) -> Taken:
    """Spend the nonce and add the links with their columns, all or nothing."""
    with store.writing() as rows:
        if rows.execute("INSERT OR IGNORE INTO content_answer VALUES (?, ?, NULL)", (nonce, len(links))).rowcount:
            ids = [_add(rows, link) for link in links]
            first = ids[0] if ids else None
            rows.execute("UPDATE content_answer SET first_link = ? WHERE nonce = ?", (first, nonce))
            return Taken(len(ids), first)
    return find_answer(store, nonce) or Taken(0, None, again=True)


def _add(rows: sqlite3.Connection, link: NewLink) -> str:
    """The new link's id."""
    column = link.column
    number = rows.execute(
        "INSERT INTO link (title, custom, maximum, url) VALUES (?, ?, ?, ?)",
        (link.title, json.dumps(link.custom), column.maximum if column else None, link.url),
    ).lastrowid
    link_id = str((number or 0) + FIRST)
    if column is not None:
        rows.execute(
            "INSERT INTO line_item (coupled_to, resource_link_id, label, maximum, resource_id, tag)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (link_id, link_id, column.label, column.maximum, column.resource_id, column.tag),
        )
    return link_id
