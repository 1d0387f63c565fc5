"""A quiz whose first key turns out to be wrong, and people who took it before that."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.shown import StepView
from lms_plugin.grades.models import Result
from lms_plugin.quizzes.attempts import get_sheet
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.submission import submit_attempt
from tests.functional.learning.school import COURSE, NOW, School, open_school, publish, write_course
from tests.unit.quizzes.acts import save, start

LATER = NOW + timedelta(hours=1)
HEAD = "purpose: module_quiz\npolicy: {pass_mark: 50, attempts: 4, retake: fresh, counts: best}\n"
QUESTION = "quiz-1"
GOOD = "{key: good, text: Good quiz-1, correct: true, feedback: Because it is good quiz-1.}"
BAD = "{key: bad, text: Bad quiz-1, feedback: Because it is bad quiz-1.}"


def open_ward(folder: Path, head: str = HEAD, count: int = 4) -> School:
    return open_school(write_course(folder, quizzes={"quiz": (head, count)}, lessons=()), slots={})


def mend(school: School, folder: Path) -> UUID:
    """Publish another key for the first question: what was bad is right. The new publication."""
    [path] = folder.rglob("quiz.yaml")
    text = path.read_text()
    assert GOOD in text
    text = text.replace(GOOD, GOOD.replace("correct: true, ", "")).replace(
        BAD, BAD.replace("1, f", "1, correct: true, f")
    )
    path.write_text(text)
    return publish(school.tenant_id, folder, {}).publication_id


def quiz_of(school: School) -> StepView:
    return next(step for step in school.module.contents if step.kind == "quiz")


def hand_in(school: School, name: str, answers: str) -> Attempt:
    """A try with an answer for each letter: g(ood), b(ad), o(ther), - for none."""
    learner = school.learner(name)
    attempt = start(school, learner, quiz_of(school))
    words = {"g": "good", "b": "bad", "o": "other"}
    for question, letter in zip(get_sheet(learner, attempt.id).paper.asked, answers, strict=False):
        if letter in words:
            save(learner, attempt.id, question.key, {"choice": words[letter]})
    done = submit_attempt(learner, attempt.id, now=NOW)
    db.session.commit()
    return done


def regrader(school: School) -> Person:
    return Person(tenant_id=school.tenant_id, user_id=school.people["dana"], launch_id="l" * 32)


def snapshot() -> object:
    """Credits, scores and desired grades of everybody."""
    db.session.expire_all()
    attempts = db.session.scalars(select(Attempt).order_by(Attempt.id)).all()
    results = db.session.scalars(select(Result)).all()
    return (
        [(a.id, a.state, a.score_ppm, a.passed, a.earned, a.possible, _marks(a.id)) for a in attempts],
        sorted((str(r.activity_id), str(r.user_id), r.score_ppm, str(r.attempt_id), r.submitted_at) for r in results),
    )


def _marks(attempt_id: UUID) -> object:
    rows = list_marks(attempt_id)
    return {
        key: (row.credit, row.points, row.factor, row.certainty, row.answered, row.parts, row.feedback, row.ruling)
        for key, row in rows.items()
    }


__all__ = ["COURSE", "LATER", "NOW", "QUESTION", "hand_in", "mend", "open_ward", "quiz_of", "regrader", "snapshot"]
