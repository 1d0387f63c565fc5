"""Row QZ04 and what people see of a clock. Time passes by moving a try back in the database; nobody waits."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.grades.models import Result
from lms_plugin.quizzes.accommodation_models import Accommodation
from lms_plugin.quizzes.clock import submit_overdue
from lms_plugin.quizzes.models import Attempt, MarkRow, Response, ResponseSave
from lms_plugin.worker import JOBS
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import Desk, School, open_school, said, write_course

MINUTE = timedelta(minutes=1)
HEAD = "purpose: module_quiz\npolicy: {{attempts: 1, time_limit: 30m{}}}\n"
CLOCK = next(job for job in JOBS if job.name == "submit_overdue")
GOOD, BAD = {"choice": "good"}, {"choice": "bad"}


@pytest.fixture
def school(app: Flask, tmp_path: Path) -> School:
    quizzes = {"timed": (HEAD.format(""), 2), "easy": (HEAD.format(", on_time_up: overtime"), 2)}
    quizzes["free"] = ("purpose: practice\n", 1)
    school = open_school(write_course(tmp_path, quizzes=quizzes), slots={})
    db.session.remove()
    return school


@pytest.fixture
def dana(seat: MakeDesk) -> Desk:
    return seat("dana", role="instructor")


def pass_time(attempt: str, time: timedelta) -> None:
    """What happens now happens so much later for this try."""
    row = db.session.get_one(Attempt, UUID(attempt))
    moved = {name: getattr(row, name) - time for name in ("started_at", "closes_at", "clock_at") if getattr(row, name)}
    db.session.execute(update(Attempt).where(Attempt.id == row.id).values(**moved))
    db.session.commit()
    db.session.remove()


def stored(attempt: str) -> Attempt:
    row = db.session.get_one(Attempt, UUID(attempt))
    db.session.remove()
    return row


def test_the_outline_says_which_quiz_has_a_clock(amara: Desk) -> None:
    page = amara.get("/module").text
    assert (page.count("with a time limit"), page.count("no time limit")) == (2, 1)


def test_qz04_an_answer_a_second_after_the_grace_is_kept_and_not_marked(amara: Desk) -> None:
    attempt = amara.start("timed")
    assert amara.save(attempt, "timed-1", GOOD).status_code == 200
    pass_time(attempt, 30 * MINUTE + timedelta(seconds=31))
    # Whatever a page says of its own clock is refused: there is no such field.
    assert amara.save(attempt, "timed-2", GOOD, at="2026-01-01T00:00:00Z").status_code == 400
    late = amara.save(attempt, "timed-2", GOOD)
    assert (late.status_code, said(late)["saved"], said(late)["late"]) == (409, False, True)
    assert said(late)["remedy"].startswith("It is kept, and it is not marked.")
    row = stored(attempt)
    assert (row.state, row.submitted_by, row.earned, row.possible) == ("marked", "clock", Fraction(1), Fraction(2))
    kept = db.session.scalars(select(ResponseSave).where(ResponseSave.late)).one()
    assert (kept.question_key, kept.value) == ("timed-2", GOOD)
    assert [each.question_key for each in db.session.scalars(select(Response))] == ["timed-1"]
    db.session.remove()
    page = amara.get(f"/attempts/{attempt}/result").text
    assert "The time was over, so we handed in what you had answered." in page
    assert "1 answer came after that." in page


def test_qz04_within_the_grace_it_counts(amara: Desk) -> None:
    attempt = amara.start("timed")
    pass_time(attempt, 30 * MINUTE + timedelta(seconds=20))
    assert amara.save(attempt, "timed-1", GOOD).status_code == 200
    assert "Your time is over" in amara.get(f"/attempts/{attempt}/questions/2").text
    assert amara.post(f"/attempts/{attempt}/submit").status_code == 303
    assert (stored(attempt).submitted_by, stored(attempt).earned) == ("clock", Fraction(1))
    assert said(amara.save(attempt, "timed-2", GOOD))["late"]


def test_a_repeated_late_save_is_answered_from_the_first(amara: Desk) -> None:
    attempt = amara.start("timed")
    pass_time(attempt, 31 * MINUTE)
    same = {"save_id": "0b5f2f52-6f1c-4f7e-9d4c-2f3c7e5a9b10"}
    answers = [said(amara.save(attempt, "timed-1", GOOD, **same)) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["late"]


def test_without_script_a_late_form_leads_to_the_result(amara: Desk) -> None:
    attempt = amara.start("timed")
    pass_time(attempt, 31 * MINUTE)
    answer = amara.post(f"/attempts/{attempt}/questions/1", {"base": "0", "choice": "good", "go": "next"})
    assert answer.location.endswith(f"/attempts/{attempt}/result")
    assert "1 answer came after that." in amara.get(answer.location).text


def test_the_clock_hands_in_for_who_went_away(amara: Desk) -> None:
    attempt = amara.start("timed")
    amara.save(attempt, "timed-1", GOOD)
    pass_time(attempt, 31 * MINUTE)
    CLOCK.run(datetime.now(UTC))
    db.session.remove()
    assert "Nothing that you had given was lost." in amara.get(f"/attempts/{attempt}/result").text


def test_who_hands_in_before_the_end_did_it_themselves(amara: Desk) -> None:
    attempt = amara.start("timed")
    pass_time(attempt, 29 * MINUTE)
    amara.post(f"/attempts/{attempt}/submit")
    assert stored(attempt).submitted_by == "learner"
    assert amara.save(attempt, "timed-1", GOOD).status_code == 409
    assert db.session.scalars(select(ResponseSave)).all() == []
    assert "The time was over" not in amara.get(f"/attempts/{attempt}/result").text


def test_overtime_goes_on_and_is_told(amara: Desk) -> None:
    attempt = amara.start("easy")
    pass_time(attempt, 40 * MINUTE)
    assert submit_overdue(now=datetime.now(UTC)) == 0
    assert "You can go on; it is noted that you took longer." in amara.get(f"/attempts/{attempt}/questions/1").text
    assert amara.save(attempt, "easy-1", GOOD).status_code == 200
    amara.post(f"/attempts/{attempt}/submit")
    row = stored(attempt)
    assert (row.submitted_by, row.in_overtime, row.earned) == ("learner", True, Fraction(1))
    assert "in overtime" in amara.get(f"/attempts/{attempt}/result").text


def test_the_page_says_how_long_there_is_and_asks_the_server(amara: Desk, statements: list[str]) -> None:
    attempt = amara.start("timed")
    page = amara.get(f"/attempts/{attempt}/questions/1").text
    assert "About 30 minutes left, " in page
    statements.clear()
    first = said(amara.get(f"/attempts/{attempt}/time"))
    assert len(statements) == 1
    assert first["open"]
    assert 0 < first["closes"] - first["now"] <= 30 * 60_000
    free = amara.start("free")
    assert "clock.js" not in amara.get(f"/attempts/{free}/questions/1").text


def test_the_start_says_the_limit_and_what_is_the_person_s_own(amara: Desk, dana: Desk, seat: MakeDesk) -> None:
    assert "<strong>30 minutes.</strong>" in amara.get("/quizzes/timed").text
    given = {"person": str(amara.viewer.user_id), "times": "1.5", "attempts": "1", "quiz": ""}
    assert dana.post("/extra-time/", given).status_code == 303
    own = amara.get("/quizzes/timed").text
    assert "You have 1.5 times the time: 45 minutes." in own
    assert "2 left. You have 1 more try than others." in own
    others = seat("ben").get("/quizzes/timed").text
    assert "<strong>30 minutes.</strong>" in others
    assert "1.5" not in others


def test_more_time_reaches_the_running_try(amara: Desk, dana: Desk) -> None:
    attempt = amara.start("timed")
    before = said(amara.get(f"/attempts/{attempt}/time"))["closes"]
    page = dana.get("/extra-time/").text
    assert "Amara Okafor" in page
    [address] = re.findall(r'action="([^"]+/minutes)"', page)
    assert dana.post(address, {"minutes": "10"}).status_code == 303
    assert said(amara.get(f"/attempts/{attempt}/time"))["closes"] == before + 10 * 60_000


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a person, or write an e-mail or a staff number: one of the two."),
        ({"named": "a@b.example"}, "Say what to give: more time, more tries or more days."),
        ({"named": "a@b.example", "times": "0.5"}, "Give 1 to 10 times the time"),
        ({"named": "a@b.example", "times": "1.333"}, "with at most two decimals"),
        ({"named": "a@b.example", "times": "much"}, "such as 1.5"),
        ({"named": "a@b.example", "attempts": "50"}, "Give 0 to 20 more tries."),
        ({"person": "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", "attempts": "1"}, "Not a valid choice"),
    ],
)
def test_a_form_that_cannot_be_says_why_and_changes_nothing(dana: Desk, fields: dict[str, str], words: str) -> None:
    answer = dana.post("/extra-time/", {"quiz": "", "person": "", **fields})
    assert answer.status_code == 400
    assert words in answer.text
    assert db.session.scalars(select(Accommodation)).all() == []


def test_what_was_given_is_listed_and_taken_back(amara: Desk, dana: Desk) -> None:
    dana.post("/extra-time/", {"named": " New@Lakeside.example ", "times": "2", "days": "3", "quiz": "", "person": ""})
    page = dana.get("/extra-time/").text
    assert "new@lakeside.example" in page
    assert "2 times the time, 3 more days" in page
    [address] = re.findall(r'action="([^"]+/revoke)"', page)
    assert dana.post(address).status_code == 303
    assert "new@lakeside.example" not in dana.get("/extra-time/").text


def test_late_answers_count_once_an_educator_lets_them(amara: Desk, dana: Desk) -> None:
    attempt = amara.start("timed")
    amara.save(attempt, "timed-1", BAD)
    pass_time(attempt, 31 * MINUTE)
    for answer in (BAD, GOOD):
        amara.save(attempt, "timed-1", answer)
    assert stored(attempt).earned == 0
    page = dana.get("/extra-time/").text
    assert "1 answer, the last one today at" in page
    [address] = re.findall(r'action="([^"]+/late)"', page)
    assert dana.post(address).status_code == 303
    row = stored(attempt)
    assert (row.state, row.submitted_by, row.earned, row.score_ppm) == ("marked", "clock", Fraction(1), 500_000)
    rounds = select(MarkRow.round, MarkRow.credit_num).where(MarkRow.question_key == "timed-1").order_by(MarkRow.round)
    assert [tuple(each) for each in db.session.execute(rounds)] == [(1, 0), (2, 1)]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "attempt.late_accepted")).one()
    assert event.detail.details == {"new": {"questions": ["timed-1"]}}
    grade = db.session.scalars(select(Result.score_ppm).where(Result.activity_id == row.activity_id)).one()
    assert grade == 500_000
    db.session.remove()
    assert "too late" not in dana.get("/extra-time/").text
    assert dana.post(address).status_code == 404
    assert "came after that" not in amara.get(f"/attempts/{attempt}/result").text


def test_learners_do_not_get_there(amara: Desk) -> None:
    attempt = amara.start("timed")
    assert amara.get("/extra-time/").status_code == 403
    assert amara.post("/extra-time/", {"named": "a@b.example", "times": "2"}).status_code == 403
    assert amara.post(f"/extra-time/attempts/{attempt}/minutes", {"minutes": "10"}).status_code == 403
    assert amara.post(f"/extra-time/attempts/{attempt}/late").status_code == 403
