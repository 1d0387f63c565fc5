"""The courses beside the first: copies of others, each with new ids for all that is in it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from lms_plugin.demo.platform import columns
from lms_plugin.demo.platform.content_links import insert_link
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.platform.store import Store

FIRST = 100  # the course that the platform began with has a smaller number


@dataclass(frozen=True)
class Course:
    """One course. `key` is its context id, or empty for the first. `history`: what it was copied from, newest first."""

    key: str
    context_id: str
    title: str
    history: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"/courses/{quote(self.context_id, safe='')}" if self.key else "/course"

    def over(self, settings: PlatformSettings) -> PlatformSettings:
        """The settings as they are in this course."""
        return replace(settings, context_id=self.context_id, context_title=self.title, course_path=self.path, links=())


def first_course(settings: PlatformSettings) -> Course:
    return Course("", settings.context_id, settings.context_title)


def list_copies(store: Store) -> list[Course]:
    return [_course(row) for row in store.rows("SELECT * FROM course ORDER BY number")]


def find_copy(store: Store, context_id: str) -> Course | None:
    row = store.row("SELECT * FROM course WHERE context_id = ?", (context_id,))
    return _course(row) if row else None


def copy_course(store: Store, source: Course, links: Sequence[Link], title: str, *, with_people: bool) -> Course:
    """A new course with the same activities and grade columns under new ids, and no grades."""
    history = (source.context_id, *source.history)
    with store.writing() as rows:
        number = rows.execute("SELECT coalesce(max(number), 0) + 1 FROM course").fetchone()[0]
        context_id = str(FIRST + number)
        rows.execute(
            "INSERT INTO course (context_id, title, history) VALUES (?, ?, ?)", (context_id, title, ",".join(history))
        )
        renamed = {link.id: insert_link(rows, _copied(link, context_id)) for link in links}
        for column in _columns_of(rows, source):
            _copy_column(rows, column, renamed, context_id)
        if with_people:
            rows.execute(
                "INSERT INTO member (course, sub, given_name, family_name, email, staff_number, roles, status, changed)"
                " SELECT ?, sub, given_name, family_name, email, staff_number, roles, status, changed FROM member"
                " WHERE course = ? AND status = 'Active' ORDER BY number",
                (context_id, source.context_id),
            )
    return Course(context_id, context_id, title, history)


def _copied(link: Link, course: str) -> Link:
    return replace(link, course=course, history=(link.id, *link.history))


def _columns_of(rows: sqlite3.Connection, source: Course) -> list[columns.Column]:
    found = rows.execute("SELECT * FROM line_item WHERE NOT deleted AND course = ? ORDER BY id", (source.key,))
    return [columns.read_column(row) for row in found.fetchall()]


def _copy_column(rows: sqlite3.Connection, column: columns.Column, renamed: dict[str, str], course: str) -> None:
    tied = replace(column, resource_link_id=renamed.get(column.resource_link_id or ""))
    columns.insert_column(rows, tied, renamed.get(column.coupled_to or ""), course, column.tool)


def _course(row: sqlite3.Row) -> Course:
    return Course(row["context_id"], row["context_id"], row["title"], tuple(row["history"].split(",")))
