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


class NothingToUndoError(ConflictError):
    """The last act was followed by another one, or there is none."""

    title = "There is nothing to undo"
    remedy = "Go on, or restore an earlier version."


class TooMuchError(InvalidInputError):
    """A file may hold 1 MiB and 2,000 questions."""

    title = "This quiz is full"
    remedy = "Put the questions into another quiz or bank."


class DiffersError(ConflictError):
    """Files that are brought in differ from those that are there, and nobody said that they are to replace them."""

    title = "This differs from what is there"
    remedy = "Look at it with --dry-run, and replace what is there with --update."

    def __init__(self, course: str, count: int) -> None:
        files = "1 file differs" if count == 1 else f"{count} files differ"
        super().__init__(f"{files} from what {course} holds. Nothing was saved.")


class MediaUsedError(ConflictError):
    """A picture that a text names, now or in a version that can be restored, stays."""

    title = "This picture is still used"
    remedy = "Take it out of the questions first. What was published keeps its pictures."


class ReferenceUsedError(ConflictError):
    """A reference that a text cites stays."""

    title = "This reference is still used"
    remedy = "Take it out of the questions first."
