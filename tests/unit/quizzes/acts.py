"""Short ways through the services for these tests."""

from uuid import UUID, uuid4

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.shown import StepView
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.attempts import get_sheet
from lms_plugin.quizzes.laying_out import QuizPlace
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.saving import Save, Saved, save_response
from lms_plugin.quizzes.start import start_attempt
from lms_plugin.quizzes.submission import submit_attempt
from tests.functional.learning.school import NOW, School


def start(school: School, learner: Learner, quiz: StepView | None = None) -> Attempt:
    step = quiz or school.quiz
    place = QuizPlace(
        activity_id=step.activity_id,
        digest=step.digest,
        publication_id=school.course.publication_id,
        module_activity_id=school.module.activity_id,
    )
    return start_attempt(learner, place, now=NOW)


def save(learner: Learner, attempt: UUID, question: str, value: object, base: int = 0, **fields: object) -> Saved:
    save_id = fields.pop("save_id", None) or uuid4()
    return save_response(
        learner,
        attempt,
        question,
        Save(save_id=save_id, base=base, value=value, **fields),  # type: ignore[arg-type]
        now=NOW,
    )


def asked(learner: Learner, attempt: UUID) -> list[str]:
    return [question.key for question in get_sheet(learner, attempt).paper.asked]


def take(school: School, learner: Learner, quiz: StepView, *, right: int) -> Attempt:
    """A submitted try of a written course (`write_course`) with so many right answers."""
    attempt = start(school, learner, quiz)
    for number, question in enumerate(asked(learner, attempt.id)):
        save(learner, attempt.id, question, {"choice": "good" if number < right else "bad"})
    done = submit_attempt(learner, attempt.id, now=NOW)
    db.session.commit()
    return done
