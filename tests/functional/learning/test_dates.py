"""Quizzes with dates, as a learner meets them: not open yet, due, late, closed, results held until a date."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.demo.platform.settings import Link
from lms_plugin.grades.models import Result
from lms_plugin.launches.log import forget_launches
from lms_plugin.launches.models import FirstLaunch, LaunchSession
from lms_plugin.platforms.models import Registration, Tenant
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import ResourceLink
from lms_plugin.worker import due_work, run_due_work
from tests.functional.learning.school import COURSE, Desk, School, open_school, publish, seat_by_hand, write_course
from tests.functional.learning.test_integrity import crawl
from tests.harness import house as houses
from tests.harness.house import House

DUE = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)  # November 30 ends in Chicago
BEFORE, AFTER = DUE - timedelta(days=3), DUE + timedelta(hours=2)
HELD = """purpose: module_quiz
policy:
  retake: fresh
  due: 2026-11-30
  show: {score: after_due, right_wrong: after_due, feedback: after_due, answers: after_due}
grade: {when: released}
"""

Sit = Callable[..., Desk]


@pytest.fixture
def sit(app: Flask, tmp_path: Path) -> Sit:
    """Somebody at a module whose quiz has this head."""

    def make(head: str, name: str = "amara", role: str = "learner") -> Desk:
        school = open_school(write_course(tmp_path, quizzes={"quiz": (head, 3)}, lessons=("one",)), slots={})
        db.session.remove()
        seat_by_hand(app)
        desk = Desk(app, school.viewer(name, school.module.activity_id, role))  # type: ignore[arg-type]
        desk.school = school  # type: ignore[attr-defined]
        return desk

    return make


def school_of(desk: Desk) -> School:
    found: School = desk.school  # type: ignore[attr-defined]
    return found


def answer(desk: Desk, attempt: str, *choices: str) -> None:
    for number, choice in enumerate(choices, 1):
        assert desk.save(attempt, f"quiz-{number}", {"choice": choice}).status_code == 200


def work(app: Flask) -> None:
    run_due_work(app, due_work(app))
    db.session.remove()


def results() -> list[int | None]:
    found = list(db.session.scalars(select(Result.score_ppm).order_by(Result.activity_id)))
    db.session.remove()
    return found


def everything(desk: Desk, attempt: str) -> str:
    """All that a learner can get of a try, and of the pages around it."""
    pages = ("/module", "/", "/quizzes/quiz", "/lessons/one", f"/attempts/{attempt}/result")
    answers = [desk.get(page) for page in pages]
    return "".join(f"{each.headers}{each.text}" for each in answers)


def test_before_it_opens_the_page_says_when_and_no_try_begins(sit: Sit) -> None:
    amara = sit("purpose: practice\npolicy: {opens: 2026-11-30}\n")
    opens = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
    with time_machine.travel(opens - timedelta(seconds=1), tick=False):
        page = amara.get("/quizzes/quiz").text
        assert "This quiz opens November 30 at 00:00." in page
        assert "Start the quiz" not in page
        assert amara.post("/quizzes/quiz/start").status_code == 403
        amara.post("/lessons/one/done")
        home = amara.get("/module").text
        assert "Opens November 30 at 00:00" in home
        assert "Nothing more is open just now" in home
    with time_machine.travel(opens, tick=False):
        assert "Nothing more is open just now" not in amara.get("/module").text
        assert "Start the quiz" in amara.get("/quizzes/quiz").text
        assert amara.start("quiz")


def test_after_the_due_date_it_may_be_handed_in_and_is_late(sit: Sit) -> None:
    amara = sit("purpose: module_quiz\npolicy: {due: 2026-11-30, retake: fresh}\n")
    with time_machine.travel(BEFORE, tick=False):
        assert "November 30 at 23:59." in amara.get("/quizzes/quiz").text
        first = amara.start("quiz")
        amara.post(f"/attempts/{first}/submit")
        assert "Handed in late" not in amara.get(f"/attempts/{first}/result").text
    with time_machine.travel(AFTER, tick=False):
        second = amara.start("quiz")
        answer(amara, second, "good", "good", "good")
        amara.post(f"/attempts/{second}/submit")
        result = amara.get(f"/attempts/{second}/result").text
        assert "Handed in late." in result
        assert "It was due November 30 at 23:59." in result
        assert amara.get("/quizzes/quiz").text.count("· late") == 1
    school = school_of(amara)
    dana = Desk(amara.app, school.viewer("dana", school.module.activity_id, "instructor"))
    assert dana.get("/people").text.count("</svg>Late</span>") == 1


def test_after_it_closed_no_try_begins(sit: Sit) -> None:
    amara = sit("purpose: practice\npolicy: {closes: 2026-11-30}\n")
    with time_machine.travel(DUE, tick=False):
        page = amara.get("/quizzes/quiz").text
        assert "This quiz closed November 30 at 23:59." in page
        assert "Start the quiz" not in page
        assert amara.post("/quizzes/quiz/start").status_code == 403


def test_the_worker_hands_in_what_a_quiz_closed_over(app: Flask, sit: Sit) -> None:
    amara = sit("purpose: module_quiz\npolicy: {closes: 2026-11-30, due: 2026-11-30}\n")
    with time_machine.travel(BEFORE, tick=False):
        attempt = amara.start("quiz")
        answer(amara, attempt, "good", "good")
        work(app)
        assert amara.get(f"/attempts/{attempt}/questions/3").status_code == 200
    with time_machine.travel(AFTER, tick=False):
        work(app)
        assert amara.get(f"/attempts/{attempt}/questions/3").location.endswith("/result")
        assert "66.6%" in amara.get(f"/attempts/{attempt}/result").text
    row = db.session.scalars(select(Attempt)).one()
    assert (row.submitted_at, row.submitted_by, row.late) == (DUE, "date", False)
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["attempt.submitted"]
    assert db.session.scalars(select(Job)).all() == []
    assert results() == [666_666, 666_666]


def test_the_next_request_hands_in_what_a_quiz_closed_over(sit: Sit) -> None:
    amara = sit("purpose: module_quiz\npolicy: {closes: 2026-11-30}\n")
    with time_machine.travel(BEFORE, tick=False):
        attempt = amara.start("quiz")
        answer(amara, attempt, "good")
    with time_machine.travel(AFTER, tick=False):
        assert amara.get(f"/attempts/{attempt}/questions/2").location.endswith("/quizzes/quiz")
        assert "See your result" in amara.get("/quizzes/quiz").text
        late = amara.save(attempt, "quiz-2", {"choice": "good"})
        assert late.status_code == 409
        assert "33.3%" in amara.get(f"/attempts/{attempt}/result").text


def test_handing_in_oneself_after_it_closed_counts_as_at_the_end(sit: Sit) -> None:
    amara = sit("purpose: module_quiz\npolicy: {closes: 2026-11-30}\n")
    with time_machine.travel(BEFORE, tick=False):
        attempt = amara.start("quiz")
        answer(amara, attempt, "good")
    with time_machine.travel(AFTER, tick=False):
        assert amara.post(f"/attempts/{attempt}/submit").location.endswith("/result")
    assert db.session.scalars(select(Attempt.submitted_at)).one() == DUE


def test_a_try_with_a_time_limit_keeps_its_time(app: Flask, sit: Sit) -> None:
    amara = sit("purpose: practice\npolicy: {closes: 2026-11-30, time_limit: 30m}\n")
    with time_machine.travel(BEFORE, tick=False):
        attempt = amara.start("quiz")
    with time_machine.travel(AFTER, tick=False):
        work(app)
        assert db.session.get_one(Attempt, UUID(attempt)).state == "open"


def test_qz03_nothing_before_the_date_and_everything_after(app: Flask, sit: Sit) -> None:
    amara = sit(HELD)
    with time_machine.travel(BEFORE, tick=False):
        attempt = amara.start("quiz")
        answer(amara, attempt, "good", "good", "bad")
        amara.post("/lessons/one/done")
        amara.post(f"/attempts/{attempt}/submit")
        work(app)
        assert "November 30 at 23:59" in amara.get(f"/attempts/{attempt}/result").text
    told = ("Because it is", "The reason for", "66.6", "Not passed", "Passed", "Missed", "2 of 3", "chip is-done")
    with time_machine.travel(DUE - timedelta(seconds=1), tick=False):
        work(app)
        page = everything(amara, attempt)
        assert [text for text in told if text in page] == []
        assert "Handed in" in page
        assert results() == [1_000_000]  # of the lesson alone
    with time_machine.travel(DUE, tick=False):
        result = amara.get(f"/attempts/{attempt}/result").text
        for text in ("66.6%", "Because it is good", "The reason for", "Not passed yet"):
            assert text in result
        work(app)
        assert sorted(results(), key=str) == [1_000_000, 666_666, 666_666]
        work(app)
    assert db.session.scalars(select(Result.revision)).all() == [1, 1, 1]


def test_a_module_that_a_held_quiz_completes_does_not_tell(sit: Sit) -> None:
    amara = sit(HELD)
    with time_machine.travel(BEFORE, tick=False):
        amara.post("/lessons/one/done")
        attempt = amara.start("quiz")
        answer(amara, attempt, "good", "good", "good")
        amara.post(f"/attempts/{attempt}/submit")
        page = amara.get("/module").text
        assert "You completed this module" not in page
        assert "the result opens November 30 at 23:59" in page
    with time_machine.travel(DUE, tick=False):
        assert "You completed this module" in amara.get("/module").text


def test_the_grade_of_a_module_does_not_tell_of_a_held_quiz_in_it(app: Flask, sit: Sit) -> None:
    amara = sit(HELD.replace("module_quiz", "practice").replace("grade: {when: released}\n", ""))
    with time_machine.travel(BEFORE, tick=False):
        amara.post("/lessons/one/done")
        attempt = amara.start("quiz")
        answer(amara, attempt, "good", "good", "good")
        amara.post(f"/attempts/{attempt}/submit")
        work(app)
        assert results() == [1_000_000]  # of the lesson alone
    with time_machine.travel(DUE, tick=False):
        work(app)
        assert results() == [1_000_000, 1_000_000]


def test_a_held_quiz_opens_nothing_that_waits_for_it(app: Flask, tmp_path: Path) -> None:
    """What opened would tell that it was passed."""
    quizzes = {"quiz": (HELD, 1), "next": ("purpose: practice\npolicy: {requires: [{quiz: quiz}]}\n", 1)}
    school = open_school(write_course(tmp_path, quizzes=quizzes, lessons=("one",)), slots={})
    db.session.remove()
    seat_by_hand(app)
    amara = Desk(app, school.viewer("amara", school.module.activity_id, "learner"))
    with time_machine.travel(BEFORE, tick=False):
        attempt = amara.start("quiz")
        answer(amara, attempt, "good")
        amara.post(f"/attempts/{attempt}/submit")
        assert "pass “Quiz quiz”" in amara.get("/module").text
        assert amara.post("/quizzes/next/start").status_code == 403
    with time_machine.travel(DUE, tick=False):
        assert amara.start("next")


def test_who_is_not_here_to_learn_may_try_a_closed_quiz(sit: Sit) -> None:
    dana = sit("purpose: practice\npolicy: {closes: 2026-11-30}\n", "dana", "instructor")
    with time_machine.travel(AFTER, tick=False):
        attempt = dana.start("quiz")
        assert dana.save(attempt, "quiz-1", {"choice": "good"}).status_code == 200


def launch_row(school: School, at: datetime) -> None:
    """A launch of the school's link by Amara."""
    registration = db.session.scalars(select(Registration.id)).one()
    link = db.session.get_one(ResourceLink, school.link_id)
    link.activity_id = school.module.activity_id
    db.session.add(
        LaunchSession(
            id=at.isoformat(),
            tenant_id=school.tenant_id,
            registration_id=registration,
            nonce=at.isoformat(),
            secret_hash="",
            browser_hash="",
            user_id=school.people["amara"],
            context_id=school.context_id,
            resource_link_id=school.link_id,
            message="LtiResourceLinkRequest",
            role="learner",
            frame_origin=None,
            return_url=None,
            details={},
            opened_at=at,
            expires_at=at + timedelta(hours=1),
        )
    )
    db.session.commit()
    db.session.remove()


