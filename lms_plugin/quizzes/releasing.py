"""What of a submitted try is told, from when on, and the work that is due at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lms_plugin.core.jobs.services import request_job
from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.attempts import Sheet, list_attempts, submitted
from lms_plugin.quizzes.dates import Window, wants_facts
from lms_plugin.quizzes.grants import policy_for
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.policies import Release, release, thaw
from lms_plugin.quizzes.timing import read_window

KIND = "release_attempt"
# The date hangs on a launch that is not known: it is told when that is.
NOT_KNOWN = datetime(9999, 1, 1, tzinfo=UTC)
PATIENCE = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What may be told a person of their submitted `tries` at a quiz, by its rules and dates as they hold for them."""

    policy: Policy
    window: Window
    tries: Sequence[Attempt]
    released: Release


def read_telling(learner: Learner, sheet: Sheet, *, now: datetime) -> Telling:
    """The same for the quiz of a submitted try, by the rules that it began with."""
    attempt = sheet.attempt
    policy = policy_for(learner, attempt.activity_id, sheet.policy)
    window = read_window(learner, policy, attempt.activity_id, attempt.publication_id)
    tries = submitted(list_attempts(learner, [attempt.activity_id]), attempt.activity_id)
    released = release(policy, passed=any(one.passed for one in tries), used=len(tries), is_due=window.is_due_over(now))
    return Telling(policy=policy, window=window, tries=tries, released=released)


def when_told(policy: Policy, window: Window, now: datetime) -> datetime | None:
    """From when on a page may tell how it went; None: at once."""
    if policy.show.score != "after_due" or window.is_due_over(now):
        return None
    return window.due or NOT_KNOWN


def waits(attempt: Attempt) -> bool:
    """Whether something happens to a submitted try with the due date: its score is told, or its grade is sent."""
    quiz, policy = get_quiz(Paper.from_json(attempt.paper).quiz), thaw(attempt.policy)
    return policy.show.score == "after_due" or (quiz.grade.when == "after_due" and quiz.grade.send != "none")


def watch_release(attempt: Attempt, window: Window, *, now: datetime) -> None:
    """Ask for the work that is due with the due date, where something waits for it."""
    if window.due is not None and not window.is_due_over(now) and waits(attempt):
        request_job(KIND, str(attempt.id), due_at=look_again(attempt, window.due, now), now=now)


def look_again(attempt: Attempt, due: datetime, now: datetime) -> datetime:
    """When to look next: at the due date, and before it where an LMS may set another one."""
    return min(due, now + PATIENCE) if wants_facts(thaw(attempt.policy)) else due
