"""Opening a launch session, knowing it again at each request, and ending it."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.ids import new_launch_id
from lms_plugin.core.db.statements import Statement
from lms_plugin.core.outbound.addresses import origin_of
from lms_plugin.launches.deep_linking import keep_request
from lms_plugin.launches.errors import LaunchOverError, MovedError, SomeoneElseError
from lms_plugin.launches.models import LaunchSession
from lms_plugin.launches.reading import read_session
from lms_plugin.launches.reviewing import keep_review
from lms_plugin.lti.errors import refuse_stale
from lms_plugin.lti.verify import VerifiedLaunch
from lms_plugin.roster.models import User
from lms_plugin.roster.services import Arrival

LIFE = timedelta(hours=8)
# Any other text of an address never reaches the database: PostgreSQL takes no NUL.
LAUNCH_ID = re.compile(r"[0-9a-f]{32}\Z")

_OPEN = Statement(insert(table_of(LaunchSession)))


def hash_secret(value: str) -> str:
    """What the database keeps of a cookie: useless to whoever reads the database."""
    return sha256(value.encode()).hexdigest()


@dataclass(frozen=True)
class OpenedLaunch:
    """A new session, with the secret that only the browser gets."""

    launch_id: str
    secret: str


def open_session(
    verified: VerifiedLaunch, arrival: Arrival, *, browser: str, now: datetime, framed: bool | None = None
) -> OpenedLaunch:
    """Spend the nonce and open the session, in one INSERT. Raises LaunchRefusedError where the nonce was used.

    `framed` is whether the launch arrived inside a frame, None where the browser did not say.
    """
    launch, request = verified.launch, verified.launch.deep_linking
    frame = launch.return_url or (request.return_url if request else None)
    opened = OpenedLaunch(new_launch_id(), secrets.token_urlsafe(32))
    values = {
        "id": opened.launch_id,
        "tenant_id": arrival.tenant_id,
        "registration_id": verified.registration.id,
        "nonce": launch.nonce,
        "secret_hash": hash_secret(opened.secret),
        "browser_hash": hash_secret(browser),
        "user_id": arrival.user_id,
        "context_id": arrival.context_id,
        "resource_link_id": arrival.resource_link_id,
        "message": launch.message_type,
        "role": arrival.role,
        "standing": arrival.standing.name,
        "frame_origin": origin_of(frame) if frame else None,
        "return_url": launch.return_url,
        "details": {
            "locale": launch.locale,
            "platform_name": launch.platform_name,
            "framed": framed,
            **keep_request(launch),
            **keep_review(launch),
        },
        "opened_at": now,
        "expires_at": now + LIFE,
        "ended_at": None,
        "moved_secret_hash": None,
    }
    try:
        _OPEN.write(values)
    except IntegrityError as error:
        db.session.rollback()
        raise refuse_stale("replayed", "the nonce of this launch was used before") from error
    return opened


def find_session(launch_id: str, *, secret: str | None, browser: str | None, now: datetime) -> Any:
    """The session of a request, in one statement.

    The browser's cookie may have been overwritten by a frame that raced with this one: beside a valid secret that is
    no reason to refuse (`rebind_browser`). Raises SomeoneElseError (another person's launch came from this browser
    since), MovedError (the frame of a launch that went to a window) and LaunchOverError (everything else: no such
    launch, wrong cookies, ended, too old, no longer a member).
    """
    if not LAUNCH_ID.match(launch_id):
        raise LaunchOverError("This page has closed itself.")
    if not browser:
        raise LaunchOverError("This page has closed itself, or your browser keeps no cookie of it.")
    presented = hash_secret(browser)
    row = read_session(launch_id, presented)
    if row is None:
        raise LaunchOverError("This page has closed itself.")
    fits, moved = _matches(row.secret_hash, secret), _matches(row.moved_secret_hash, secret)
    if not (fits or moved or hmac.compare_digest(row.browser_hash, presented)):
        raise LaunchOverError("This page has closed itself.")
    check_alive(row, now=now)
    if moved:
        raise MovedError("Go on there.").of(row)
    if not fits:
        raise LaunchOverError("Nothing happened here for a while, so this page closed itself.").of(row)
    if row.user_status != "active" or row.membership_status != "active":
        raise LaunchOverError("Your place in this course has ended, as your LMS tells us.")
    if row.tenant_status != "active" or "disabled" in (row.registration_status, row.deployment_status):
        raise LaunchOverError("This tool was switched off for your LMS.")
    return row


def check_alive(row: Row[Any], *, now: datetime) -> None:
    """Refuse a session (as `read_session` gives it) that another person's launch has closed, or that is over."""
    if row.superseded:
        raise SomeoneElseError("Someone else has opened a lesson on this computer.").of(row)
    if row.ended_at is not None:
        raise LaunchOverError("You finished in another tab, or nothing happened here for a while.").of(row)
    if row.expires_at <= now:
        raise LaunchOverError("This page was open for a long time, so it closed itself.").of(row)


def _matches(known: str | None, secret: str | None) -> bool:
    return known is not None and bool(secret) and hmac.compare_digest(known, hash_secret(secret or ""))


def rebind_browser(row: Row[Any], browser: str) -> None:
    """Take over a browser cookie that has changed since the launch. Called for requests that may write."""
    browser_hash = hash_secret(browser)
    if row.browser_hash != browser_hash:
        db.session.execute(
            update(LaunchSession).where(LaunchSession.id == row.launch_id).values(browser_hash=browser_hash)
        )


def end_session(launch_id: str, *, now: datetime) -> None:
    """End a launch: its pages close."""
    db.session.execute(
        update(LaunchSession)
        .where(LaunchSession.id == launch_id, LaunchSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def set_display(viewer_user_id: Any, display: dict[str, Any]) -> None:
    """Keep how this person wants pages shown."""
    db.session.execute(update(User).where(User.id == viewer_user_id).values(display=display))


def find_way_back(browser: str, registration_id: UUID) -> str | None:
    """Where this browser's last accepted launch through a registration wanted to be led back to."""
    statement = (
        select(LaunchSession.return_url)
        .where(
            LaunchSession.browser_hash == hash_secret(browser),
            LaunchSession.registration_id == registration_id,
            LaunchSession.return_url.is_not(None),
        )
        .order_by(LaunchSession.opened_at.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
