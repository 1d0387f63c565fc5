"""Row QZ18 beyond the form: nothing is complete without a signature, and it stands under the words that were read."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.loader import load_course
from lms_plugin.curriculum.services import offer_course
from lms_plugin.platforms.models import Tenant
from lms_plugin.progress.services import find_progress
from lms_plugin.quizzes.clock import submit_overdue
from lms_plugin.quizzes.models import Attempt, Attestation
from lms_plugin.quizzes.previews import forget_previews
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import COURSE, NOW, QUESTION, Desk, School, open_school, publish, write_course

PROMISE = """  - key: promise
    type: attestation
    objective: goal
    stem: Sign it.
    statement: I know {{hospital.contact}} and will be careful.
"""
ESSAY = """  - key: essay
    type: free_text
    objective: goal
    stem: Say why.
    marking: person
    rubric:
      - {key: why, title: Why, levels: [{points: 0, text: None}, {points: 1, text: Good}]}
"""
SLOT = "slots:\n  - {key: hospital.contact, kind: text, label: Contact}\n"
CONTACT = "hospital.contact"
NAME = "Amara Okafor"
FORWARD = "purpose: practice\npolicy: {navigation: forward}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A quiz to sign, and one with an answer that a person marks too; handing in completes the module."""
    quizzes = {"sign": ("purpose: attestation\n", 0), "timed": ("purpose: attestation\npolicy: {time_limit: 30m}\n", 0)}
    write_course(tmp_path, quizzes=quizzes, lessons=(), completion="{lessons: all, quizzes: submitted}")
    with (tmp_path / COURSE / "course.yaml").open("a") as file:
        file.write(SLOT)
    module = tmp_path / COURSE / "modules" / "small" / "quizzes"
    for key, questions in {"sign": PROMISE, "timed": PROMISE.replace("promise", "promise-2") + ESSAY}.items():
        with (module / f"{key}.yaml").open("a") as file:
            file.write(questions)
    return tmp_path


@pytest.fixture
def school(app: Flask, folder: Path) -> School:
    school = open_school(folder, slots={CONTACT: "extension 4400"})
    db.session.remove()
    return school


@pytest.fixture
def dana(seat: MakeDesk) -> Desk:
    return seat("dana", role="instructor")


def agree(desk: Desk, attempt: str, key: str = "promise", *, statement: str = "") -> int:
    """Tick the statement of the first question as its page shows it."""
    return desk.save(attempt, key, {"agreed": True, "statement": statement or shown_hash(desk, attempt)}).status_code


def shown_hash(desk: Desk, attempt: str) -> str:
    page = desk.get(f"/attempts/{attempt}/questions/1").text
    [found] = re.findall(r'name="agreed" value="([0-9a-f]{64})"', page)
    return str(found)


def rename_contact(school: School, folder: Path, words: str) -> None:
    offer_course(school.tenant_id, load_course(folder / COURSE, today=NOW.date()).key, {CONTACT: words}, now=NOW)
    db.session.commit()
    db.session.remove()


def run_out(attempt: str) -> None:
    """Let the clock hand in."""
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    db.session.execute(update(Attempt).where(Attempt.id == UUID(attempt)).values(closes_at=long_ago, clock_at=long_ago))
    db.session.commit()
    submit_overdue(now=datetime.now(UTC))
    db.session.commit()
    db.session.remove()


def test_the_clock_signs_nothing_and_completes_nothing(amara: Desk, school: School) -> None:
    attempt = amara.start("timed")
    assert agree(amara, attempt, "promise-2") == 200
    run_out(attempt)
    row = db.session.get_one(Attempt, UUID(attempt))
    assert (row.submitted_by, row.state, row.passed) == ("clock", "marked", False)
    quiz = school.module.contents[1].activity_id
    found = find_progress(school.learner(), quiz)
    assert found is not None
    assert found.standing == "in_progress"
    assert [amara.get(page).status_code for page in ("/module", "/quizzes/timed")] == [200, 200]
    assert amara.start("timed") != attempt


