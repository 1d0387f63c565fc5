"""Audit events: written with the change, never changed, on both engines."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from lms_plugin.core.audit.models import AuditDetail, AuditEvent
from lms_plugin.core.audit.services import Actor, digest_of, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
SUBJECT = UUID("0190c0de-0000-7000-8000-000000000001")


def record(actor: Actor, **details: object) -> UUID:
    event = record_event(
        "platform.renamed",
        actor=actor,
        subject_kind="registration",
        subject_id=SUBJECT,
        details=dict(details) or None,
        now=NOW,
    )
    return event.id


def test_what_is_kept(app: Flask) -> None:
    who = new_id()
    made = record(Actor.administrator(who), old={"name": "A"}, new={"name": "Ä"}, reason="a typing error")
    db.session.commit()
    event = db.session.get_one(AuditEvent, made)
    assert (event.at, event.actor_kind, event.actor_id, event.launch_id) == (NOW, "administrator", who, None)
    assert (event.verb, event.subject_kind, event.subject_id) == ("platform.renamed", "registration", str(SUBJECT))
    assert event.detail.details == {"old": {"name": "A"}, "new": {"name": "Ä"}, "reason": "a typing error"}
    assert event.details_digest == digest_of(event.detail.details)


def test_the_digest_is_of_sorted_json() -> None:
    text = '{"new":{"a":1,"b":"Ä"},"reason":"x"}'
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert digest_of({"reason": "x", "new": {"b": "Ä", "a": 1}}) == expected


@pytest.mark.parametrize("actor", [Actor.system(), Actor.command(), Actor.person(SUBJECT, "0" * 32)])
def test_every_kind_of_actor(app: Flask, actor: Actor) -> None:
    event = db.session.get_one(AuditEvent, record(actor))
    assert (event.actor_kind, event.actor_id, event.launch_id) == (actor.kind, actor.id, actor.launch_id)
    assert event.detail.details == {}


def test_nobody_is_no_administrator(app: Flask) -> None:
    with pytest.raises(DBAPIError):
        record(Actor("administrator"))


def test_it_goes_back_with_the_change(app: Flask) -> None:
    record(Actor.system())
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEvent).values(verb="other"),
        delete(AuditEvent),
        update(AuditDetail).values(details={}),
        delete(AuditDetail),
    ],
    ids=["change an event", "remove an event", "change a detail", "remove a detail"],
)
def test_append_only(app: Flask, statement: object) -> None:
    record(Actor.system(), reason="it was so")
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(statement)  # type: ignore[call-overload]  # one of the four above
