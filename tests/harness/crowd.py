"""Many people's tries at a quiz, put into the database at once: papers, answers and marks as handing in leaves them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.services import get_quiz
from lms_plugin.curriculum.shown import StepView
from lms_plugin.quizzes.marking import list_candidates
from lms_plugin.quizzes.models import Attempt, MarkRow, Response
from lms_plugin.quizzes.papers import Paper, PaperQuestion
from lms_plugin.quizzes.policies import freeze
from lms_plugin.roster.models import Membership, User

Answers = Callable[[int], Mapping[str, Any]]


def add_tries(
    like_user: UUID, context_id: UUID, publication_id: UUID, step: StepView, count: int, answers: Answers, now: datetime
) -> None:
    """So many new learners at the platform of `like_user`, each with one handed-in try. Commits.

    `answers` gives, for a person's number from 0, responses by question; what is left out is left blank.
    """
    like = db.session.get_one(User, like_user)
    same = {"tenant_id": like.tenant_id, "registration_id": like.registration_id}
    specs, quiz = get_quiz_questions(step.digest), get_quiz(step.digest)
    paper = Paper(
        seed="0",
        quiz=step.digest,
        questions=tuple(
            PaperQuestion(
                key=one.shown["key"],
                edition=one.shown["edition"],
                shown=one.shown_hash,
                marking=one.marking_hash,
                order=(),
            )
            for one in list_candidates(step.digest)
        ),
    ).to_json()
    policy = freeze(quiz.policy)
    rows: dict[type, list[dict[str, Any]]] = {model: [] for model in (User, Membership, Attempt, Response, MarkRow)}
    for number in range(count):
        user_id, attempt_id, given = new_id(), new_id(), answers(number)
        name = f"Person {number} Example"
        rows[User].append({"id": user_id, "sub": f"crowd-{user_id}", "name": name, **same})
        rows[Membership].append(
            {"context_id": context_id, "user_id": user_id, "role": "learner", "seen_on": date(2026, 11, 22)}
        )
        rows[Attempt].append(
            {
                "id": attempt_id,
                "context_id": context_id,
                "activity_id": step.activity_id,
                "user_id": user_id,
                "number": 1,
                "publication_id": publication_id,
                "state": "marked",
                "policy": policy,
                "paper": paper,
                "started_at": now - timedelta(seconds=300 + number),
                "submitted_at": now,
                "submitted_by": "learner",
            }
        )
        for key, spec in specs.items():
            of = {"attempt_id": attempt_id, "question_key": key}
            value = spec.check_response(given[key]) if key in given else None
            if value is not None:
                saved = {"revision": 1, "value": value, "is_draft": False, "flagged": False, "saved_at": now}
                rows[Response].append(of | saved)
            mark = spec.mark(value)
            rows[MarkRow].append(
                of
                | _ratio("credit", mark.credit)
                | _ratio("points", spec.points)
                | {"answered": mark.answered, "parts": dict(mark.parts), "feedback": [], "marked_at": now}
            )
    for model, listed in rows.items():
        db.session.execute(insert(model), listed)
    db.session.commit()


def _ratio(name: str, value: Fraction | None) -> dict[str, int | None]:
    return {
        f"{name}_num": None if value is None else value.numerator,
        f"{name}_den": None if value is None else value.denominator,
    }
