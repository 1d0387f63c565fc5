"""What a person may do here, from the roles the platform names: one table, exact lookup, and all else means learner.

LTI 1.3 Core, appendix A.2. Only roles in the launched course open anything: somebody who teaches at the institution is
a learner here until the course says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lms_plugin.core.web.viewer import Role

VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2"
MEMBERSHIP = f"{VOCABULARY}/membership"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One row of the table: who it is, and what that person may do in the launched course.

    `sees`: others' progress and answers. `places`: choose what a link opens. `is_graded`: what this person does counts,
    and its grade goes to the LMS; of all others it is a preview that nobody's report holds.
    """

    name: str
    people: str
    why: str
    sees: bool = False
    places: bool = False
    is_graded: bool = False
    roles: frozenset[str] = frozenset()

    @property
    def role(self) -> Role:
        """`instructor` where others' work in this course is open to this person, else `learner`."""
        return "instructor" if self.sees else "learner"


def _in_course(role: str, *subs: str) -> frozenset[str]:
    """The URI of a context role, its short name (allowed for context roles alone), and its sub-roles' URIs."""
    return frozenset({role, f"{MEMBERSHIP}#{role}", *(f"{MEMBERSHIP}/{role}#{sub}" for sub in subs)})


INSTRUCTOR = Standing(
    name="instructor",
    people="Instructors of the course and administrators of the course",
    why="They answer for what is in the course.",
    sees=True,
    places=True,
    roles=_in_course(
        "Instructor",
        "ExternalInstructor",
        "GuestInstructor",
        "Lecturer",
        "PrimaryInstructor",
        "SecondaryInstructor",
    )
    | _in_course(
        "Administrator",
        "Administrator",
        "Developer",
        "ExternalDeveloper",
        "ExternalSupport",
        "ExternalSystemAdministrator",
        "Support",
        "SystemAdministrator",
    ),
)
DESIGNER = Standing(
    name="designer",
    people="Content developers of the course",
    why="They build the course and need no look at people's answers.",
    places=True,
    roles=_in_course("ContentDeveloper", "ContentDeveloper", "ContentExpert", "ExternalContentExpert", "Librarian"),
)
ASSISTANT = Standing(
    name="assistant",
    people="Teaching assistants and graders",
    why="They help. Open edX names its Community TAs so: volunteers, who must not change a course.",
    sees=True,
    roles=frozenset(
        f"{MEMBERSHIP}/Instructor#{sub}"
        for sub in (
            "Grader",
            "TeachingAssistant",
            "TeachingAssistantGroup",
            "TeachingAssistantOffering",
            "TeachingAssistantSection",
            "TeachingAssistantSectionAssociation",
            "TeachingAssistantTemplate",
        )
    ),
)
TEST = Standing(
    name="test",
    people="Test users (Canvas's student view)",
    why="They do not exist.",
    roles=frozenset({TEST_USER}),
)
LEARNER = Standing(
    name="learner",
    people="Learners, and whoever comes with a role that is not in this table or with none",
    why="Training counts for everybody whom the course does not name as something else.",
    is_graded=True,
    roles=_in_course("Learner", "ExternalLearner", "GuestLearner", "Instructor", "Learner", "NonCreditLearner"),
)
OBSERVER = Standing(
    name="observer",
    people="Mentors and observers; administrators of the institution or system without a role in the course",
    why="They look at the content. An LMS keeps no grade for them, and nobody's answers are theirs to see.",
    roles=_in_course(
        "Mentor",
        "Advisor",
        "Auditor",
        "ExternalAdvisor",
        "ExternalAuditor",
        "ExternalLearningFacilitator",
        "ExternalMentor",
        "ExternalReviewer",
        "ExternalTutor",
        "LearningFacilitator",
        "Mentor",
        "Reviewer",
        "Tutor",
    )
    | {
        f"{VOCABULARY}/{place}/person#{role}"
        for place in ("institution", "system")
        for role in ("Administrator", "Observer", "SysAdmin", "SysSupport", "AccountAdmin", "Creator")
    },
)

# In this order: who has several roles stands where the first of these rows puts them.
TABLE = (TEST, INSTRUCTOR, ASSISTANT, DESIGNER, LEARNER, OBSERVER)
STANDINGS = {standing.name: standing for standing in TABLE}


def standing_of(roles: Iterable[str]) -> Standing:
    """The first row of the table that one of the roles is in; `LEARNER` where there is none.

    A teaching assistant may come with the plain instructor role beside it: platforms must send the principal role
    with a sub-role (LTI 1.3 Core, appendix A.2.3), so the plain one says nothing more then.
    """
    names = set(roles)
    found = next((standing for standing in TABLE if standing.roles & names), LEARNER)
    if found is INSTRUCTOR and names & INSTRUCTOR.roles <= {"Instructor", f"{MEMBERSHIP}#Instructor"}:
        return ASSISTANT if names & ASSISTANT.roles else INSTRUCTOR
    return found


def is_test_user(roles: Iterable[str]) -> bool:
    """Canvas's student view: a person who does not exist, for whom no grade is kept."""
    return TEST_USER in set(roles)
