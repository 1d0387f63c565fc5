"""Many people who hand in a quiz, through the pages as everybody does."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.roster.models import Membership, User
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School

Answers = Mapping[str, object]


def join(school: School, names: list[str]) -> None:
    """More learners in the course, known to the school by their names. Commits."""
    like = db.session.get_one(User, school.people["amara"])
    people = [
        User(
            tenant_id=like.tenant_id,
            registration_id=like.registration_id,
            sub=name,
            name=f"{name.title()} Okafor",
            email=None,
            person_number=None,
            display=None,
        )
        for name in names
    ]
    db.session.add_all(people)
    db.session.flush()
    for user in people:
        db.session.add(
            Membership(context_id=school.context_id, user_id=user.id, role="learner", seen_on=date(2026, 11, 22))
        )
    school.people = {**school.people, **{user.sub: user.id for user in people}}
    db.session.commit()


def hand_in(desk: Desk, quiz: str, answers: Answers) -> str:
    """Answer and submit; the id of the attempt."""
    attempt = desk.start(quiz)
    for key, answer in answers.items():
        assert desk.save(attempt, key, answer).status_code == 200
    assert desk.post(f"/attempts/{attempt}/submit").status_code == 303
    return attempt


def hand_in_all(
    school: School, seat: MakeDesk, quiz: str, activity: UUID, count: int, answers: Callable[[int], Answers]
) -> list[str]:
    """So many new people take a quiz, each with the answers for their number from 0; the ids of their attempts."""
    start = len(school.people)
    names = [f"p{start + number}" for number in range(count)]
    join(school, names)
    return [hand_in(seat(name, activity=activity), quiz, answers(place)) for place, name in enumerate(names)]
