"""Two couriers at once never take the same row: leases on both engines, locks that are skipped on PostgreSQL."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.grades.ledger import claim
from lms_plugin.grades.models import Delivery

from .ward import NOW, Ward, accept, claim_one, get_delivery, list_deliveries

PEOPLE = 60
CLAIMERS = 4


def _claim_until_empty(app: Flask, start: threading.Barrier) -> list[UUID]:
    taken: list[UUID] = []
    with app.app_context():
        start.wait(20)
        while True:
            claimed = claim(datetime.now(UTC), limit=5, each=5)
            db.session.commit()
            if not claimed:
                break
            taken.extend(each.user_id for each in claimed)
        db.session.remove()
    return taken


def test_fi27_each_row_is_taken_once(app: Flask, queued: Ward) -> None:
    people = [queued.place.person(f"p{number}") for number in range(PEOPLE)]
    for person in people:
        queued.earn(400_000, person=person)
    db.session.execute(update(Delivery).values(due_at=NOW.replace(year=2020)))
    db.session.commit()
    start = threading.Barrier(CLAIMERS)
    with ThreadPoolExecutor(CLAIMERS) as pool:
        runs = [pool.submit(_claim_until_empty, app, start) for _ in range(CLAIMERS)]
        taken = Counter(person for run in runs for person in run.result())
    # A claimer that sees only rows which others hold ends early, so something may be left; nothing may come twice.
    with app.app_context():
        taken.update(_claim_until_empty(app, threading.Barrier(1)))
    assert taken == Counter([queued.amara, *people])


def test_gr56_one_message_for_a_person_and_column_at_a_time(app: Flask, queued: Ward) -> None:
    """A newer score that comes while a message is under way waits for its end."""
    first = claim_one()
    db.session.commit()
    queued.earn(600_000)
    db.session.commit()

    def claim_elsewhere() -> int:
        with app.app_context():
            found = claim(NOW, limit=5, each=5)
            db.session.rollback()
            db.session.remove()
            return len(found)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(claim_elsewhere).result() == 0
    accept(first)
    assert get_delivery(queued.amara).state == "due"
    assert len(list_deliveries(queued.amara)) == 1