def test_days_after_the_first_launch_outlive_the_launch_log(sit: Sit) -> None:
    amara = sit("purpose: practice\npolicy: {due: {days: 30, after: first_launch}}\n")
    first, second = datetime(2026, 10, 1, 15, 0, tzinfo=UTC), datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    for at in (first, second):
        launch_row(school_of(amara), at)
    with time_machine.travel(second, tick=False):
        assert "October 31 at 10:00." in amara.get("/quizzes/quiz").text
        forget_launches(before=first + timedelta(days=2))
        forget_launches(before=first + timedelta(days=30))
        db.session.commit()
        assert db.session.scalars(select(FirstLaunch.opened_at)).one() == first
        db.session.remove()
        assert "October 31 at 10:00." in amara.get("/quizzes/quiz").text


def test_the_due_date_that_the_lms_sent(sit: Sit) -> None:
    amara = sit("purpose: practice\npolicy: {due: 2026-11-30, due_source: earliest}\n")
    link = db.session.get_one(ResourceLink, school_of(amara).link_id)
    link.activity_id = school_of(amara).module.activity_id
    link.custom = {"submission_end": "2026-11-20T17:00:00-06:00"}
    db.session.commit()
    with time_machine.travel(datetime(2026, 11, 19, tzinfo=UTC), tick=False):
        assert re.search(r"<dt>Due</dt><dd><strong>November 20 at 17:00\.", amara.get("/quizzes/quiz").text)


