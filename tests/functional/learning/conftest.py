"""The application with a school in it, and desks for its people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from lms_plugin.core.db.base import db
from lms_plugin.core.web.viewer import Role
from tests.functional.learning.school import Desk, School, open_school, seat_by_hand

MakeDesk = Callable[..., Desk]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both engines; what differs is tested with the services, on both."""
    return sqlite_url


@pytest.fixture
def school(app: Flask) -> School:
    school = open_school()
    db.session.remove()
    return school


@pytest.fixture
def seat(app: Flask, school: School) -> MakeDesk:
    """`seat("amara")` sits somebody down at the module; `activity` and `role` change what stands behind the link."""
    seat_by_hand(app)

    def make(name: str = "amara", *, activity: UUID | None = None, role: Role = "learner", **changes: object) -> Desk:
        viewer = school.viewer(name, activity or school.module.activity_id, role)
        desk = Desk(app, replace(viewer, **changes))  # type: ignore[arg-type]
        db.session.remove()
        return desk

    return make


@pytest.fixture
def amara(seat: MakeDesk) -> Desk:
    return seat("amara")


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements made since it was cleared last, without BEGIN."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
