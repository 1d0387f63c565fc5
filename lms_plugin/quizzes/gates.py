"""Why a quiz cannot be begun now, as its start page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.locks import Missing, find_missing
from lms_plugin.progress.places import Place
from lms_plugin.quizzes.closing import is_over
from lms_plugin.quizzes.dates import Window
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.timing import read_window

Bar = Literal["retired", "before", "closed", "locked", "over"]


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The moments of a quiz for a person, and what bars the way; `over`: the open try has still to be handed in."""

    window: Window
    bar: Bar | None = None
    missing: Missing = ()
    is_due_over: bool = False


def find_gate(
    learner: Learner, place: Place, step: StepView, policy: Policy, attempts: Sequence[Attempt], *, now: datetime
) -> Gate:
    """What the start page says of dates and order. Whoever is not here to learn may begin at any time."""
    window = read_window(learner, policy, step.activity_id, place.publication_id)
    running = next((attempt for attempt in attempts if attempt.is_open), None)
    missing = () if running is not None else find_missing(learner, place.course, step.activity_id, now=now)
    bar: Bar | None = None
    if running is not None:
        bar = "over" if is_over(learner, running, now) else None
    elif policy.retired:
        bar = "retired"
    elif learner.graded:
        bar = _bar(window, missing, now)
    return Gate(window=window, bar=bar, missing=missing, is_due_over=window.is_due_over(now))


def _bar(window: Window, missing: Missing, now: datetime) -> Bar | None:
    if window.is_before(now):
        return "before"
    if window.is_closed(now):
        return "closed"
    return "locked" if missing else None
