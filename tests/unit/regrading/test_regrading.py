"""Regrading: what a preview says is what applying does; applied twice is applied once; undone it is as it was."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.audit.models import AuditDetail, AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Result
from lms_plugin.progress.services import find_progress
from lms_plugin.quizzes.marking import full_credit_keys
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.regrading import services
from lms_plugin.regrading.errors import ChangedMeanwhileError, NoReasonError, QuestionNotFoundError
from lms_plugin.regrading.models import Regrade
from lms_plugin.regrading.previews import Preview
from lms_plugin.regrading.proposals import Proposal, RuleName
from tests.functional.learning.school import School
from tests.unit.quizzes.acts import start
from tests.unit.regrading.ward import (
    COURSE,
    LATER,
    NOW,
    QUESTION,
    hand_in,
    mend,
    open_ward,
    quiz_of,
    regrader,
    snapshot,
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Both engines have the story with the LMS."""
    return sqlite_url


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    return open_ward(tmp_path / "courses")


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    return tmp_path / "courses"


def propose(school: School, rule: RuleName, **more: object) -> Proposal:
    return services.propose(school.tenant_id, COURSE, QUESTION, rule=rule, **more)  # type: ignore[arg-type]


def scores(preview: Preview) -> list[tuple[str, int | None, int | None]]:
    return [(line.name.split()[0], line.old_ppm, line.new_ppm) for line in preview.lines]


def regrade(school: School, rule: RuleName, **more: object) -> Regrade:
    proposal = propose(school, rule, **more)
    found = services.preview(proposal, now=LATER)
    done = services.apply(proposal, found.digest, "The key was wrong.", regrader(school), now=LATER)
    db.session.commit()
    return done


@pytest.mark.parametrize(
    ("rule", "amara", "ben"),
    [
        ("remark", (250_000, 500_000), (500_000, 250_000)),
        ("either_key", (250_000, 500_000), None),
        ("credit_all", (250_000, 500_000), None),
        ("drop", (250_000, 333_333), (500_000, 333_333)),
    ],
)
def test_each_rule_says_and_does_the_same(
    school: School, courses: Path, rule: RuleName, amara: tuple[int, int], ben: tuple[int, int] | None
) -> None:
    tries = {"Amara": hand_in(school, "amara", "bgoo").id, "Ben": hand_in(school, "ben", "ggoo").id}
    mend(school, courses)
    proposal = propose(school, rule)
    found = services.preview(proposal, now=LATER)
    wanted = [("Amara", *amara)] + ([("Ben", *ben)] if ben else [])
    assert sorted(scores(found)) == sorted(wanted)
    services.apply(proposal, found.digest, "The key was wrong.", regrader(school), now=LATER)
    db.session.commit()
    for name, _, new in wanted:
        assert db.session.get_one(Attempt, tries[name]).score_ppm == new
    assert services.preview(propose(school, rule), now=LATER).lines == []


