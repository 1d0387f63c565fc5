"""Whatever was regraded in whatever order: undone backwards, credits, scores and desired grades are what they were."""

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lms_plugin.core.db.base import db
from lms_plugin.quizzes.hand_marks import Marker, mark_by_hand
from lms_plugin.quizzes.judgements import Judgement
from lms_plugin.quizzes.marking import list_marks
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.submission import submit_attempt
from lms_plugin.regrading import services
from lms_plugin.regrading.errors import NothingToRegradeError
from lms_plugin.regrading.models import Regrade
from lms_plugin.regrading.proposals import RULES, RuleName
from tests.functional.learning.school import School, open_school, write_course
from tests.unit.quizzes.acts import save, start
from tests.unit.regrading.ward import (
    COURSE,
    HEAD,
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

ACTS = st.lists(st.tuples(st.sampled_from(RULES), st.booleans()), min_size=1, max_size=3)
OPEN_QUESTION = """  - key: why
    type: free_text
    objective: goal
    stem: Why?
    rubric:
      - key: all
        title: All
        levels: [{points: 0, text: None}, {points: 1, text: Some}, {points: 2, text: All}]
"""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def regrade(school: School, rule: RuleName, question: str, *, never_lower: bool = False) -> Regrade | None:
    """None where nothing changes; what was previewed is what the rows say afterwards."""
    proposal = services.propose(school.tenant_id, COURSE, question, rule=rule, never_lower=never_lower)
    found = services.preview(proposal, now=LATER)
    said = {change.before.id: change.after.score_ppm for change in found.plan.changes}
    try:
        done = services.apply(proposal, found.digest, "Why not.", regrader(school), now=LATER)
    except NothingToRegradeError:
        db.session.rollback()
        return None
    db.session.commit()
    assert {each: db.session.get_one(Attempt, each).score_ppm for each in said} == said
    return done


@pytest.fixture
def taken(app: Flask, tmp_path: Path) -> School:
    school = open_ward(tmp_path)
    for name, answers in (("amara", "bgoo"), ("amara", "ogg-"), ("ben", "ggoo"), ("ben", "-ggg")):
        hand_in(school, name, answers)
    mend(school, tmp_path)
    hand_in(school, "amara", "bogg")
    return school


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
@example(acts=[("credit_all", False), ("drop", False)])  # meanwhile another try is as good as the one that counted
def test_undone_backwards_all_is_as_it_was(taken: School, acts: list[tuple[RuleName, bool]]) -> None:
    stages = []
    for rule, never_lower in acts:
        before = snapshot()
        done = regrade(taken, rule, QUESTION, never_lower=never_lower)
        if done is None:
            assert snapshot() == before
        else:
            stages.append((done.id, before))
    for regrade_id, before in reversed(stages):
        services.undo(regrade_id, regrader(taken), now=LATER)
        db.session.commit()
        assert snapshot() == before


@pytest.fixture
def waiting(app: Flask, tmp_path: Path) -> tuple[School, Attempt]:
    """A try of one right answer and one that a person has to mark."""
    courses = write_course(tmp_path, quizzes={"quiz": (HEAD, 1)}, lessons=())
    [path] = courses.rglob("quiz.yaml")
    path.write_text(path.read_text() + OPEN_QUESTION)
    school = open_school(courses, slots={})
    learner = school.learner()
    attempt = start(school, learner, quiz_of(school))
    save(learner, attempt.id, QUESTION, {"choice": "good"})
    save(learner, attempt.id, "why", {"text": "Because."})
    submit_attempt(learner, attempt.id, now=NOW)
    db.session.commit()
    return school, attempt


def by_hand(school: School, attempt: Attempt, level: int, reason: str = "") -> None:
    marker = Marker(tenant_id=school.tenant_id, context_id=school.context_id, user_id=school.people["dana"])
    base = list_marks(attempt.id)["why"].round
    mark_by_hand(marker, attempt.id, "why", Judgement(base=base, chosen={"all": level}, reason=reason), now=LATER)
    db.session.commit()


@pytest.mark.parametrize(("rule", "score"), [("drop", 1_000_000), ("credit_all", 1_000_000)])
def test_what_waits_for_a_person_waits_no_more_and_again(
    waiting: tuple[School, Attempt], rule: RuleName, score: int
) -> None:
    school, attempt = waiting
    before = snapshot()
    done = regrade(school, rule, "why")
    assert done is not None
    assert (attempt.state, attempt.score_ppm) == ("marked", score)
    services.undo(done.id, regrader(school), now=LATER)
    db.session.commit()
    assert attempt.state == "awaiting"
    assert snapshot()[0] == before[0]  # type: ignore[index]


@pytest.mark.parametrize("rule", ["drop", "credit_all"])
def test_a_persons_mark_does_not_undo_a_lasting_rule(waiting: tuple[School, Attempt], rule: RuleName) -> None:
    school, attempt = waiting
    done = regrade(school, rule, "why")
    assert done is not None
    by_hand(school, attempt, 0, reason="Nothing is there.")
    assert (attempt.state, attempt.score_ppm) == ("marked", 1_000_000)
    assert regrade(school, rule, "why") is None


def test_a_persons_mark_of_a_dropped_question_counts_when_it_comes_back(waiting: tuple[School, Attempt]) -> None:
    school, attempt = waiting
    done = regrade(school, "drop", "why")
    assert done is not None
    by_hand(school, attempt, 1, reason="Half of it.")
    services.undo(done.id, regrader(school), now=LATER)
    db.session.commit()
    assert (attempt.state, attempt.score_ppm) == ("marked", 750_000)
