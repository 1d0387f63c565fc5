"""From a verified launch to an open session: roster, grade column and nonce, in one transaction."""

from datetime import datetime

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.services import resolve_activity
from lms_plugin.grades.services import note_line_item
from lms_plugin.launches.services import OpenedLaunch, open_session
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.verify import VerifiedLaunch
from lms_plugin.platforms.approvals import hold_deployment, take_new_deployment
from lms_plugin.roster.refresh import request_roster
from lms_plugin.roster.services import Arrival, record_arrival


def enter(verified: VerifiedLaunch, *, browser: str, now: datetime, framed: bool | None = None) -> OpenedLaunch:
    """Take in a launch: two statements where nothing changed. Raises LaunchRefusedError.

    A deployment not seen before is let in where its registration says so; else it waits for approval, and the launch
    is refused.
    """
    try:
        arrival = _arrive(verified, now)
    except LaunchRefusedError as error:
        if error.reason != "unknown_deployment":
            raise
        arrival = _arrive_anew(verified, error, now)
    opened = open_session(verified, arrival, browser=browser, now=now, framed=framed)
    if arrival.grades_changed and arrival.resource_link_id is not None:
        note_line_item(arrival.resource_link_id, registration_id=verified.registration.id, now=now)
    if arrival.roster_changed:
        request_roster(arrival.context_id, now=now)
    return opened


def _arrive(verified: VerifiedLaunch, now: datetime) -> Arrival:
    return record_arrival(
        verified.launch, registration_id=verified.registration.id, find_activity=resolve_activity, now=now
    )


def _arrive_anew(verified: VerifiedLaunch, refusal: LaunchRefusedError, now: datetime) -> Arrival:
    registration_id, deployment_id = verified.registration.id, verified.launch.deployment_id
    if take_new_deployment(registration_id, deployment_id):
        return _arrive(verified, now)
    db.session.rollback()
    hold_deployment(registration_id, deployment_id)
    raise refusal
