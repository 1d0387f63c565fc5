"""What can go wrong while answering. What was typed stays on the page, what was saved stays saved."""

from datetime import datetime

from lms_plugin.core.db.base import JsonObject
from lms_plugin.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError


class AttemptNotFoundError(NotFoundError):
    """There is no such attempt, or it is another person's."""

    title = "There is no such try"
    remedy = "Go back to your LMS and open the link again. You will land where you stopped."


class NotInPaperError(InvalidInputError):
    """The question is not asked in this attempt."""

    title = "This question is not part of your quiz"
    remedy = "Go back to the quiz. The answers saved before are kept."


class BadSaveError(InvalidInputError):
    """A save that is not of the shape that our own pages send."""

    title = "We could not read that answer"
    remedy = "Reload the page and answer again. The answers saved before are kept."


class AttemptOverError(ConflictError):
    """The attempt was submitted; it takes no more answers."""

    title = "This try is already submitted"
    remedy = "Open your result. The answers that were saved before you submitted have counted."


class AnswerLockedError(ConflictError):
    """The question was left for good, or its stage was confirmed. The answer that was saved before stands."""

    title = "This answer is locked"
    remedy = "You went on from this question. What was saved before counts. Go back to the quiz."


class NotOpenYetError(ConflictError):
    """The question opens only when those before it are locked."""

    title = "This question is not open yet"
    remedy = "Answer the questions before it and go on from there. The answers saved before are kept."


class NewerAnswerError(ConflictError):
    """The answer was changed elsewhere since this page read it. Neither of the two is lost: the person chooses."""

    title = "You answered this on another device"
    remedy = "Choose which answer to keep."

    def __init__(self, *, revision: int, value: JsonObject | None, saved_at: datetime) -> None:
        super().__init__()
        self.revision, self.value, self.saved_at = revision, value, saved_at


class CannotStartError(NotAllowedError):
    """No try is left, or it is too early for the next one."""

    title = "You cannot start another try now"
    remedy = "If you think you should have another try, ask your educator."
