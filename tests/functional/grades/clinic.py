"""The house with people who have launched, and what a test does with grades there."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.columns import make_coupled_columns
from lms_plugin.demo.platform.settings import Link
from lms_plugin.demo.setup import LINKS
from lms_plugin.grades.models import Delivery, LineItem, Send
from lms_plugin.grades.services import record_result
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.roster.models import ResourceLink, User
from tests.harness.house import House

PATIENCE = 60.0


class Clinic:
    """Everything running, with shortcuts: who launched, what was earned, what is due."""

    def __init__(self, house: House) -> None:
        self.house = house

    def launch(self, *subs: str, link: str = "3") -> None:
        for sub in subs:
            assert self.house.launch(self.house.browser(), sub, link).status == 200

    def refuse(self, sub: str, *, on: bool = True) -> None:
        """The LMS's gradebook has no row for this person, who takes the course as before, or has one again."""
        self.house.order(f"people/{sub}", roles=["Member" if on else "Learner"])

    def earn(self, sub: str, score_ppm: int, *, now: datetime | None = None, comment: str | None = None) -> None:
        """What a submission does at its end, in every activity that this person's links lead to."""
        now = now or datetime.now(UTC)
        with self.house.app.app_context():
            user_id = db.session.scalars(select(User.id).where(User.sub == sub)).one()
            for context_id, activity_id in db.session.execute(
                select(ResourceLink.context_id, ResourceLink.activity_id).distinct()
            ):
                assert activity_id is not None
                record_result(
                    context_id=context_id,
                    activity_id=activity_id,
                    user_id=user_id,
                    score_ppm=score_ppm,
                    attempt_id=None,
                    submitted_at=now,
                    comment=comment,
                    now=now,
                )
            db.session.commit()

    def hurry(self) -> None:
        """The time that messages have to wait has passed; the lease of a worker that died, too."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.house.app.app_context():
            db.session.execute(update(Delivery).where(Delivery.due_at > past).values(due_at=past))
            db.session.execute(update(Delivery).where(Delivery.leased_until > past).values(leased_until=past))
            db.session.commit()

    def deliver(self) -> int:
        self.hurry()
        return self.house.deliver()

    def deliver_all(self, count: int) -> None:
        """So many messages, once their second has come."""
        ended = 0

        def is_done() -> bool:
            nonlocal ended
            ended += self.deliver()
            return ended >= count

        wait_until(is_done)
        assert ended == count

    def forget_tokens(self) -> None:
        """What a restarted worker knows."""
        self.house.app.extensions["tokens"] = AccessTokens(self.house.app.extensions["outbound"])

    def deliver_until_done(self) -> None:
        """Again and again, as the worker does; a score in the same second as the last one waits for the next."""
        wait_until(lambda: self.deliver() == 0 and not self.states().count("due"))

    def add_link(self, link_id: str, *, maximum: int | None = 100) -> None:
        """One more activity in the LMS's course that leads to the same module."""
        platform = self.house.platform.platform
        link = Link(link_id, "Once more", LINKS[0].custom, maximum)
        platform.settings = replace(platform.settings, links=(*platform.settings.links, link))
        make_coupled_columns(platform.store, platform.settings.links)

    def rows(self) -> list[tuple[str, Delivery]]:
        """Each delivery with its column's address."""
        with self.house.app.app_context():
            found = db.session.execute(
                select(LineItem.url, Delivery)
                .join(LineItem, LineItem.id == Delivery.line_item_id)
                .order_by(LineItem.url, Delivery.user_id)
            ).all()
            db.session.expunge_all()
            return [(row.url, row.Delivery) for row in found]

    def row(self) -> Delivery:
        [(_, delivery)] = self.rows()
        return delivery

    def states(self) -> list[str]:
        return [delivery.state for _, delivery in self.rows()]

    def outcomes(self) -> list[str]:
        with self.house.app.app_context():
            return list(db.session.scalars(select(Send.outcome).order_by(Send.at, Send.id)))

    def grade(self, sub: str) -> float | None:
        """What the LMS's gradebook shows."""
        found: float | None = self.house.gradebook(sub)["score"]
        return found

    def received(self, status: int | None = None) -> list[dict[str, Any]]:
        """The score messages that the LMS was sent, as JSON; those that it answered so."""
        messages = self.house.platform.platform.received
        return [json.loads(each.payload) for each in messages if status in (None, each.status)]

    def person(self, sub: str) -> UUID:
        with self.house.app.app_context():
            return db.session.scalars(select(User.id).where(User.sub == sub)).one()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that other processes or the next second bring. Says nothing about how long it may take."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        with suppress(InterruptedError):
            time.sleep(0.05)
