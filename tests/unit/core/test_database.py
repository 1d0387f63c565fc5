"""Ids, column types, upserts and transactions, on both engines."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from lms_plugin.core.db.base import db, declare_read_only, reading
from lms_plugin.core.db.ids import new_id, new_launch_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.platforms.models import Deployment, Registration, Tenant, ToolKey

NOW = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def make_key(kid: str = "k", **values: Any) -> ToolKey:
    fields = {"public_jwk": {}, "private_pem": "x", "published_at": NOW, "signs_from": NOW, "retired_at": None}
    return ToolKey(kid=kid, **(fields | values))


def test_row_ids() -> None:
    before = time.time_ns() // 1_000_000
    ids = [new_id() for _ in range(1000)]
    after = time.time_ns() // 1_000_000
    assert len(set(ids)) == 1000
    assert {each.version for each in ids} == {7}
    assert {each.variant for each in ids} == {"specified in RFC 4122"}
    moments = [each.int >> 80 for each in ids]
    assert moments == sorted(moments)
    assert before <= moments[0] <= moments[-1] <= after


def test_launch_ids() -> None:
    ids = {new_launch_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in ids)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-6)), timezone(timedelta(hours=5, minutes=45))])
def test_a_moment_comes_back_in_utc(app: Flask, zone: timezone) -> None:
    db.session.add(make_key(signs_from=NOW.astimezone(zone)))
    db.session.commit()
    moment = db.session.scalar(select(ToolKey.signs_from))
    assert moment == NOW
    assert moment.tzinfo is UTC or moment.utcoffset() == timedelta(0)
    assert db.session.scalar(select(ToolKey.kid).where(ToolKey.signs_from <= NOW.astimezone(zone))) == "k"


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    db.session.add(make_key(signs_from=NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="naive datetime"):
        db.session.flush()


@pytest.mark.parametrize("value", [{}, {"a": [1, None, "é", {"b": True}]}, {"text": "'; DROP TABLE x; --"}])
def test_json_comes_back_as_it_went(app: Flask, value: dict[str, Any]) -> None:
    db.session.add(make_key(public_jwk=value))
    db.session.commit()
    assert db.session.scalar(select(ToolKey.public_jwk)) == value


def test_none_is_null_and_not_json_s_null(app: Flask) -> None:
    db.session.add(make_key(public_jwk=None))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_insert_or_take_over(app: Flask) -> None:
    for title in ("first", "second"):
        statement = insert_into(Tenant).values(
            id=new_id(), name="Lakeside", timezone="UTC", title=title, status="active"
        )
        statement = statement.on_conflict_do_update(index_elements=["name"], set_={"title": title})
        db.session.execute(statement)
    db.session.commit()
    assert db.session.execute(select(Tenant.name, Tenant.title)).all() == [("Lakeside", "second")]


def test_many_at_once_make_one_row(app: Flask) -> None:
    together = threading.Barrier(8)
    ids: list[object] = []

    def insert() -> None:
        with app.app_context():
            together.wait(20)
            statement = insert_into(Tenant).values(id=new_id(), name="Lakeside", timezone="UTC", status="active")
            statement = statement.on_conflict_do_update(index_elements=["name"], set_={"timezone": "UTC"})
            ids.append(db.session.execute(statement.returning(Tenant.id)).scalar_one())
            db.session.commit()

    threads = [threading.Thread(target=insert) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1
    assert db.session.scalar(select(func.count()).select_from(Tenant)) == 1


def test_what_is_not_committed_is_not_there(app: Flask) -> None:
    db.session.add(make_key())
    db.session.flush()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ToolKey)) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"status": "asleep"},
        {"name": None},
    ],
)
def test_constraints_hold(app: Flask, values: dict[str, Any]) -> None:
    db.session.add(Tenant(**{"name": "Lakeside", "timezone": "UTC", "title": None, **values}))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_rows_point_to_rows_that_are_there(app: Flask) -> None:
    db.session.add(Deployment(registration_id=new_id(), deployment_id="1"))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_an_active_deployment_has_a_hospital(app: Flask) -> None:
    fields = dict.fromkeys(("issuer", "client_id", "name", "auth_login_url", "auth_token_url", "jwks_url"), "x")
    registration = Registration(**fields, frame_origins=[])
    db.session.add(registration)
    db.session.flush()
    db.session.add(Deployment(registration_id=registration.id, deployment_id="1", status="active"))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.fixture
def sqlite_app(make_app: Any) -> Flask:
    app: Flask = make_app()
    return app


def begins(app: Flask) -> list[str]:
    """The list that every BEGIN from now on is added to."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    return seen


def test_a_page_view_begins_plainly_and_all_else_immediately(sqlite_app: Flask) -> None:
    seen = begins(sqlite_app)
    client = sqlite_app.test_client()
    assert client.get("/lti/jwks").status_code == 200
    assert seen == ["BEGIN"]
    own = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/admin/login", headers=own, data={"email": "a@example.org", "password": "x"}).status_code < 500
    assert set(seen[1:]) == {"BEGIN IMMEDIATE"}
    begun = len(seen)
    assert client.head("/lti/jwks").status_code == 200
    assert seen[begun:] == ["BEGIN"]


def test_the_session_of_a_launch_is_read_without_a_transaction(sqlite_app: Flask) -> None:
    seen = begins(sqlite_app)
    client, page = sqlite_app.test_client(), f"/l/{'0' * 32}"
    for name, path in (("__Host-browser", "/"), ("__Secure-launch", page)):
        client.set_cookie(name, "x", path=path)
    assert client.post(f"{page}/finish", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 401
    assert client.get(f"{page}/").status_code == 401
    assert seen == []


def test_a_page_view_does_not_wait_for_a_writer(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()
    with sqlite_app.app_context():
        with db.engine.begin() as writer:
            writer.execute(text("UPDATE tenants SET title = 'x'"))
            assert client.get("/lti/jwks").status_code == 200
        declare_read_only(False)


def test_reading_is_for_its_block_alone(sqlite_app: Flask) -> None:
    seen = begins(sqlite_app)
    with sqlite_app.app_context():
        declare_read_only(False)
        with reading(), db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    assert seen == ["BEGIN", "BEGIN IMMEDIATE"]


def test_sqlite_is_set_up_to_lose_nothing(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), db.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "synchronous": 2}
