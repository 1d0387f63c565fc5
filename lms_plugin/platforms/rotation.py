"""Changing our signing keys without a refused signature: published long before use, and long after.

Platforms keep our key set for an hour, some for a day. So a new key is published at once and signs only after
PUBLISH_AHEAD; the old one stays published for KEEP_PUBLISHED after the new one took over, then retires, and its
private half is deleted. When a key signed last follows from its successor's `signs_from`, so nothing is written as
keys are used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import select, update

from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.platforms.keys import forget_parsed, list_keys, make_key
from lms_plugin.platforms.models import ToolKey

PUBLISH_AHEAD = timedelta(hours=24)
# What a key signed in its last second lives for minutes, and the slowest process reads the key half a minute late.
KEEP_PUBLISHED = timedelta(hours=25)

KeyState = Literal["next", "signing", "published", "retired"]

log = structlog.get_logger()


@dataclass(frozen=True)
class KeyStanding:
    """A key as it stands: `next` waits to sign, `signing` does, `published` did and is still shown, `retired` is gone.

    `until` is when that changes by itself; None where it does not.
    """

    key: ToolKey
    state: KeyState
    until: datetime | None


def key_standings(now: datetime) -> list[KeyStanding]:
    """All keys, newest first, each with its state."""
    found: list[KeyStanding] = []
    successor: datetime | None = None
    for key in list_keys():
        if key.retired_at is not None:
            found.append(KeyStanding(key, "retired", None))
            continue
        if key.signs_from > now:
            found.append(KeyStanding(key, "next", key.signs_from))
        elif successor is None or successor > now:
            found.append(KeyStanding(key, "signing", successor))
        else:
            found.append(KeyStanding(key, "published", successor + KEEP_PUBLISHED))
        successor = key.signs_from
    return found


def rotate_key(key_secret: str, *, now: datetime) -> ToolKey:
    """Publish the next key, to sign after PUBLISH_AHEAD, or give the one that waits. A first key signs at once."""
    _queue_up()
    standings = key_standings(now)
    for standing in standings:
        if standing.state == "next":
            return standing.key
    signs = any(standing.state == "signing" for standing in standings)
    key = make_key(key_secret, now=now, signs_from=now + PUBLISH_AHEAD if signs else now)
    log.info("key_published", kid=key.kid, signs_from=key.signs_from.isoformat())
    return key


def replace_keys(key_secret: str, *, now: datetime) -> ToolKey:
    """For a key that leaked: a new one signs at once, and all others are gone from our key set at once.

    A platform that keeps our old key set refuses what we sign until it reads the new one.
    """
    _queue_up()
    _retire([standing.key.kid for standing in key_standings(now) if standing.state != "retired"], now)
    key = make_key(key_secret, now=now)
    log.warning("keys_replaced", kid=key.kid)
    return key


def rotate_by_age(key_secret: str, *, days: int, now: datetime) -> None:
    """The worker's turn: publish the next key when the one that signs is `days` old (0: never), retire what is due."""
    standings = key_standings(now)
    due = [each.key.kid for each in standings if each.state == "published" and each.until and each.until <= now]
    if due:
        _retire(due, now)
    signing = next((each.key for each in standings if each.state == "signing"), None)
    if days and signing is not None and signing.signs_from + timedelta(days=days) <= now:
        rotate_key(key_secret, now=now)


def _queue_up() -> None:
    """Two workers that rotate at once: the second waits here, and then sees the first one's key."""
    db.session.execute(select(ToolKey.kid).order_by(ToolKey.kid).with_for_update()).all()


def _retire(kids: list[str], now: datetime) -> None:
    db.session.execute(
        update(ToolKey)
        .where(ToolKey.kid.in_(kids), ToolKey.retired_at.is_(None))
        .values(retired_at=now, private_pem=None)
    )
    db.session.expire_all()
    forget_parsed()
    log.info("keys_retired", kids=kids)


def record_key(verb: str, key: ToolKey, *, actor: Actor, now: datetime) -> None:
    """An audit event about one of our keys, such as "key.rotated"."""
    details: JsonObject = {"new": {"signs_from": key.signs_from.isoformat()}}
    record_event(f"key.{verb}", actor=actor, subject_kind="key", subject_id=key.kid, details=details, now=now)
