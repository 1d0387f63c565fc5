"""Registration tokens: each lets one tool register once, within an hour."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.platform.store import Store

LIFE = 3600.0  # seconds


@dataclass(frozen=True)
class Invitation:
    """What an administrator allowed. `updates` is the client id of the tool that is registered anew, or empty."""

    token: str
    url: str
    expires: float
    allowed: frozenset[str]
    updates: str
    used: bool = False

    def address(self, settings: PlatformSettings) -> str:
        """The tool's registration address with our parameters; its own query is kept."""
        parts = urlsplit(self.url)
        ours = urlencode({"openid_configuration": settings.configuration_url, "registration_token": self.token})
        return urlunsplit(parts._replace(query=f"{parts.query}&{ours}" if parts.query else ours))


def invite(store: Store, url: str, allowed: frozenset[str], updates: str, now: float) -> Invitation:
    invitation = Invitation(secrets.token_urlsafe(32), url, now + LIFE, allowed, updates)
    with store.writing() as rows:
        rows.execute("DELETE FROM registration WHERE expires < ?", (now - LIFE,))
        rows.execute(
            "INSERT INTO registration VALUES (?, ?, ?, ?, ?, 0)",
            (invitation.token, url, invitation.expires, " ".join(sorted(allowed)), updates),
        )
    return invitation


def find_invitation(store: Store, token: str) -> Invitation | None:
    row = store.row("SELECT * FROM registration WHERE token = ?", (token,))
    if row is None:
        return None
    allowed = frozenset(row["allowed"].split())
    return Invitation(row["token"], row["url"], row["expires"], allowed, row["updates"], bool(row["used"]))


def spend(store: Store, invitation: Invitation) -> bool:
    """Use it up. False: another request was faster."""
    return store.write("UPDATE registration SET used = 1 WHERE token = ? AND NOT used", (invitation.token,)) == 1
