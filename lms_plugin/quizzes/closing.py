"""What the end of a quiz does to a try that is open: one with a time limit keeps its time, another is handed in.

Whoever comes first hands it in: the person's next request, or the work that is asked for when the try begins.
"""

from datetime import datetime

from lms_plugin.core.jobs.services import request_job
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.dates import Window
from lms_plugin.quizzes.errors import QuizClosedError
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.timing import attempt_window, widened_window

KIND = "close_attempt"


def closes_by_date(attempt: Attempt) -> bool:
    """Whether the end of the quiz ends this try: no clock does. Who may go on in overtime has the time until then."""
    return bool(attempt.policy.get("closes")) and attempt.clock_at is None


def is_over(learner: Learner, attempt: Attempt, now: datetime) -> bool:
    """Whether the quiz has closed over this open try. Nothing closes over who is not here to learn."""
    if not (attempt.is_open and learner.graded and closes_by_date(attempt)):
        return False
    if attempt.closes_at is not None and now < attempt.closes_at:
        return False  # what began in time keeps its time
    # More days given meanwhile are asked for only where the try would be over without them.
    return attempt_window(learner, attempt).is_closed(now) and widened_window(learner, attempt).is_closed(now)


def refuse_after_close(learner: Learner, attempt: Attempt, now: datetime) -> None:
    """Raise QuizClosedError where the try is over, so that the request hands it in."""
    if is_over(learner, attempt, now):
        raise QuizClosedError(attempt.id)


def watch_closing(learner: Learner, attempt: Attempt, *, now: datetime) -> None:
    """Ask for the work that hands the try in when the quiz closes; nothing where it does not."""
    if learner.graded and closes_by_date(attempt):
        closes = attempt_window(learner, attempt).closes
        if closes is not None:
            request_job(KIND, str(attempt.id), due_at=closes, now=now)


def handed_in_at(window: Window, now: datetime) -> datetime:
    """When a try counts as handed in: what is handed in after the end was as it is when the quiz closed."""
    return now if window.closes is None else min(now, window.closes)
