"""The people one can become. All made up; their addresses end in example.org (RFC 2606)."""

from dataclasses import dataclass

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
LEARNER = f"{MEMBERSHIP}#Learner"
INSTRUCTOR = f"{MEMBERSHIP}#Instructor"
MENTOR = f"{MEMBERSHIP}#Mentor"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
# Moodle gives a site administrator these three and no others.
ADMINISTRATOR = (
    INSTRUCTOR,
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
)


@dataclass(frozen=True)
class Person:
    sub: str
    given_name: str
    family_name: str
    work: str
    comes_to: str
    staff_number: str
    roles: tuple[str, ...]
    mail: str | None = None
    mentor_of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return self.given_name[:1] + self.family_name[:1]

    @property
    def email(self) -> str:
        """Their own, else one made of the name; empty where there is no name either."""
        if self.mail is not None:
            return self.mail
        return f"{self.given_name}.{self.family_name}@example.org".lower() if self.name else ""

    @property
    def teaches(self) -> bool:
        """May add activities to the course."""
        return INSTRUCTOR in self.roles

    @property
    def is_learner(self) -> bool:
        """Learners alone have a row in the gradebook; a teacher's student view has none."""
        return LEARNER in self.roles and TEST_USER not in self.roles

    @property
    def administers(self) -> bool:
        """May register tools."""
        return any(role.endswith("/person#Administrator") for role in self.roles)

    @property
    def is_member(self) -> bool:
        """Has a place in a course, and so on its roster: not test users, not those with rights over the site alone."""
        return TEST_USER not in self.roles and any(role.startswith(MEMBERSHIP) for role in self.roles)


PEOPLE = (
    Person("amara", "Amara", "Okafor", "Night nurse, 4 West", "Takes the course", "N-1042", (LEARNER,)),
    Person("bertil", "Bertil", "Lind", "Physical therapist", "Takes the course", "T-2217", (LEARNER,)),
    Person("dana", "Dana", "Whitfield", "Nurse educator", "Writes quizzes, sees progress", "E-0310", (INSTRUCTOR,)),
    Person("rosa", "Rosa", "Medina", "LMS administrator", "Registers and checks the tool", "A-0007", ADMINISTRATOR),
)
# Those whom a tool must tell apart from these four.
MORE = (
    Person(
        "tariq",
        "Tariq",
        "Haddad",
        "Simulation lab assistant",
        "Helps to teach the course",
        "E-0344",
        (INSTRUCTOR, f"{MEMBERSHIP}/Instructor#TeachingAssistant"),
    ),
    Person(
        "olive",
        "Olive",
        "Brandt",
        "Preceptor, 4 West",
        "Looks on as Amara's mentor",
        "N-0815",
        (MENTOR,),
        mentor_of=("amara",),
    ),
    Person("ines", "Ines", "Carvalho", "Site administrator", "Has no place in the course", "A-0012", ADMINISTRATOR[1:]),
    Person("student-view", "Test", "Student", "Nobody", "What a teacher's student view is", "", (LEARNER, TEST_USER)),
)
LEARNERS = tuple(person for person in PEOPLE if person.is_learner)
STAFF = tuple(person for person in PEOPLE if not person.is_learner)


def find_person(sub: str) -> Person | None:
    return next((person for person in PEOPLE + MORE if person.sub == sub), None)
