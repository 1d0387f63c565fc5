"""From a verified launch to an open session: roster, grade column and nonce, in one transaction."""

from datetime import datetime

from lms_plugin.curriculum.services import resolve_activity
from lms_plugin.grades.services import note_line_item
from lms_plugin.launches.services import OpenedLaunch, open_session
from lms_plugin.lti.verify import VerifiedLaunch
from lms_plugin.roster.refresh import request_roster
from lms_plugin.roster.services import record_arrival


def enter(verified: VerifiedLaunch, *, browser: str, now: datetime) -> OpenedLaunch:
    """Take in a launch: two statements where nothing changed. Raises LaunchRefusedError."""
    arrival = record_arrival(
        verified.launch, registration_id=verified.registration.id, find_activity=resolve_activity, now=now
    )
    opened = open_session(verified, arrival, browser=browser, now=now)
    if arrival.grades_changed and arrival.resource_link_id is not None:
        note_line_item(arrival.resource_link_id, registration_id=verified.registration.id, now=now)
    if arrival.roster_changed:
        request_roster(arrival.context_id, now=now)
    return opened
