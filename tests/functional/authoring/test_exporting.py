"""What an educator wrote leaves the editor as files, and each time the trail says who took what (EX08)."""

import pytest
from sqlalchemy import select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.drafts.bundles import read_package
from tests.functional.authoring.test_editor import add, choice, make_quiz
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

KINDS = ("yaml", "zip", "csv", "xlsx", "txt")


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def download_page(house: House, browser: Browser) -> Page:
    quiz = add(browser, make_quiz(house, browser), "single_choice", **choice())
    return browser.get(quiz.link("Download"))


def test_ex08_every_download_is_in_the_trail(house: House) -> None:
    browser = house.browser()
    page = download_page(house, browser)
    answers = {kind: browser.submit(page, page.form("/export-as"), kind=kind) for kind in KINDS}
    for kind, answer in answers.items():
        assert answer.status == 200
        assert answer.headers["content-disposition"].endswith(f'.{kind}"')
    with house.app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "questions.exported")).all()
        told = [(event.actor_kind, event.subject_id.partition("/")[2], event.detail.details) for event in events]
        assert told == [
            ("person", "" if kind == "zip" else "quizzes/hand-hygiene.yaml", {"new": {"kind": kind}}) for kind in KINDS
        ]
        db.session.remove()
    course = read_package(answers["zip"].body, "course.zip")
    assert course.course == page.url.split("/edit/")[1].split("/")[0]
    assert course.texts["quizzes/hand-hygiene.yaml"].encode() == answers["yaml"].body


def test_what_is_not_there_is_refused_and_leaves_no_trace(house: House) -> None:
    browser = house.browser()
    page = download_page(house, browser)
    form = page.form("/export-as")
    assert browser.submit(page, form, kind="exe").status == 404
    form.action = form.action.replace("hand-hygiene", "none")
    assert browser.submit(page, form, kind="yaml").status == 404
    assert browser.get(page.url.replace("hand-hygiene", "none")).status == 404
    with house.app.app_context():
        assert db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "questions.exported")).all() == []
        db.session.remove()
