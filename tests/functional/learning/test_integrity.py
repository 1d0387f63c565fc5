"""Rows QZ: what a learner must not learn before its moment, and what nobody can bend by sending something else."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.services import current_publication
from lms_plugin.demo.platform.settings import Link
from lms_plugin.platforms.models import Tenant
from lms_plugin.progress.models import Progress
from lms_plugin.quizzes.models import Attempt, Attestation, MarkRow, Response
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import (
    Desk,
    School,
    asked_keys,
    full_answer,
    publish,
    said,
    write_course,
)
from tests.functional.placing.places import visit
from tests.harness.answers import right_answers, shipped_courses
from tests.harness.browser import Browser
from tests.harness.house import House

LINK = re.compile(rb'(?:href|src|action|data-address)="([^"#]+)')
SMALL = "small-course"
CHOICE = "flowers-for-the-chef"


def leaves(value: Any) -> Iterator[str]:
    """Every text in JSON that is long enough to be nobody else's."""
    if isinstance(value, dict):
        yield from (text for each in value.values() for text in leaves(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in leaves(each))
    elif isinstance(value, str) and len(value) > 9 and "{{" not in value:
        yield " ".join(value.split())[:40]


def planted(course: Course) -> set[str]:
    """What stands in the key parts of a course's questions and in nothing that a learner reads before."""
    shown = " ".join(text for written in course.questions() for text in leaves(written.spec.shown()))
    lessons = " ".join(block.markdown for lesson in course.lessons() for block in lesson.blocks)
    hidden = {text for written in course.questions() for text in leaves(written.spec.key_part())}
    return {text for text in hidden if text not in shown and text not in lessons}


def crawl(browser: Browser, begin: str, root: str) -> list[bytes]:
    """Everything that can be reached from a page by GET, headers included."""
    seen, waiting, found = set(), [begin], []
    while waiting:
        url = waiting.pop()
        if url in seen or not url.startswith(root):
            continue
        seen.add(url)
        page = browser.get(url, follow=False)
        found.append(repr(page.headers).encode() + page.body)
        links = [each.decode().replace("&amp;", "&") for each in LINK.findall(page.body)]
        waiting += [
            root + link if link.startswith("/") else link for link in [*links, page.headers.get("location", "")]
        ]
    return found


@pytest.mark.parametrize("key", [course.key for course in shipped_courses()])
def test_qz01_nothing_before_handing_in(sqlite_house: House, key: str) -> None:
    course = next(each for each in shipped_courses() if each.key == key)
    browser = sqlite_house.browser()
    module = next(module for module in course.in_order() if module.quizzes)
    quiz = module.quizzes[0]
    start = visit(sqlite_house, browser, "amara", custom={"course": key, "quiz": quiz.key})
    page = browser.submit(start, start.form("/start"))
    received = [page.body, start.body]
    answers, root = right_answers(key), sqlite_house.tool_url
    for number in range(1, len(quiz.spec.questions) + 1):
        page = browser.get(re.sub(r"/questions/\d+", f"/questions/{number}", page.url))
        save = re.search(rb'data-address="([^"]+)" data-token="([^"]+)"', page.body)
        assert save is not None
        question = save[1].decode().rpartition("/")[2]
        body = json.dumps({"save_id": str(uuid4()), "base": 0, "value": answers[question]}).encode()
        saved = browser.post_json(root + save[1].decode(), body, token=save[2].decode())
        assert saved.status == 200, saved.text
        received.append(repr(saved.headers).encode() + saved.body)
    received += crawl(browser, page.url, root)
    assert len(received) > 2 * len(quiz.spec.questions)
    everything = " ".join(b" ".join(received).decode(errors="replace").replace("&#39;", "'").split())
    secrets = planted(course)
    assert len(secrets) > len(quiz.spec.questions)
    assert [text for text in secrets if text in everything] == []


def test_qz07_answers_that_are_none_of_the_question_s(amara: Desk) -> None:
    attempt = amara.start()
    amara.save(attempt, CHOICE, {"choice": "stay"})
    for question, value in (
        ("no-such-question", {"choice": "stay"}),
        (CHOICE, {"choice": "no-such-option"}),
        (CHOICE, {"choice": ["stay", "gift"]}),
        (CHOICE, {"choices": ["stay", "gift"]}),
        (CHOICE, {"choice": "stay", "correct": True}),
        (CHOICE, "stay"),
    ):
        assert amara.save(attempt, question, value, base=1).status_code == 400, value
    two = amara.post(f"/attempts/{attempt}/questions/1", {"base": "1", "choice": ["stay", "gift"], "go": "next"})
    assert two.status_code in (303, 400)
    assert [(row.question_key, row.value) for row in db.session.scalars(select(Response))] == [
        (CHOICE, {"choice": "stay"})
    ]


FORGED = {
    "score": "100",
    "correct": "true",
    "user_id": str(uuid4()),
    "attempt_no": "9",
    "passed": "true",
    "credit": "1",
}


def test_qz08_fields_that_no_form_has(amara: Desk, school: School) -> None:
    attempt = amara.start()
    sent = {"choice": "gift", "base": "0", "go": "next", **FORGED}
    assert amara.post(f"/attempts/{attempt}/questions/1", sent).status_code == 303
    assert amara.save(attempt, CHOICE, {"choice": "gift"}, **FORGED).status_code == 400
    assert amara.post(f"/attempts/{attempt}/submit", FORGED).status_code == 303
    row = db.session.scalars(select(Attempt)).one()
    assert (row.score_ppm, row.passed, row.number, row.user_id) == (0, False, 1, school.people["amara"])


def test_qz11_a_form_of_the_first_try_during_the_second(amara: Desk, school: School) -> None:
    first = amara.take(school, wrong=2)
    second = amara.start()
    question = asked_keys(amara.app, second)[0]
    replayed = amara.post(f"/attempts/{first}/questions/1", {"base": "1", "choice": "gift", "go": "next"})
    assert replayed.status_code == 409
    assert "This try is already submitted" in replayed.text
    assert amara.save(first, question, full_answer(school, question), base=1).status_code == 409
    rows = db.session.scalars(select(Response.attempt_id).where(Response.question_key == question)).all()
    assert [str(row) for row in rows] == [first]


def test_qz13_the_last_page_by_its_address_completes_nothing(amara: Desk, school: School) -> None:
    last = school.lessons[-1]
    assert amara.get(f"/lessons/{last.key}").status_code == 200
    assert amara.get("/quizzes/m02-quiz").status_code == 200
    attempt = amara.start()
    assert amara.get(f"/attempts/{attempt}/questions/10").status_code == 200
    assert amara.get(f"/attempts/{attempt}/result").status_code == 302
    states = {row.state for row in db.session.scalars(select(Progress))}
    assert states <= {"in_progress"}
    assert db.session.scalars(select(MarkRow)).all() == []


def test_qz15_a_try_keeps_the_version_that_it_began_on(
    app: Flask, seat: MakeDesk, school: School, tmp_path: Path
) -> None:
    """A right answer that turned wrong meanwhile still counts for the one who was asked the old question."""
    folder = write_course(tmp_path, quizzes={"small": ("purpose: module_quiz\n", 2)}, course=SMALL)
    view = publish(school.tenant_id, folder, {}, SMALL)
    desk = seat("ben", activity=view.modules[0].activity_id)
    attempt = desk.start("small")
    quiz = folder / SMALL / "modules" / "small" / "quizzes" / "small.yaml"
    turned = quiz.read_text().replace("correct: true, ", "").replace("{key: bad,", "{key: bad, correct: true,")
    quiz.write_text(turned.replace("key: small-2", "key: small-2\n    edition: 2").replace("small-1?", "small-1 now?"))
    publish(school.tenant_id, folder, {}, SMALL)
    assert "small-1 now?" not in desk.get(f"/attempts/{attempt}/questions/1").text
    for question in asked_keys(app, attempt):
        assert desk.save(attempt, question, {"choice": "good"}).status_code == 200
    assert "100%" in desk.get(desk.post(f"/attempts/{attempt}/submit").location).text
    assert desk.start("small") != attempt
    assert [row.publication_id for row in db.session.scalars(select(Attempt).order_by(Attempt.number))] == [
        view.publication_id,
        current_publication(school.tenant_id, SMALL).publication_id,  # type: ignore[union-attr]
    ]
    assert said(desk.save(desk.start("small"), "small-1", {"choice": "good"}))["saved"] is True


STATEMENT = """  - key: promise
    type: attestation
    objective: goal
    stem: Sign it.
    statement: I will be careful.
"""


def test_qz18_nothing_is_complete_before_it_is_ticked_and_named(seat: MakeDesk, school: School, tmp_path: Path) -> None:
    folder = write_course(tmp_path, quizzes={"sign": ("purpose: attestation\n", 0)}, lessons=(), course=SMALL)
    quiz = folder / SMALL / "modules" / "small" / "quizzes" / "sign.yaml"
    quiz.write_text(quiz.read_text() + STATEMENT)
    view = publish(school.tenant_id, folder, {}, SMALL)
    desk = seat("ben", activity=view.modules[0].activity_id)
    attempt = desk.start("sign")

    def hand_in(name: str) -> int:
        return desk.post(f"/attempts/{attempt}/submit", {"name": name}).status_code

    assert hand_in("Ben Okafor") == 400
    page = desk.get(f"/attempts/{attempt}/questions/1").text
    [statement] = re.findall(r'name="agreed" value="([0-9a-f]{64})"', page)
    assert desk.save(attempt, "promise", {"agreed": True, "statement": "0" * 64}).status_code == 400
    assert desk.save(attempt, "promise", {"agreed": True, "statement": statement}).status_code == 200
    assert [hand_in(name) for name in ("", "Somebody Else")] == [400, 400]
    assert db.session.scalars(select(Attestation)).all() == []
    assert {row.state for row in db.session.scalars(select(Progress))} == {"in_progress"}
    assert hand_in(" ben  OKAFOR ") == 303
    signed = db.session.scalars(select(Attestation)).one()
    assert (signed.printed_name, signed.user_id) == ("ben OKAFOR", school.people["ben"])
    assert {row.state for row in db.session.scalars(select(Progress))} == {"done"}


def test_qz21_thirds_are_the_same_fraction_everywhere(sqlite_url: str, tmp_path: Path) -> None:
    """Page with one decimal, gradebook with four: cut, of the same fraction."""
    thirds = Link(id="3", title="Thirds", custom={"course": SMALL, "quiz": "thirds"})
    with House(sqlite_url, tmp_path, (thirds,)) as house:
        take_thirds(house, tmp_path / "courses")
        house.deliver()
        assert house.gradebook("amara")["score"] == 66.6666


def take_thirds(house: House, courses: Path) -> None:
    folder = write_course(courses, quizzes={"thirds": ("purpose: module_quiz\n", 3)}, course=SMALL)
    with house.app.app_context():
        publish(db.session.scalars(select(Tenant.id)).one(), folder, {}, SMALL)
        db.session.remove()
    browser = house.browser()
    start = house.launch(browser, "amara")
    page = browser.submit(start, start.form("/start"))
    for answer in ("good", "good", "bad"):
        page = browser.submit(page, page.form("/questions/"), choice=answer, go="next")
    page = browser.submit(page, page.form("/submit"))
    assert "66.6%" in page.body.decode()
    with house.app.app_context():
        row = db.session.scalars(select(Attempt)).one()
        assert (row.earned, row.possible) == (Fraction(2), Fraction(3))
        db.session.remove()
