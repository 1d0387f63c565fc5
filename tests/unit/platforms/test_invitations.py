"""Invitations: one use, an end, a hash alone; withdrawn, claimed and given back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.platforms.errors import InvitationBusyError, InvitationNotFoundError, InvitationRefusedError
from lms_plugin.platforms.invitations import (
    CLAIM,
    DEFAULT_DAYS,
    claim_invitation,
    get_invitation,
    invite,
    invite_to_update,
    list_invitations,
    release_invitation,
    spend_invitation,
    withdraw_invitation,
)
from lms_plugin.platforms.models import Invitation
from lms_plugin.platforms.services import choose_tenant, register_platform

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LMS = "https://lms.example.org"


@pytest.fixture
def registration_id(app: Flask) -> UUID:
    return register_platform(
        tenant=choose_tenant(None, timezone="UTC"),
        issuer=LMS,
        client_id="client",
        auth_login_url=f"{LMS}/auth",
        auth_token_url=f"{LMS}/token",
        jwks_url=f"{LMS}/certs",
    ).id


def refused(secret: str, now: datetime = NOW) -> str:
    with pytest.raises(InvitationRefusedError) as caught:
        get_invitation(secret, now=now)
    assert caught.value.status == 403
    return caught.value.reason


def test_the_secret_is_kept_as_a_hash(app: Flask) -> None:
    made = invite(now=NOW)
    row = db.session.scalars(select(Invitation)).one()
    assert made.secret not in str(vars(row))
    assert made.address("https://tool.example") == f"https://tool.example/lti/register?invite={made.secret}"
    assert len(made.secret) >= 32


def test_good_for_a_week(app: Flask) -> None:
    made = invite(now=NOW)
    assert get_invitation(made.secret, now=NOW + timedelta(days=DEFAULT_DAYS, seconds=-1)).id == made.id
    assert refused(made.secret, NOW + timedelta(days=7)) == "invitation_expired"


@pytest.mark.parametrize("secret", ["", "x", "é" * 40])
def test_a_secret_that_is_none(app: Flask, secret: str) -> None:
    invite(now=NOW)
    assert refused(secret) == "invitation_unknown"


def test_withdrawn(app: Flask) -> None:
    made = invite(now=NOW)
    withdraw_invitation(made.id, now=NOW)
    assert refused(made.secret) == "invitation_withdrawn"
    with pytest.raises(InvitationNotFoundError):
        withdraw_invitation(made.id, now=NOW)


def test_spent(registration_id: UUID) -> None:
    made = invite(now=NOW)
    spend_invitation(made.id, registration_id, now=NOW)
    db.session.expire_all()
    assert refused(made.secret) == "invitation_used"
    with pytest.raises(InvitationRefusedError):
        spend_invitation(made.id, registration_id, now=NOW)
    with pytest.raises(InvitationNotFoundError):
        withdraw_invitation(made.id, now=NOW)


def test_a_second_click_waits(app: Flask) -> None:
    made = invite(now=NOW)
    claim_invitation(made.id, now=NOW)
    with pytest.raises(InvitationBusyError):
        claim_invitation(made.id, now=NOW + timedelta(seconds=1))
    release_invitation(made.id)
    claim_invitation(made.id, now=NOW + timedelta(seconds=2))


def test_a_claim_whose_process_died_ends(app: Flask) -> None:
    made = invite(now=NOW)
    claim_invitation(made.id, now=NOW)
    claim_invitation(made.id, now=NOW + CLAIM)


def test_to_update(registration_id: UUID) -> None:
    made = invite_to_update(registration_id, now=NOW)
    assert get_invitation(made.secret, now=NOW).updates_id == registration_id
    with pytest.raises(InvitationNotFoundError):
        invite_to_update(new_id(), now=NOW)


def test_newest_first_with_their_state(registration_id: UUID) -> None:
    old = invite(now=NOW - timedelta(days=9))
    used = invite(now=NOW - timedelta(days=1))
    fresh = invite(now=NOW, name="Lakeside")
    spend_invitation(used.id, registration_id, now=NOW)
    db.session.expire_all()
    assert [(each.id, each.state(NOW)) for each in list_invitations()] == [
        (fresh.id, "open"),
        (used.id, "used"),
        (old.id, "expired"),
    ]
