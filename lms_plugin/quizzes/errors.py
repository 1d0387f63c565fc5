"""What can go wrong while answering. What was typed stays on the page, what was saved stays saved."""

from collections.abc import Mapping
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


class AnswerClosedError(ConflictError):
    """The answer was checked, and no try is left or it is right: it takes no change."""

    title = "This question is finished"
    remedy = "Go on with the next question. The answer that you checked last counts."


class LateAnswer:
    """What is said of an answer that came when the time was over. It is no refusal: the answer is kept."""

    status = 409
    title = "The time was over before this answer reached us."
    remedy = "It is kept, and it is not marked. If something held it up, tell your educator."


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


class NotSignedError(InvalidInputError):
    """A statement is not agreed to, or not signed."""

    title = "Something is not signed yet"
    remedy = "Your answers are saved. Agree to the statement, type your name, and submit again."


class NothingToMarkError(NotFoundError):
    """No such answer waits for a person, or was ever marked by one, in this course."""

    title = "There is no such answer to mark"
    remedy = "Go back to Marking and choose from the list."


class UnfinishedMarkError(InvalidInputError):
    """A mark without all it needs. `places` are the fields (a criterion, `comment` or `reason`) with their words."""

    title = "This answer is not marked yet"
    remedy = "Add what is missing and save again."

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self.places = places


class NewerMarkError(ConflictError):
    """Somebody else marked the answer since this page read it. Their mark stands until a person decides."""

    title = "Somebody else marked this answer meanwhile"
    remedy = "Look at both marks and choose."


class NotRunningError(NotFoundError):
    """The attempt was handed in, or has no time limit: there is no clock to move."""

    title = "This try has no clock that runs"
    remedy = "Reload the page to see who is in a timed try now. What was handed in stays as it is."


class AccommodationNotFoundError(NotFoundError):
    """There is no such accommodation, or it was given in another course."""

    title = "There is no such entry here"
    remedy = "Reload the page. Nothing was changed."


class NothingLateError(NotFoundError):
    """No late answer of this attempt waits for a word: there never was one, or somebody accepted it already."""

    title = "No late answer waits here"
    remedy = "Reload the page. Nothing was changed."


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
