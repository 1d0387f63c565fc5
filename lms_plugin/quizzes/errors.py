"""What can go wrong while answering. What was typed stays on the page, what was saved stays saved."""

from datetime import datetime
from uuid import UUID

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


class NotOpenError(NotAllowedError):
    """The quiz has not opened, has closed, is given no more, or waits for something else to be done."""

    title = "This quiz is not open"
    remedy = "The start page of the quiz says why. What you saved is safe."


class QuizClosedError(ConflictError):
    """The quiz closed while this try was open: what was saved until then is handed in, and nothing after it counts."""

    title = "This quiz has closed"
    remedy = "What you had saved was handed in for you. Open your result."

    def __init__(self, attempt_id: UUID) -> None:
        super().__init__()
        self.attempt_id = attempt_id
