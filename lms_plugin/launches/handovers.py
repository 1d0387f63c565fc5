"""Moving a launch from its frame to a window of its own, which is another cookie partition: a one-use address.

The address is signed and carries the handover's secret and the frame's browser cookie; the database keeps only hashes.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import update

from lms_plugin.core.db.base import db
from lms_plugin.launches.errors import HandoverRefusedError, LaunchOverError
from lms_plugin.launches.models import Handover, LaunchSession
from lms_plugin.launches.reading import read_session
from lms_plugin.launches.services import check_alive, hash_secret

LIFE = timedelta(minutes=1)
MAX_TOKEN = 1024


@dataclass(frozen=True)
class OpenedWindow:
    """What the window's browser partition gets: the launch's new secret, and the frame's browser cookie."""

    launch_id: str
    secret: str
    browser: str
    idle_minutes: int | None


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="handover")


def make_handover(launch_id: str, browser: str, *, secret_key: str, now: datetime) -> str:
    """The token of a new handover address; good once, for a minute."""
    secret = secrets.token_urlsafe(32)
    db.session.add(Handover(secret_hash=hash_secret(secret), launch_id=launch_id, expires_at=now + LIFE, used_at=None))
    db.session.flush()
    return _serializer(secret_key).dumps([secret, browser])


def _read_token(token: str, secret_key: str) -> tuple[str, str]:
    try:
        secret, browser = _serializer(secret_key).loads(token[:MAX_TOKEN])
    except (BadData, ValueError, TypeError):
        raise HandoverRefusedError("The address of this window is not one of ours.") from None
    return secret, browser


def open_handover(token: str, *, secret_key: str, now: datetime) -> OpenedWindow:
    """Spend a handover: the launch counts as opened anew, in the window, and the frame's secret is void.

    Raises HandoverRefusedError, and LaunchOverError where the launch itself is over or closed by somebody else's.
    """
    secret, browser = _read_token(token, secret_key)
    spend = update(Handover).values(used_at=now).where(Handover.used_at.is_(None))
    launch_id = db.session.execute(
        spend.where(Handover.secret_hash == hash_secret(secret), Handover.expires_at > now).returning(
            Handover.launch_id
        )
    ).scalar_one_or_none()
    if launch_id is None:
        raise HandoverRefusedError("The address of this window was used before, or is older than a minute.")
    # Other addresses that the frame asked for end with its secret.
    db.session.execute(spend.where(Handover.launch_id == launch_id))
    browser_hash = hash_secret(browser)
    row = read_session(launch_id, browser_hash)
    if row is None:
        raise LaunchOverError("Your place in this course has ended, as your LMS tells us.")
    check_alive(row, now=now)
    opened = OpenedWindow(launch_id, secrets.token_urlsafe(32), browser, row.idle_minutes)
    db.session.execute(
        update(LaunchSession)
        .where(LaunchSession.id == launch_id)
        .values(
            moved_secret_hash=row.secret_hash,
            secret_hash=hash_secret(opened.secret),
            browser_hash=browser_hash,
            opened_at=now,
        )
    )
    return opened
