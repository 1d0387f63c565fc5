"""What can be wrong with content, and how it is said: always with the file, the line and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms_plugin.errors import ConflictError, InvalidInputError


@dataclass(frozen=True, order=True)
class ContentError:
    """One fault. Printed `path:line: where: problem. fix`; sorted by path and line."""

    path: str
    line: int
    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        stop = "" if self.fix.endswith((".", "?")) else "."
        return f"{self.path}:{self.line}: {' '.join(f'{place}{self.problem}. {self.fix}{stop}'.split())}"


class ContentErrors(InvalidInputError):  # noqa: N818 - the faults of a course, all at once
    """Everything that is wrong with a course."""

    title = "The course has errors"
    remedy = "Correct the files and try again."

    def __init__(self, errors: Iterable[ContentError]) -> None:
        self.errors = sorted(set(errors))
        super().__init__("\n".join(str(error) for error in self.errors))


class NotPublishedError(ConflictError):
    """The course has no publication yet."""

    title = "This course is not published"
    remedy = "Publish it first: lms-plugin courses publish."


class NotYourCourseError(ConflictError):
    """A shipped course and one of a hospital's own, or those of two hospitals, have one key."""

    title = "This course belongs to somebody else"
    remedy = "Give the course another key: rename its folder."


class OpenSlotsError(InvalidInputError):
    """Words that a course needs from the hospital are missing or do not fit."""

    title = "The course needs words from the hospital"
    remedy = "Give each a value and try again."
