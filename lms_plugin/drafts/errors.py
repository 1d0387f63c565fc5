"""What can be refused while a hospital's own course is written."""

from lms_plugin.errors import ConflictError, InvalidInputError, NotFoundError


class DraftNotFoundError(NotFoundError):
    """There is no such file or question, or it is another hospital's: the answer is the same."""

    remedy = "Go back to the list of your quizzes."


class ChangedSinceError(ConflictError):
    """Somebody else saved the same question meanwhile. `theirs` is its text now, None where it was removed."""

    title = "Somebody else changed this question meanwhile"
    remedy = "Both texts are shown. Choose which to keep."

    def __init__(self, theirs: str | None) -> None:
        super().__init__("Nothing was overwritten: what you typed is still here.")
        self.theirs = theirs


class LessonChangedSinceError(ChangedSinceError):
    """The same for a lesson, whose text is saved as one."""

    title = "Somebody else changed this lesson meanwhile"


class TermUsedError(ConflictError):
    """A term of the glossary that a text uses stays."""

    title = "This term is used"
    remedy = "Take it out of the lessons first."


class NoCopyError(ConflictError):
    """The course cannot be copied as it is stored."""

    title = "This course cannot be copied yet"
    remedy = "Ask the person who looks after this tool."


class NothingToUndoError(ConflictError):
    """The last act was followed by another one, or there is none."""

    title = "There is nothing to undo"
    remedy = "Go on, or restore an earlier version."


class TooMuchError(InvalidInputError):
    """A file may hold 1 MiB and 2,000 questions."""

    title = "This quiz is full"
    remedy = "Put the questions into another quiz or bank."


class MediaUsedError(ConflictError):
    """A picture that a text names, now or in a version that can be restored, stays."""

    title = "This picture is still used"
    remedy = "Take it out of the questions first. What was published keeps its pictures."


class ReferenceUsedError(ConflictError):
    """A reference that a text cites stays."""

    title = "This reference is still used"
    remedy = "Take it out of the questions first."
