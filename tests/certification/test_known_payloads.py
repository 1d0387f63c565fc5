"""CB, CT, CS: the certification guide's bad payloads and valid launches (6.1.1 to 6.1.3)."""

import pytest

from tests.certification.rows import (
    INSTRUCTOR,
    LEARNER,
    PII,
    V2,
    Change,
    accept_claims,
    both,
    drop,
    put,
    refuse,
    refuse_claims,
    row,
    same,
)
from tests.harness.house import House
from tests.unit.launches import desk


@pytest.mark.parametrize(("kid", "reason"), [row("CB01", None, "no_kid"), row("CB02", "not-there", "unknown_kid")])
def test_bad_header(house: House, kid: str | None, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    token = house.platform.platform.sign(desk.claims_for(house, begun.nonce), {"kid": kid})
    fields = {"state": begun.state, "id_token": token}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        row("CB03", put("lti:version", "11.3"), "bad_version"),
        row("CB04", drop("lti:version"), "bad_version"),
        row("CB05", lambda claims: {"name": "badltilaunch"}, "wrong_issuer"),
        row("CB06", drop("lti:version", "lti:message_type", "lti:deployment_id", "sub", "lti:roles"), "bad_version"),
        row("CB07", both(put("iat", 11111), put("exp", 22222)), "expired"),
        row("CB08", drop("lti:message_type"), "bad_message_type"),
        row("CB09", drop("lti:roles"), "bad_roles"),
        row("CB10", drop("lti:deployment_id"), "bad_deployment_id"),
        row("CB11", drop("lti:resource_link"), "bad_resource_link"),
        row("CB12", drop("sub"), "bad_sub"),
    ],
)
def test_bad_payload(house: House, change: Change, reason: str) -> None:
    refuse_claims(house, change, reason)


def rows(group: str, role: str, short: str, own: str) -> list[object]:
    """The nine launches of a role; `own` is the role that a person has who is known by that role's name."""
    unknown = "http://purl.imsglobal.org/vocab/lis/v2/unknown/unknown#Helper"
    several = [role, f"{V2}/institution/person#Faculty", f"{V2}/system/person#User"]
    return [
        row(f"{group}01", same, own),
        row(f"{group}02", put("lti:roles", several), own),
        row(f"{group}03", put("lti:roles", [short]), own),
        row(f"{group}04", put("lti:roles", [unknown]), "learner"),
        row(f"{group}05", put("lti:roles", []), "learner"),
        row(f"{group}06", drop("name", "given_name", "family_name", "lti:lis"), own),
        row(f"{group}07", drop("email", "lti:lis"), own),
        row(f"{group}08", drop(*PII), own),
        row(f"{group}09", drop("name", "given_name", "family_name", "lti:lis", "lti:context"), own),
    ]


@pytest.mark.parametrize(("change", "role"), rows("CT", INSTRUCTOR, "Instructor", "instructor"))
def test_valid_teacher_launch(house: House, change: Change, role: str) -> None:
    _, session = accept_claims(house, change, "dana")
    assert (session["sub"], session["role"], session["resource_link"]) == ("dana", role, "3")


@pytest.mark.parametrize(("change", "role"), rows("CS", LEARNER, "Learner", "learner"))
def test_valid_student_launch(house: House, change: Change, role: str) -> None:
    _, session = accept_claims(house, change, "bertil")
    assert (session["sub"], session["role"], session["resource_link"]) == ("bertil", role, "3")