def test_dates_cost_a_question_page_and_a_save_no_statement(app: Flask, tmp_path: Path, statements: list[str]) -> None:
    dated = "purpose: practice\npolicy: {opens: 2026-11-01, closes: 2026-11-30}\n"
    quizzes = {"plain": ("purpose: practice\n", 2), "dated": (dated, 2)}
    school = open_school(write_course(tmp_path, quizzes=quizzes), slots={})
    db.session.remove()
    seat_by_hand(app)
    amara = Desk(app, school.viewer("amara", school.module.activity_id, "learner"))
    counts = []
    with time_machine.travel(BEFORE, tick=False):
        for key in quizzes:
            attempt = amara.start(key)
            amara.get(f"/attempts/{attempt}/questions/1")
            statements.clear()
            amara.get(f"/attempts/{attempt}/questions/1")
            shown = len(statements)
            assert amara.save(attempt, f"{key}-1", {"choice": "good"}).status_code == 200
            counts.append((shown, len(statements) - shown))
    assert counts[0] == counts[1]


def test_a_best_score_is_kept_with_progress(sit: Sit) -> None:
    amara = sit("purpose: practice\n")
    for choices in (("good", "good"), ("bad",)):
        attempt = amara.start("quiz")
        answer(amara, attempt, *choices)
        amara.post(f"/attempts/{attempt}/submit")
    assert max(db.session.scalars(select(Progress.best_ppm)), key=lambda best: best or 0) == 666_666


