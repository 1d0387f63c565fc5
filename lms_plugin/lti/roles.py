"""What a person may do here, from the roles the platform names: exact lookup, and all else means learner.

LTI 1.3 Core, appendix A.2. Only roles in the launched course count: somebody who teaches at the institution is a
learner here until the course says otherwise.
"""

from collections.abc import Iterable

from lms_plugin.core.web.viewer import Role

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

_SUB_ROLES = {
    "Instructor": (
        "ExternalInstructor",
        "Grader",
        "GuestInstructor",
        "Lecturer",
        "PrimaryInstructor",
        "SecondaryInstructor",
        "TeachingAssistant",
        "TeachingAssistantGroup",
        "TeachingAssistantOffering",
        "TeachingAssistantSection",
        "TeachingAssistantSectionAssociation",
        "TeachingAssistantTemplate",
    ),
    "Administrator": (
        "Administrator",
        "Developer",
        "ExternalDeveloper",
        "ExternalSupport",
        "ExternalSystemAdministrator",
        "Support",
        "SystemAdministrator",
    ),
}
TEACHING = frozenset(
    [
        *_SUB_ROLES,  # the short names, allowed for context roles alone
        *(f"{MEMBERSHIP}#{role}" for role in _SUB_ROLES),
        *(f"{MEMBERSHIP}/{role}#{sub}" for role, subs in _SUB_ROLES.items() for sub in subs),
    ]
)


def role_of(roles: Iterable[str]) -> Role:
    """`instructor` where one of the roles teaches in this course, else `learner`."""
    return "instructor" if TEACHING.intersection(roles) else "learner"


def is_test_user(roles: Iterable[str]) -> bool:
    """Canvas's student view: a person who does not exist, for whom no grade is kept."""
    return TEST_USER in set(roles)
