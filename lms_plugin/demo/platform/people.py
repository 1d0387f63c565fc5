"""The people one can become. All made up; their addresses end in example.org (RFC 2606)."""

from dataclasses import dataclass

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
LEARNER = f"{MEMBERSHIP}#Learner"
INSTRUCTOR = f"{MEMBERSHIP}#Instructor"
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

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def initials(self) -> str:
        return self.given_name[0] + self.family_name[0]

    @property
    def email(self) -> str:
        return f"{self.given_name}.{self.family_name}@example.org".lower()

    @property
    def teaches(self) -> bool:
        """May add activities to the course."""
        return INSTRUCTOR in self.roles

    @property
    def is_learner(self) -> bool:
        """Learners alone have a row in the gradebook."""
        return LEARNER in self.roles


PEOPLE = (
    Person("amara", "Amara", "Okafor", "Night nurse, 4 West", "Takes the course", "N-1042", (LEARNER,)),
    Person("bertil", "Bertil", "Lind", "Physical therapist", "Takes the course", "T-2217", (LEARNER,)),
    Person("dana", "Dana", "Whitfield", "Nurse educator", "Writes quizzes, sees progress", "E-0310", (INSTRUCTOR,)),
    Person("rosa", "Rosa", "Medina", "LMS administrator", "Registers and checks the tool", "A-0007", ADMINISTRATOR),
)
LEARNERS = tuple(person for person in PEOPLE if person.is_learner)
STAFF = tuple(person for person in PEOPLE if not person.is_learner)


def find_person(sub: str) -> Person | None:
    return next((person for person in PEOPLE if person.sub == sub), None)


def find_learner(sub: str) -> Person | None:
    return next((person for person in LEARNERS if person.sub == sub), None)
