"""What a learner was shown before: how often each question, and which form of which pair of tests."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.models import Activity
from lms_plugin.curriculum.services import get_activity
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.papers import Paper
from lms_plugin.quizzes.parallel_forms import Sitting

# Older papers than these are not looked at: they would change no draw that matters, and the statement stays bounded.
MOST = 200


@dataclass(frozen=True)
class ShownPaper:
    """An earlier paper of any quiz of the course. The attempt may be open or voided: it was seen."""

    paper: Paper
    cycle: int
    started_at: datetime


def list_shown(learner: Learner, activity_id: UUID) -> list[ShownPaper]:
    """The newest papers of a person in all quizzes of a quiz's course, in any context, oldest first. One statement.

    A preview sees previews alone, and nothing else sees them.
    """
    is_preview = Attempt.cycle == PREVIEW_CYCLE
    statement = (
        select(Attempt.paper, Attempt.cycle, Attempt.started_at)
        .join(Activity, Activity.id == Attempt.activity_id)
        .where(
            Attempt.user_id == learner.user_id,
            Activity.course_key == get_activity(activity_id).course_key,
            is_preview if learner.cycle == PREVIEW_CYCLE else ~is_preview,
        )
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
        .limit(MOST)
    )
    rows = db.session.execute(statement).all()
    return [ShownPaper(Paper.from_json(row.paper), row.cycle, row.started_at) for row in reversed(rows)]


def times_seen(shown: Sequence[ShownPaper]) -> Mapping[str, int]:
    """How many papers asked each unit; what was carried along was not asked."""
    return Counter(key for one in shown for key in {question.drawn_as for question in one.paper.asked})


def list_sittings(shown: Sequence[ShownPaper]) -> list[Sitting]:
    """The papers that had a parallel form."""
    return [
        Sitting(taken=one.paper.form, cycle=one.cycle, started_at=one.started_at)
        for one in shown
        if one.paper.form is not None
    ]
