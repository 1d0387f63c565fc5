"""The commands around registration by link, and our keys."""

import json
import re
from uuid import UUID

from lms_plugin.app import create_app
from lms_plugin.core.db.base import db
from lms_plugin.platforms.approvals import hold_deployment
from tests.functional.commands.conftest import Installation

LMS = "https://lms.example.org"
ADD = (
    *("platforms", "add", "--issuer", LMS, "--client-id", "client", "--auth-login-url", f"{LMS}/auth"),
    *("--auth-token-url", f"{LMS}/token", "--jwks-url", f"{LMS}/certs"),
)
LINK = re.compile(r"https://learning\.example\.org/lti/register\?invite=[\w-]{32}\n")


def hold(deployment_id: str, registration: str) -> None:
    """As a launch from an unknown deployment does."""
    app = create_app()
    with app.app_context():
        hold_deployment(UUID(registration), deployment_id)
        db.session.remove()
        db.engine.dispose()


def test_a_link_is_printed_and_listed_without_its_secret(installation: Installation) -> None:
    link = installation.do("platforms", "invite", "--name", "Lakeside", "--days", "2")
    assert LINK.fullmatch(link)
    listed = installation.do("platforms", "invitations")
    assert re.fullmatch(r"[\w-]{36}  Lakeside  open  until \d{4}-\d\d-\d\d \d\d:\d\d UTC\n", listed)
    assert link.strip().split("=")[1] not in listed


def test_a_link_is_withdrawn(installation: Installation) -> None:
    installation.do("platforms", "invite")
    invitation = installation.do("platforms", "invitations").split()[0]
    installation.do("platforms", "withdraw", invitation)
    assert "withdrawn" in installation.do("platforms", "invitations")
    assert "no unused invitation" in installation.fail("platforms", "withdraw", invitation)


def test_which_hospital_invites(installation: Installation) -> None:
    installation.do("tenants", "add", "Lakeside")
    installation.do("tenants", "add", "Hillside")
    assert "Name one with --tenant" in installation.fail("platforms", "invite")
    assert LINK.fullmatch(installation.do("platforms", "invite", "--tenant", "Lakeside"))


def test_a_link_for_one_registration(installation: Installation) -> None:
    registration = installation.do(*ADD).strip()
    assert LINK.fullmatch(installation.do("platforms", "invite", "--update", registration))
    missing = "00000000-0000-7000-8000-000000000000"
    assert "no registration" in installation.fail("platforms", "invite", "--update", missing)


def test_a_waiting_deployment_is_approved(installation: Installation) -> None:
    registration = installation.do(*ADD).strip()
    hold("9:abc", registration)
    assert "deployment 9:abc  pending  no hospital yet" in installation.do("platforms", "list")
    installation.do("platforms", "approve", registration, "--deployment-id", "9:abc")
    [listed] = json.loads(installation.do("platforms", "list", "--json"))
    assert listed["deployments"] == [{"deployment_id": "9:abc", "status": "active", "tenant": "Our hospital"}]
    assert "no deployment" in installation.fail("platforms", "approve", registration, "--deployment-id", "8")


def test_new_deployments_at_once(installation: Installation) -> None:
    registration = installation.do(*ADD).strip()
    installation.do("platforms", "accept", registration, "--new-deployments")
    installation.do("platforms", "accept", registration, "--no-new-deployments")
    assert "Missing option" in installation.fail("platforms", "accept", registration)


def test_keys_are_rotated(installation: Installation) -> None:
    installation.do(*ADD)
    [first] = installation.do("keys", "list").splitlines()
    assert first.endswith("  signing")
    made = installation.do("keys", "rotate").split()[0]
    following, signing = installation.do("keys", "list").splitlines()
    assert following.startswith(made)
    assert following.endswith("  next: published already, does not sign yet")
    assert "  signing until " in signing
    assert installation.do("keys", "rotate").split()[0] == made


def test_a_leaked_key_is_replaced(installation: Installation) -> None:
    installation.do(*ADD)
    said = installation.do("keys", "rotate", "--now")
    assert "gone from our key set at once" in said
    assert "No score is lost" in said
    new, old = installation.do("keys", "list").splitlines()
    assert new.endswith("  signing")
    assert "  retired " in old
