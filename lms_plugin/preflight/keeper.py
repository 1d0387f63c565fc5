"""What the preflight does by itself: weekly checks of active registrations, and clearing up after cut-off runs.

A check that nobody asked for only looks: it makes no column and sends no score.
"""

from datetime import UTC, datetime, timedelta
from random import uniform
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.core.jobs.runner import TryLaterError, Turn
from lms_plugin.core.jobs.services import request_job
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.line_items import OddLineItemError
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.errors import RegistrationNotFoundError
from lms_plugin.platforms.models import Registration
from lms_plugin.preflight.checking import Checker
from lms_plugin.preflight.columns import CUT_OFF, give_up_old, has_columns, list_leftovers, remember
from lms_plugin.preflight.gathering import Wanted
from lms_plugin.preflight.kit import Memory
from lms_plugin.preflight.leftovers import remove_column

CHECK_KIND = "preflight"
WEEK = timedelta(days=7)
FIRST = timedelta(minutes=10)


class Keeper:
    """The work of the jobs `preflight` and `preflight_columns`, whose subject is a registration."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def check(self, turn: Turn) -> datetime | None:
        """Check one registration; in a week again, give or take half a day. None where it is off or gone."""
        registration_id = UUID(turn.subject)
        row = db.session.get(Registration, registration_id)
        active = row is not None and row.status == "active"
        db.session.commit()
        if not active:
            return None
        try:
            self._checker.check(Wanted(registration_id=registration_id, may_make_columns=False), actor=Actor.system())
        except RegistrationNotFoundError:
            return None
        return datetime.now(UTC) + WEEK * uniform(0.93, 1.07)  # noqa: S311 - jitter, not a secret

    def clean(self, turn: Turn) -> datetime | None:
        """Remove the columns of runs that were cut off. Raises TryLaterError where the platform does not let us."""
        registration_id, now = UUID(turn.subject), datetime.now(UTC)
        give_up_old(registration_id, now=now)
        left, memory = list_leftovers(registration_id, now=now), remember(registration_id)
        db.session.commit()
        connector = self._checker.connect(registration_id) if left else None
        if connector is not None:
            _remove(left, connector, memory)
        if not has_columns(registration_id):
            return None
        return datetime.now(UTC) + CUT_OFF * 5


def _remove(left: list[tuple[str, str, str | None]], connector: Connector, memory: Memory) -> None:
    try:
        for mark, line_items_url, url in left:
            remove_column(connector, memory, mark, line_items_url, url)
    except (OddLineItemError, ServiceRefusedError, OutboundError) as error:
        raise TryLaterError("the platform does not let us remove a test column") from error


def ask_for_checks(*, now: datetime) -> None:
    """See to it that each active registration is checked every week; a new one for the first time in some minutes."""
    asked = set(db.session.scalars(select(Job.subject).where(Job.kind == CHECK_KIND)))
    for registration_id in db.session.scalars(select(Registration.id).where(Registration.status == "active")):
        if registration_id.hex not in asked:
            request_job(CHECK_KIND, registration_id.hex, due_at=now + FIRST, now=now)
