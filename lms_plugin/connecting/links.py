"""One-use links that this administrator made in this sign-in: their own browser keeps the secret, we keep its hash.

So a link can be shown and copied again by the one who has seen it, and by nobody else; signing out forgets it.
"""

from uuid import UUID

from flask import session

from lms_plugin.platforms.invitations import NewInvitation

KEY = "links"
KEPT = 6


def keep_link(made: NewInvitation) -> None:
    """Remember a link that was just made."""
    kept = dict(list(session.get(KEY, {}).items())[-(KEPT - 1) :])
    session[KEY] = kept | {str(made.id): made.secret}


def find_link(invitation_id: UUID, public_url: str) -> str | None:
    """The address of a link made in this sign-in."""
    secret = session.get(KEY, {}).get(str(invitation_id))
    return f"{public_url}/lti/register?invite={secret}" if secret else None
