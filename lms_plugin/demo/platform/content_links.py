"""Activities that teachers added from a tool's answer, with their columns. An answer adds once, however often sent."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lms_plugin.demo.platform.columns import NewColumn, insert_column
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


def list_added(store: Store, course: str = "") -> tuple[Link, ...]:
    """What was added to one course, or copied into it."""
    return tuple(_link(row) for row in store.rows("SELECT * FROM link WHERE course = ? ORDER BY id", (course,)))


def find_added(store: Store, link_id: str) -> Link | None:
    """The link with this id, in whichever course it is."""
    number = int(link_id) - FIRST if link_id.isascii() and link_id.isdigit() and len(link_id) < 15 else -1
    row = store.row("SELECT * FROM link WHERE id = ?", (number,))
    return _link(row) if row else None


def find_answer(store: Store, nonce: str) -> Taken | None:
    """The answer that was taken under this nonce."""
    row = store.row("SELECT added, first_link FROM content_answer WHERE nonce = ?", (nonce,))
    return Taken(row["added"], row["first_link"], again=True) if row else None


def take_answer(store: Store, nonce: str, links: Sequence[NewLink], course: str = "", tool: str = "") -> Taken:
    """Spend the nonce and add the links with their columns, all or nothing."""
    with store.writing() as rows:
        if rows.execute("INSERT OR IGNORE INTO content_answer VALUES (?, ?, NULL)", (nonce, len(links))).rowcount:
            ids = [_add(rows, link, course, tool) for link in links]
            first = ids[0] if ids else None
            rows.execute("UPDATE content_answer SET first_link = ? WHERE nonce = ?", (first, nonce))
            return Taken(len(ids), first)
    return find_answer(store, nonce) or Taken(0, None, again=True)


def insert_link(rows: sqlite3.Connection, link: Link) -> str:
    """Store a link, whatever its id says; the new one's id."""
    number = rows.execute(
        "INSERT INTO link (title, custom, maximum, url, course, tool, history) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            link.title,
            json.dumps(dict(link.custom)),
            link.maximum,
            link.url,
            link.course,
            link.tool,
            ",".join(link.history),
        ),
    ).lastrowid
    return str((number or 0) + FIRST)


def _add(rows: sqlite3.Connection, new: NewLink, course: str, tool: str) -> str:
    """The new link's id."""
    column = new.column
    maximum = column.maximum if column else None
    link_id = insert_link(rows, Link("", new.title, new.custom, maximum, new.url, tool, course))
    if column is not None:
        insert_column(rows, replace(column, resource_link_id=link_id), link_id, course, tool)
    return link_id


def _link(row: sqlite3.Row) -> Link:
    history = tuple(row["history"].split(",")) if row["history"] else ()
    custom = json.loads(row["custom"])
    link_id = str(row["id"] + FIRST)
    return Link(link_id, row["title"], custom, row["maximum"], row["url"], row["tool"], row["course"], history)