def test_a_mark_by_hand_is_no_signature(amara: Desk, dana: Desk) -> None:
    attempt = amara.start("timed")
    assert agree(amara, attempt, "promise-2") == 200
    assert amara.save(attempt, "essay", {"text": "Because."}).status_code == 200
    run_out(attempt)
    assert dana.post(f"/marking/{attempt}/essay", {"base": 1, "level:why": "1"}).status_code == 303
    row = db.session.get_one(Attempt, UUID(attempt))
    assert (row.state, row.passed) == ("marked", False)
    assert db.session.scalars(select(Attestation)).all() == []


def test_other_words_of_the_hospital_are_another_statement(amara: Desk, school: School, folder: Path) -> None:
    attempt = amara.start("sign")
    before = shown_hash(amara, attempt)
    rename_contact(school, folder, "extension 5500")
    refused = amara.save(attempt, "promise", {"agreed": True, "statement": before})
    assert refused.status_code == 400
    assert "another one now" in refused.text
    assert agree(amara, attempt) == 200


def test_words_that_change_after_the_tick_are_read_again_before_signing(
    amara: Desk, school: School, folder: Path
) -> None:
    attempt = amara.start("sign")
    assert agree(amara, attempt) == 200
    rename_contact(school, folder, "extension 5500")
    refused = amara.post(f"/attempts/{attempt}/submit", {"name": NAME})
    assert refused.status_code == 400
    assert "changed since you agreed" in refused.text
    assert db.session.scalars(select(Attestation)).all() == []
    assert not re.search(r'name="agreed"[^>]*checked', amara.get(f"/attempts/{attempt}/questions/1").text)
    assert (
        amara.save(attempt, "promise", {"agreed": True, "statement": shown_hash(amara, attempt)}, base=1).status_code
        == 200
    )
    assert amara.post(f"/attempts/{attempt}/submit", {"name": NAME}).status_code == 303


def test_the_record_names_the_words_that_stood_on_the_page(amara: Desk) -> None:
    attempt = amara.start("sign")
    stood = shown_hash(amara, attempt)
    agree(amara, attempt)
    assert amara.post(f"/attempts/{attempt}/submit", {"name": NAME}).status_code == 303
    assert db.session.scalars(select(Attestation)).one().text_digest == stood


def test_what_is_not_scored_is_not_said_to_be(amara: Desk) -> None:
    attempt = amara.start("sign")
    page = amara.get(f"/attempts/{attempt}/check").text
    assert "scores 0" not in page
    assert "You can submit anyway" not in page
    assert "you see your score" not in page


def test_a_preview_signs_nothing_and_can_be_forgotten(seat: MakeDesk) -> None:
    """A signature is somebody's record for good; what was only tried is nobody's, and goes."""
    dana = seat("dana", role="instructor")
    attempt = dana.start("sign")
    assert agree(dana, attempt) == 200
    assert dana.post(f"/attempts/{attempt}/submit", {"name": dana.viewer.name or ""}).status_code == 303
    assert db.session.scalars(select(Attestation)).all() == []
    forget_previews(before=datetime.now(UTC) + timedelta(minutes=1))
    db.session.commit()
    assert db.session.scalars(select(Attempt)).all() == []


def test_a_statement_is_not_left_before_it_is_agreed_to(app: Flask, seat: MakeDesk, tmp_path: Path) -> None:
    """Forward only: it would be locked without an answer, and nothing could be handed in."""
    folder = write_course(tmp_path / "more", quizzes={"on": (FORWARD, 0)}, lessons=(), course="forward-course")
    quiz = folder / "forward-course" / "modules" / "small" / "quizzes" / "on.yaml"
    plain = PROMISE.replace("{{hospital.contact}}", "the rules").replace("key: promise", "key: first-promise")
    quiz.write_text(quiz.read_text() + plain + QUESTION.format(key="second"))
    with app.app_context():
        tenant = db.session.scalars(select(Tenant.id)).one()
        view = publish(tenant, folder, {}, "forward-course")
        db.session.remove()
    amara = seat("amara", activity=view.modules[0].activity_id)
    attempt = amara.start("on")
    for go in ("next", "anyway"):
        assert "/questions/1" in amara.post(f"/attempts/{attempt}/questions/1", {"base": 0, "go": go}).location
    assert agree(amara, attempt, "first-promise") == 200
    form = {"base": 1, "go": "next", "agreed": shown_hash(amara, attempt)}
    assert "/questions/2" in amara.post(f"/attempts/{attempt}/questions/1", form).location
