"""Grades that the LMS refused for a person are tried again once that person has launched since.

Found by looking, not by being told: a launch stays at its two statements.
"""

from datetime import datetime

from sqlalchemy import exists, select

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Delivery
from lms_plugin.grades.services import free_parked
from lms_plugin.launches.models import LaunchSession


def free_grades_of_returned(*, now: datetime) -> None:
    """Make due again what was parked before its person's latest launch."""
    since = exists().where(LaunchSession.user_id == Delivery.user_id, LaunchSession.opened_at > Delivery.due_at)
    people = db.session.scalars(select(Delivery.user_id).where(Delivery.state == "parked", since).distinct()).all()
    if people:
        free_parked(people, now=now)
