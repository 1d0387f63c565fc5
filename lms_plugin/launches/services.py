"""Opening a launch session, knowing it again at each request, and ending it."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, and_, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_launch_id
from lms_plugin.launches.deep_linking import keep_request
from lms_plugin.launches.errors import LaunchOverError, SomeoneElseError
from lms_plugin.launches.models import LaunchSession
from lms_plugin.lti.errors import refuse_stale
from lms_plugin.lti.verify import VerifiedLaunch
from lms_plugin.platforms.models import Registration, Tenant
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
        )
    )
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise refuse_stale("replayed", "the nonce of this launch was used before") from error
    return opened


def _session_query(launch_id: str) -> Any:
    """Session, person, membership, course, link and hospital in one statement."""
    later = aliased(LaunchSession)
    superseded = (
        exists()
        .where(
            later.browser_hash == LaunchSession.browser_hash,
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
            Tenant.timezone,
            Tenant.title,
        )
        .join(User, User.id == LaunchSession.user_id)
        .join(
            Membership,
            and_(Membership.context_id == LaunchSession.context_id, Membership.user_id == LaunchSession.user_id),
        )
        .join(Context, Context.id == LaunchSession.context_id)
        .join(Registration, Registration.id == LaunchSession.registration_id)
        .join(Tenant, Tenant.id == LaunchSession.tenant_id)
        .outerjoin(ResourceLink, ResourceLink.id == LaunchSession.resource_link_id)
        .where(LaunchSession.id == launch_id)
    )


def find_session(launch_id: str, *, secret: str | None, browser: str | None, now: datetime) -> Row[Any]:
    """The session of a request, in one statement.

    Raises SomeoneElseError (another person's launch came from this browser since) and LaunchOverError (everything
    else: no such launch, wrong cookies, ended, too old, no longer a member).
    """
    if not secret or not browser:
        raise LaunchOverError("This page has closed itself, or your browser keeps no cookie of it.")
    row: Row[Any] | None = db.session.execute(_session_query(launch_id)).one_or_none()
    if row is None or not hmac.compare_digest(row.LaunchSession.secret_hash, hash_secret(secret)):
        raise LaunchOverError("This page has closed itself.")
    session = row.LaunchSession
    same_browser = hmac.compare_digest(session.browser_hash, hash_secret(browser))
    if row.superseded:
        raise _with_way_back(SomeoneElseError("Someone else has opened a lesson on this computer."), session)
    if session.ended_at is not None or session.expires_at <= now or not same_browser:
        raise _with_way_back(LaunchOverError("This page was open for a long time, so it closed itself."), session)
    if row.user_status != "active" or row.membership_status != "active":
        raise LaunchOverError("Your place in this course has ended, as your LMS tells us.")
    return row


def _with_way_back(error: LaunchOverError, session: LaunchSession) -> LaunchOverError:
    error.return_url = session.return_url
    return error


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
