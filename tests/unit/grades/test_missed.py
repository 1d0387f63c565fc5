"""A submission and the first launch that names its column, at the same moment in two transactions: nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery
from lms_plugin.grades.services import make_due_what_was_missed

from .ward import NOW, SECOND, URL, Ward, accept, claim_one, get_delivery, list_deliveries

HOUR = timedelta(hours=1)


def sweep() -> None:
    make_due_what_was_missed(since=NOW - HOUR, now=NOW + SECOND)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_transactions_that_do_not_see_each_other(app: Flask, ward: Ward) -> None:
    """On SQLite there is one writer at a time, so they cannot miss each other."""
    db.session.commit()
    ward.place.column(ward.activity, URL)

    def submit() -> None:
        with app.app_context():
            ward.earn(500_000)
            db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(submit).result()
    db.session.commit()
    assert list_deliveries(ward.amara) == []
    sweep()
    assert get_delivery(ward.amara).state == "due"


def test_a_missing_delivery_is_made(queued: Ward) -> None:
    db.session.delete(get_delivery(queued.amara))
    db.session.flush()
    sweep()
    assert (get_delivery(queued.amara).state, get_delivery(queued.amara).wanted_revision) == ("due", 1)


def test_an_older_revision_is_brought_up(queued: Ward) -> None:
    queued.earn(600_000)
    accept(claim_one())
    row = get_delivery(queued.amara)
    row.accepted_revision = row.wanted_revision = 1
    db.session.flush()
    sweep()
    assert (get_delivery(queued.amara).state, get_delivery(queued.amara).wanted_revision) == ("due", 2)


@pytest.mark.parametrize("state", ["due", "accepted", "parked", "withheld"])
def test_everything_else_stays_as_it_is(queued: Ward, state: str) -> None:
    row = get_delivery(queued.amara)
    row.state, row.tries, row.due_at = state, 3, NOW + HOUR
    db.session.flush()
    sweep()
    row = get_delivery(queued.amara)
    assert (row.state, row.tries, row.due_at) == (state, 3, NOW + HOUR)


def test_only_what_changed_lately_is_looked_at(queued: Ward) -> None:
    db.session.delete(get_delivery(queued.amara))
    db.session.flush()
    make_due_what_was_missed(since=NOW + SECOND, now=NOW + HOUR)
    assert list_deliveries(queued.amara) == []
    assert db.session.scalars(select(Delivery)).all() == []
