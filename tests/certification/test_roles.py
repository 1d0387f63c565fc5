"""RP: roles that must not make an instructor."""

import pytest

from tests.certification.rows import INSTRUCTOR, LEARNER, V2, accept_claims, put, row
from tests.harness.house import House


@pytest.mark.parametrize(
    "roles",
    [
        row("RP01", [f"{V2}/institution/person#Instructor"]),
        row("RP02", [f"{V2}/institution/person#Faculty", f"{V2}/institution/person#Staff"]),
        row("RP03", [f"{V2}/system/person#Administrator"]),
        row("RP05", [LEARNER, f"{V2}/institution/person#Instructor"]),
        row("RP06", [f"{V2}/membership/Learner#Instructor"]),
        row("RP08", ["http://evil.example/vocab/membership#Instructor"]),
        row("RP09", [f"{V2}/unknown#Instructor"]),
        row("RP11", [f"{V2}/membership#NonInstructor"]),
        row("RP13", ["AssistantInstructorOfNothing"]),
        row("RP15", ["urn:lti:instrole:ims/lis/Instructor"]),
        row("RP18", [f"{V2}/membership#Mentor"]),
    ],
)
def test_no_instructor(house: House, roles: list[str]) -> None:
    _, session = accept_claims(house, put("lti:roles", roles), "dana")
    assert session["role"] == "learner"


def test_an_instructor_is_one(house: House) -> None:
    """Else the rows above would prove nothing."""
    _, session = accept_claims(house, put("lti:roles", [INSTRUCTOR]), "dana")
    assert session["role"] == "instructor"