def test_a_grade_reaches_the_gradebook_when_the_lms_s_own_date_is_over(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path
) -> None:
    """From the custom parameter of a real launch to the gradebook; every byte before is crawled."""
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    custom = {"course": COURSE, "quiz": "quiz", "submission_end": due.isoformat()}
    monkeypatch.setattr(houses, "shipped_courses", lambda: ())
    with House(sqlite_url, tmp_path, (Link(id="3", title="Held", custom=custom),)) as house:
        head = HELD.replace("due: 2026-11-30", "due: 2020-01-01\n  due_source: lms")
        folder = write_course(tmp_path / "courses", quizzes={"quiz": (head, 3)}, lessons=("one",))
        with house.app.app_context():
            publish(db.session.scalars(select(Tenant.id)).one(), folder, {})
            db.session.remove()
        browser = house.browser()
        start = house.launch(browser, "amara")
        page = browser.submit(start, start.form("/start"))
        for choice in ("good", "good", "bad"):
            page = browser.submit(page, page.form("/questions/"), choice=choice, go="next")
        result = browser.submit(page, page.form("/submit"))
        house.work()
        house.deliver()
        received = b"".join([result.body, *crawl(browser, result.url, house.tool_url)]).decode()
        told = ("Because it is", "The reason for", "66.6%", "2 of 3", "Not passed yet", "You passed")
        assert [text for text in told if text in received] == []
        assert house.gradebook("amara")["score"] is None
        with time_machine.travel(due + timedelta(minutes=1)):
            house.work()
            house.deliver()
        assert house.gradebook("amara")["score"] == 66.6666
