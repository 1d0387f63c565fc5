"""Running a check in a house, and looking at the demo LMS's own gradebook before and after."""

from typing import Any
from uuid import UUID

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.platforms.services import list_registrations
from lms_plugin.preflight.checking import Checker
from lms_plugin.preflight.gathering import Wanted
from lms_plugin.preflight.services import read_results
from lms_plugin.preflight.verdicts import StepResult
from tests.harness.house import House


def registration_id(house: House) -> UUID:
    with house.app.app_context():
        found = list_registrations()[0].id
        db.session.remove()
        return found


def checker(house: House, **times: float) -> Checker:
    settings = house.app.extensions["settings"]
    return Checker(
        registrations=house.app.extensions["registrations"],
        public_url=settings.public_url,
        trial=settings.trial,
        key_secret=settings.key_secret,
        **times,
    )


def check(house: House, *, person: str | None = None, times: dict[str, float] | None = None) -> dict[str, StepResult]:
    """What each step of a run found, by its key."""
    wanted = Wanted(registration_id=registration_id(house), person=person)
    with house.app.app_context():
        run = checker(house, **(times or {})).check(wanted, actor=Actor.command())
        results = read_results(run)
        db.session.remove()
    return {each.key: each for each in results}


def line_items(house: House) -> list[tuple[Any, ...]]:
    """Every line item that the LMS has, of any tool and course."""
    rows = house.platform.platform.store.rows("SELECT id, label, tag FROM line_item WHERE NOT deleted ORDER BY id")
    return [tuple(row) for row in rows]


def come_in(house: House, sub: str = "amara") -> None:
    """A learner opens a graded link, so that the course and its services are known."""
    page = house.launch(house.browser(), sub)
    assert page.status == 200, page.text
