"""Opening a launch session, knowing it again at each request, and ending it."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_launch_id
from lms_plugin.launches.deep_linking import keep_request
from lms_plugin.launches.errors import LaunchOverError, MovedError, SomeoneElseError
from lms_plugin.launches.models import LaunchSession
from lms_plugin.lti.errors import refuse_stale
from lms_plugin.lti.verify import VerifiedLaunch
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.roster.models import Context, Membership, ResourceLink, User
from lms_plugin.roster.services import Arrival

LIFE = timedelta(hours=8)


def hash_secret(value: str) -> str:
    """What the database keeps of a cookie: useless to whoever reads the database."""
    return sha256(value.encode()).hexdigest()


@dataclass(frozen=True)
class OpenedLaunch:
    """A new session, with the secret that only the browser gets."""

    launch_id: str
    secret: str


def _origin(address: str | None) -> str | None:
    if address is None:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def open_session(verified: VerifiedLaunch, arrival: Arrival, *, browser: str, now: datetime) -> OpenedLaunch:
    """Spend the nonce and open the session, in one INSERT. Raises LaunchRefusedError where the nonce was used."""
    launch, request = verified.launch, verified.launch.deep_linking
    opened = OpenedLaunch(new_launch_id(), secrets.token_urlsafe(32))
    db.session.add(
        LaunchSession(
            id=opened.launch_id,
            tenant_id=arrival.tenant_id,
            registration_id=verified.registration.id,
            nonce=launch.nonce,
            secret_hash=hash_secret(opened.secret),
            browser_hash=hash_secret(browser),
            user_id=arrival.user_id,
            context_id=arrival.context_id,
            resource_link_id=arrival.resource_link_id,
            message=launch.message_type,
            role=arrival.role,
            frame_origin=_origin(launch.return_url or (request.return_url if request else None)),
            return_url=launch.return_url,
            details={"locale": launch.locale, "platform_name": launch.platform_name, **keep_request(launch)},
            opened_at=now,
            expires_at=now + LIFE,
            ended_at=None,
            moved_secret_hash=None,
        )
    )
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise refuse_stale("replayed", "the nonce of this launch was used before") from error
    return opened


def session_query(launch_id: str, browser_hash: str) -> Any:
    """Session, person, membership, course, link and hospital in one statement.

    A later launch of another person counts whether it came under the browser's cookie of then or of now.
    """
    later = aliased(LaunchSession)
    superseded = (
        exists()
        .where(
            or_(later.browser_hash == LaunchSession.browser_hash, later.browser_hash == browser_hash),
            later.opened_at > LaunchSession.opened_at,
            later.user_id != LaunchSession.user_id,
        )
        .label("superseded")
    )
    return (
        select(
            LaunchSession,
            superseded,
            User.sub,
            User.name,
            User.display,
            User.status.label("user_status"),
            Membership.status.label("membership_status"),
            Context.lti_id.label("context_lti_id"),
            Context.title.label("context_title"),
            ResourceLink.lti_id.label("link_lti_id"),
            ResourceLink.activity_id,
            ResourceLink.line_item_url,
            Registration.frame_origins,
            Deployment.idle_minutes,
            Tenant.timezone,
            Tenant.title,
        )
        .join(User, User.id == LaunchSession.user_id)
        .join(
            Membership,
            and_(Membership.context_id == LaunchSession.context_id, Membership.user_id == LaunchSession.user_id),
        )
        .join(Context, Context.id == LaunchSession.context_id)
        .join(Deployment, Deployment.id == Context.deployment_pk)
        .join(Registration, Registration.id == LaunchSession.registration_id)
        .join(Tenant, Tenant.id == LaunchSession.tenant_id)
        .outerjoin(ResourceLink, ResourceLink.id == LaunchSession.resource_link_id)
        .where(LaunchSession.id == launch_id)
    )


def find_session(launch_id: str, *, secret: str | None, browser: str | None, now: datetime) -> Row[Any]:
    """The session of a request, in one statement.

    The browser's cookie may have been overwritten by a frame that raced with this one: beside a valid secret that is
    no reason to refuse (`rebind_browser`). Raises SomeoneElseError (another person's launch came from this browser
    since), MovedError (the frame of a launch that went to a window) and LaunchOverError (everything else: no such
    launch, wrong cookies, ended, too old, no longer a member).
    """
    if not browser:
        raise LaunchOverError("This page has closed itself, or your browser keeps no cookie of it.")
    presented = hash_secret(browser)
    row: Row[Any] | None = db.session.execute(session_query(launch_id, presented)).one_or_none()
    if row is None:
        raise LaunchOverError("This page has closed itself.")
    session: LaunchSession = row.LaunchSession
    fits, moved = _matches(session.secret_hash, secret), _matches(session.moved_secret_hash, secret)
    if not (fits or moved or hmac.compare_digest(session.browser_hash, presented)):
        raise LaunchOverError("This page has closed itself.")
    check_alive(row, now=now)
    if moved:
        raise MovedError("Go on there.").of(session)
    if not fits:
        raise LaunchOverError("Nothing happened here for a while, so this page closed itself.").of(session)
    if row.user_status != "active" or row.membership_status != "active":
        raise LaunchOverError("Your place in this course has ended, as your LMS tells us.")
    return row


def check_alive(row: Row[Any], *, now: datetime) -> None:
    """Refuse a session (a row of `session_query`) that another person's launch has closed, or that is over."""
    session: LaunchSession = row.LaunchSession
    if row.superseded:
        raise SomeoneElseError("Someone else has opened a lesson on this computer.").of(session)
    if session.ended_at is not None or session.expires_at <= now:
        raise LaunchOverError("This page was open for a long time, so it closed itself.").of(session)


def _matches(known: str | None, secret: str | None) -> bool:
    return known is not None and bool(secret) and hmac.compare_digest(known, hash_secret(secret or ""))


def rebind_browser(session: LaunchSession, browser: str) -> None:
    """Take over a browser cookie that has changed since the launch. Called for requests that may write."""
    browser_hash = hash_secret(browser)
    if session.browser_hash != browser_hash:
        session.browser_hash = browser_hash
        db.session.flush()


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
