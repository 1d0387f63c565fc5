"""What can be refused while a hospital's own course is written."""

from lms_plugin.drafts.rules import Bar
from lms_plugin.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError


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


class ChangedUnseenError(ConflictError):
    """A question that is to go holds what the person who removes it has not seen."""

    title = "Somebody changed this question meanwhile"
    remedy = "Go back to the list, look at it, and remove it then if you still want to."


class LessonChangedSinceError(ChangedSinceError):
    """The same for a lesson, whose text is saved as one."""

    title = "Somebody else changed this lesson meanwhile"


class NoCopyError(ConflictError):
    """The course cannot be copied as it is stored."""

    title = "This course cannot be copied yet"
    remedy = "Ask the person who looks after this tool."


class NothingToUndoError(ConflictError):
    """The last act was followed by another one, was somebody else's, or there is none."""

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


class EntryUsedError(ConflictError):
    """A reference or term that a text speaks of stays."""

    title = "This is still used"
    remedy = "Take it out of the questions and lessons first."


class SecondPersonError(NotAllowedError):
    """The hospital wants a second person, and this one is not, or not yet."""

    title = "A second person has to check this"
    remedy = "Send it for review. A colleague who did not change it publishes it."

    def __init__(self, bar: Bar) -> None:
        super().__init__("Nothing was published. What was written is saved.")
        self.bar = bar


class NotYourReviewError(ConflictError):
    """Who asked for a check gives no answer to it."""

    title = "You asked for this check yourself"
    remedy = "A colleague answers it."


class ReviewEndedError(ConflictError):
    """Somebody answered the request meanwhile, or it was sent anew, or the texts are others now."""

    title = "This is not what you looked at any more"
    remedy = "Look at it as it stands now."