def test_never_lower_leaves_who_would_lose(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    hand_in(school, "ben", "ggoo")
    mend(school, courses)
    found = services.preview(propose(school, "remark", never_lower=True), now=LATER)
    assert scores(found) == [("Amara", 250_000, 500_000)]
    assert (found.figures.kept, found.figures.newly_pass, found.figures.fall) == (1, 1, 0)


def test_applied_twice_is_applied_once(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    mend(school, courses)
    proposal = propose(school, "remark")
    digest = services.preview(proposal, now=LATER).digest
    first = services.apply(proposal, digest, "Wrong key.", regrader(school), now=LATER)
    db.session.commit()
    before = snapshot()
    assert services.apply(proposal, digest, "Wrong key.", regrader(school), now=LATER).id == first.id
    assert snapshot() == before


def test_what_changed_since_the_preview_stops_it(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    mend(school, courses)
    proposal = propose(school, "remark")
    digest = services.preview(proposal, now=LATER).digest
    hand_in(school, "amara", "bbbb")
    before = snapshot()
    with pytest.raises(ChangedMeanwhileError):
        services.apply(proposal, digest, "Wrong key.", regrader(school), now=LATER)
    assert snapshot() == before


def test_the_better_try_counts_in_the_grade(school: School, courses: Path) -> None:
    hand_in(school, "amara", "gggo")
    hand_in(school, "amara", "bgoo")
    mend(school, courses)
    found = services.preview(propose(school, "either_key"), now=LATER)
    assert scores(found) == [("Amara", 250_000, 500_000)]
    assert found.plan.grades == []


def test_progress_is_passed_and_stays_passed(school: School, courses: Path) -> None:
    attempt = hand_in(school, "amara", "bgoo")
    mend(school, courses)
    done = regrade(school, "remark")
    assert_state(school, attempt, "passed", 500_000)
    services.undo(done.id, regrader(school), now=LATER)
    db.session.commit()
    assert_state(school, attempt, "passed", 250_000)


def assert_state(school: School, attempt: Attempt, state: str, ppm: int) -> None:
    row = find_progress(school.learner(), attempt.activity_id)
    key = (school.context_id, attempt.activity_id, school.people["amara"], 1)
    result = db.session.get(Result, key, populate_existing=True)
    assert row is not None
    assert result is not None
    assert (row.state, result.score_ppm) == (state, ppm)


def test_undone_twice_is_undone_once(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    mend(school, courses)
    done = regrade(school, "remark")
    for _ in range(2):
        services.undo(done.id, regrader(school), now=LATER)
        db.session.commit()
    assert len(db.session.scalars(select(MarkRow).where(MarkRow.question_key == QUESTION)).all()) == 3


def test_who_and_why_are_in_the_trail(school: School, courses: Path) -> None:
    attempt = hand_in(school, "amara", "bgoo")
    mend(school, courses)
    done = regrade(school, "remark")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "question.regraded")).one()
    details = db.session.get_one(AuditDetail, event.id).details
    assert (event.actor_id, event.subject_id) == (school.people["dana"], str(done.id))
    assert details["reason"] == "The key was wrong."
    assert details["old"] == {str(attempt.id): ["0", 250_000]}
    assert details["new"] == {str(attempt.id): ["1", 500_000]}


def test_a_reason_is_needed(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    mend(school, courses)
    proposal = propose(school, "remark")
    digest = services.preview(proposal, now=LATER).digest
    with pytest.raises(NoReasonError):
        services.apply(proposal, digest, " \n", regrader(school), now=LATER)


def test_an_open_try_is_told_and_not_touched(school: School, courses: Path) -> None:
    start(school, school.learner("ben"), quiz_of(school))
    db.session.commit()
    mend(school, courses)
    found = services.preview(propose(school, "drop"), now=LATER)
    assert (found.figures.answering, found.lines) == (1, [])


def test_key_changes_between_publications(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    old = school.course.publication_id
    new = mend(school, courses)
    [change] = services.find_key_changes(school.tenant_id, COURSE, old, new)
    assert (change.question, change.attempts) == (QUESTION, 1)


def test_dates_and_publications_bound_it(school: School, courses: Path) -> None:
    hand_in(school, "amara", "bgoo")
    new = mend(school, courses)
    assert services.preview(propose(school, "remark", since=LATER), now=LATER).lines == []
    assert services.preview(propose(school, "remark", until=NOW), now=LATER).lines == []
    assert services.preview(propose(school, "remark", publications=[new]), now=LATER).lines == []
    assert len(services.preview(propose(school, "remark", until=LATER), now=LATER).lines) == 1


def test_what_everybody_was_credited_for_is_asked_again(school: School, courses: Path) -> None:
    """The key calls the answer wrong: carried along, it would earn nothing in the next try."""
    attempt = hand_in(school, "amara", "ogoo")
    regrade(school, "credit_all")
    assert full_credit_keys(attempt.id) == {"quiz-2"}


def test_another_hospitals_course_is_not_there(school: School) -> None:
    with pytest.raises(QuestionNotFoundError):
        services.propose(school.context_id, COURSE, QUESTION, rule="drop")
