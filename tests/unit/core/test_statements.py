"""Statements that go straight to the driver mean what SQLAlchemy would make of them, on both engines."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.statements import Statement, keep_connection, return_connection
from lms_plugin.platforms.models import Tenant, ToolKey
from tests.unit.core.test_database import NOW

_key, _tenant = table_of(ToolKey), table_of(Tenant)
ADD = Statement(insert(_key))
READ = Statement(select(_key).where(_key.c.kid == bindparam("kid")))
TENANT = Statement(insert(_tenant))
TENANT_NAMES = Statement(select(_tenant.c.id, _tenant.c.name, _tenant.c.name.label("again")).order_by(_tenant.c.name))


def key(kid: str = "k") -> dict[str, Any]:
    moments = {"published_at": NOW, "signs_from": NOW, "retired_at": None}
    return {"kid": kid, "public_jwk": {"n": ["é", None]}, "private_pem": "x", **moments}


def tenant(name: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "name": name,
        "timezone": "UTC",
        "title": None,
        "status": "active",
        "needs_second_person": False,
    }


def given_out() -> Any:
    """How many connections the pool has given out."""
    return db.engine.pool.checkedout()  # type: ignore[attr-defined]


def test_rows_are_what_sqlalchemy_gives(app: Flask) -> None:
    ADD.write(key())
    ours = READ.one_or_none({"kid": "k"})
    assert ours._asdict() == dict(db.session.execute(select(_key)).one()._mapping)
    assert ours.published_at.utcoffset().total_seconds() == 0


def test_ids_and_labels(app: Flask) -> None:
    for name in ("b", "a"):
        TENANT.write(tenant(name))
    rows = TENANT_NAMES.all({})
    assert [(row.name, row.again) for row in rows] == [("a", "a"), ("b", "b")]
    assert {type(row.id) for row in rows} == {UUID}


def test_nothing_found(app: Flask) -> None:
    assert READ.one_or_none({"kid": "k"}) is None
    assert READ.all({"kid": "k"}) == []


def test_outside_a_transaction_an_insert_is_for_good(app: Flask) -> None:
    ADD.write(key())
    db.session.rollback()
    assert READ.one_or_none({"kid": "k"}).private_pem == "x"


def test_inside_a_transaction_it_is_part_of_it(app: Flask) -> None:
    db.session.execute(text("SELECT 1"))
    ADD.write(key())
    assert READ.one_or_none({"kid": "k"}) is not None
    db.session.rollback()
    assert READ.one_or_none({"kid": "k"}) is None


def test_what_the_session_has_not_written_yet_is_seen(app: Flask) -> None:
    db.session.add(Tenant(name="new", timezone="UTC"))
    assert [row.name for row in TENANT_NAMES.all({})] == ["new"]


def test_a_broken_constraint_is_sqlalchemy_s_error(app: Flask) -> None:
    ADD.write(key())
    with pytest.raises(IntegrityError) as found:
        ADD.write(key())
    assert "private_pem" not in str(found.value.params)
    ADD.write(key("other"))
    assert READ.one_or_none({"kid": "other"}) is not None


@pytest.mark.parametrize("keeps", [True, False])
def test_connections_come_back_to_the_pool(app: Flask, keeps: bool) -> None:
    if keeps:
        keep_connection()
    for number in range(3):
        ADD.write(key(f"k{number}"))
        assert given_out() == int(keeps)
    with pytest.raises(IntegrityError):
        ADD.write(key("k0"))
    assert given_out() == 0
    READ.all({"kid": "k0"})
    return_connection()
    assert given_out() == 0


def test_who_listens_to_the_engine_hears_of_them(app: Flask) -> None:
    heard: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    ADD.write(key())
    event.remove(db.engine, "before_cursor_execute", listen)
    assert [each.split()[:3] for each in heard] == [["INSERT", "INTO", "tool_keys"]]


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_after_a_lost_connection_there_is_a_new_one(app: Flask) -> None:
    with db.engine.connect() as other:
        READ.all({"kid": "k"})  # on a second connection, which goes back to the pool
        ended = other.scalars(
            text(
                "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        ).all()
        assert ended == [True]
        with pytest.raises(OperationalError) as found:
            READ.all({"kid": "k"})
        assert found.value.connection_invalidated
        assert READ.all({"kid": "k"}) == []
