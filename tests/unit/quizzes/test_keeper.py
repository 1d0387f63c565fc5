"""What dates make due is done once, whoever does it, on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.grades.models import Result
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.quizzes.releasing import PATIENCE
from lms_plugin.roster.models import ResourceLink
from lms_plugin.worker import due_work, run_due_work
from tests.functional.learning.school import NOW, School, open_school, write_course
from tests.unit.quizzes.acts import save, start, take

DUE = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
CLOSES = "purpose: module_quiz\npolicy: {closes: 2026-11-30}\n"
LATER = "purpose: module_quiz\npolicy: {due: 2026-11-30, due_source: lms}\ngrade: {when: after_due}\n"
MakeSchool = Callable[[str], School]


@pytest.fixture
def make_school(app: Flask, tmp_path: Path) -> MakeSchool:
    """A school whose quiz has this head."""
    return lambda head: open_school(write_course(tmp_path, quizzes={"quiz": (head, 2)}), slots={})


def work_at(app: Flask, moment: datetime, workers: int = 1) -> None:
    """So many workers at once do what is due at a moment."""

    def work() -> None:
        run_due_work(app, due_work(app))

    db.session.commit()
    db.session.remove()
    threads = [Thread(target=work) for _ in range(workers)]
    with time_machine.travel(moment, tick=False):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_what_many_people_left_open_is_handed_in_once_each(app: Flask, make_school: MakeSchool) -> None:
    school = make_school(CLOSES)
    for name in ("amara", "ben"):
        learner = school.learner(name)
        save(learner, start(school, learner).id, "quiz-1", {"choice": "good"})
    work_at(app, DUE - timedelta(seconds=1), workers=2)
    assert set(db.session.scalars(select(Attempt.state))) == {"open"}
    work_at(app, DUE, workers=4)
    rows = db.session.execute(select(Attempt.state, Attempt.score_ppm, Attempt.submitted_at)).all()
    assert [tuple(row) for row in rows] == [("marked", 500_000, DUE)] * 2
    assert db.session.scalar(select(func.count()).select_from(MarkRow)) == 4
    assert db.session.scalars(select(Result.revision)).all() == [1] * 4
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["attempt.submitted"] * 2
    assert db.session.scalars(select(Job)).all() == []


def test_a_grade_that_waited_is_recorded_once(app: Flask, make_school: MakeSchool) -> None:
    school = make_school(LATER)
    for right in (2, 1):
        take(school, school.learner(), school.quiz, right=right)
    assert db.session.scalars(select(Result)).all() == []
    work_at(app, DUE, workers=4)
    assert [tuple(row) for row in db.session.execute(select(Result.score_ppm, Result.revision))] == [(1_000_000, 1)] * 2
    assert db.session.scalars(select(Job)).all() == []


def test_a_grade_waits_longer_where_the_lms_moved_its_date(app: Flask, make_school: MakeSchool) -> None:
    school = make_school(LATER)
    take(school, school.learner(), school.quiz, right=2)
    link = db.session.get_one(ResourceLink, school.link_id)
    link.activity_id, link.custom = school.quiz.activity_id, {"submission_end": "2026-12-24T12:00:00Z"}
    work_at(app, DUE)
    assert db.session.scalars(select(Result)).all() == []
    assert db.session.scalars(select(Job.due_at)).one() == DUE + PATIENCE
    work_at(app, datetime(2026, 12, 24, 12, 0, tzinfo=UTC))
    assert db.session.scalars(select(Result.score_ppm)).all() == [1_000_000] * 2


def test_a_grade_is_sent_sooner_where_the_lms_moved_its_date(app: Flask, make_school: MakeSchool) -> None:
    school = make_school(LATER)
    take(school, school.learner(), school.quiz, right=2)
    link = db.session.get_one(ResourceLink, school.link_id)
    link.activity_id, link.custom = school.quiz.activity_id, {"submission_end": (NOW + PATIENCE).isoformat()}
    work_at(app, NOW + PATIENCE)
    assert db.session.scalars(select(Result.score_ppm)).all() == [1_000_000] * 2


def test_the_outline_tells_when_the_date_is_there(app: Flask, make_school: MakeSchool) -> None:
    show = "{score: after_due, right_wrong: after_due, feedback: after_due, answers: after_due}"
    school = make_school(f"purpose: practice\npolicy: {{due: 2026-11-30, show: {show}}}\n")
    take(school, school.learner(), school.quiz, right=2)
    told = select(Progress.told_at).where(Progress.activity_id == school.quiz.activity_id)
    assert db.session.scalars(told).one() == DUE > NOW
    work_at(app, DUE)
    assert db.session.scalars(told).one() is None
