"""The platform's SQLite file: schema, connections and transactions. Safe from several threads."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS signing_key (
    kid TEXT PRIMARY KEY, pem TEXT NOT NULL, serial INTEGER NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS visit (id TEXT PRIMARY KEY, sub TEXT NOT NULL, began REAL NOT NULL);
CREATE TABLE IF NOT EXISTS hint (
    launch_id TEXT PRIMARY KEY, visit_id TEXT NOT NULL, link_id TEXT NOT NULL, made REAL NOT NULL, used REAL,
    course TEXT NOT NULL DEFAULT '', tool TEXT NOT NULL DEFAULT '', about TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS token (
    value TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires REAL NOT NULL, tool TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS assertion (jti TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS line_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, coupled_to TEXT UNIQUE, label TEXT NOT NULL, maximum REAL NOT NULL,
    resource_link_id TEXT, resource_id TEXT, tag TEXT, deleted INTEGER NOT NULL DEFAULT 0,
    course TEXT NOT NULL DEFAULT '', tool TEXT NOT NULL DEFAULT '', review TEXT
);
CREATE TABLE IF NOT EXISTS result (
    line_item INTEGER NOT NULL REFERENCES line_item (id), sub TEXT NOT NULL, score REAL, comment TEXT,
    given REAL, given_maximum REAL, activity_progress TEXT NOT NULL, grading_progress TEXT NOT NULL,
    timestamp TEXT NOT NULL, stamp REAL, received REAL NOT NULL, PRIMARY KEY (line_item, sub)
);
CREATE TABLE IF NOT EXISTS link (
    id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, custom TEXT NOT NULL, maximum REAL, url TEXT NOT NULL,
    course TEXT NOT NULL DEFAULT '', tool TEXT NOT NULL DEFAULT '', history TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS tool (
    client_id TEXT PRIMARY KEY, deployment_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, state TEXT NOT NULL,
    how TEXT NOT NULL, login_url TEXT NOT NULL, target_url TEXT NOT NULL, picker_url TEXT NOT NULL,
    redirects TEXT NOT NULL, jwks_url TEXT NOT NULL, scopes TEXT NOT NULL, names INTEGER NOT NULL,
    emails INTEGER NOT NULL, custom TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS registration (
    token TEXT PRIMARY KEY, url TEXT NOT NULL, expires REAL NOT NULL, allowed TEXT NOT NULL, updates TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS course (
    number INTEGER PRIMARY KEY AUTOINCREMENT, context_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    history TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS handler (
    tool TEXT NOT NULL, notice_type TEXT NOT NULL, url TEXT NOT NULL, most INTEGER, PRIMARY KEY (tool, notice_type)
);
CREATE TABLE IF NOT EXISTS member (
    number INTEGER PRIMARY KEY AUTOINCREMENT, course TEXT NOT NULL, sub TEXT NOT NULL, given_name TEXT NOT NULL,
    family_name TEXT NOT NULL, email TEXT NOT NULL, staff_number TEXT NOT NULL, roles TEXT NOT NULL,
    status TEXT NOT NULL, changed INTEGER NOT NULL, UNIQUE (course, sub)
);
CREATE INDEX IF NOT EXISTS member_by_sub ON member (sub);
CREATE INDEX IF NOT EXISTS member_by_change ON member (changed);
CREATE TABLE IF NOT EXISTS content_answer (nonce TEXT PRIMARY KEY, added INTEGER NOT NULL, first_link TEXT);
CREATE TABLE IF NOT EXISTS score_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, line_item TEXT NOT NULL, received REAL NOT NULL,
    headers TEXT NOT NULL, payload TEXT NOT NULL, status INTEGER NOT NULL
);
"""

LATER = {  # columns that files of earlier versions lack
    "hint": ("course", "tool", "about"),
    "token": ("tool",),
    "line_item": ("course", "tool", "review"),
    "link": ("course", "tool", "history"),
}


class Store:
    """One database file. A connection lives as long as one read or one transaction, so no thread shares any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)
            for table, names in LATER.items():
                _add_columns(connection, table, names)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with closing(self._connect()) as connection:
            return connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        return next(iter(self.rows(sql, values)), None)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other writer can come between; rolled back when the block raises."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        """One statement in its own transaction; how many rows it changed."""
        with self.writing() as connection:
            return connection.execute(sql, values).rowcount

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


def _add_columns(connection: sqlite3.Connection, table: str, names: Sequence[str]) -> None:
    there = {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
    for name in names:
        if name not in there:
            kind = "TEXT" if name == "review" else "TEXT NOT NULL DEFAULT ''"
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
