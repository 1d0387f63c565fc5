"""Pictures of a lesson and other files, as a browser gets them: under signed links, and never as pages of ours."""

import re
import time
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms_plugin.core.db.base import db
from lms_plugin.core.media.views import link_to
from lms_plugin.curriculum.services import current_publication, get_course_view
from lms_plugin.doctor import check_installation
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.school import NOW, School

PDF = b"%PDF-1.7\n/JavaScript"
HTML = b"<html><script>alert(1)</script>"
MP4 = b"\0\0\0\x20ftypisom" + bytes(range(100))


def fetch(app: Flask, data: bytes, name: str, **headers: str) -> TestResponse:
    with app.test_request_context():
        address = link_to(app.extensions["media"].put(data), name)
    return app.test_client().get(address, headers=headers, buffered=True)


def test_a_lesson_shows_its_picture(app: Flask, school: School, seat: MakeDesk) -> None:
    offer = current_publication(school.tenant_id, "question-gallery")
    assert offer is not None
    desk = seat(activity=get_course_view(offer.publication_id).modules[0].activity_id)
    page = desk.get("/lessons/how-to-try").text
    found = re.search(r'<img src="([^"]+)" alt="A desk with [^"]+" width="800" height="600" loading="lazy"', page)
    assert found is not None
    answer = app.test_client().get(unescape(found[1]), buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.data.startswith(b"<svg")
    assert "The desk that the questions speak of." in page
    assert f'href="{found[1]}"' in page


def test_au03_what_is_uploaded_runs_nowhere(app: Flask) -> None:
    for data, name in ((PDF, "a.pdf"), (HTML, "a.html"), (b"<svg xmlns='x' onload='alert(1)'/>", "a.svg")):
        answer = fetch(app, data, name)
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype != "text/html"
        assert answer.headers["Content-Disposition"].startswith("inline" if name == "a.svg" else "attachment")
        assert "Set-Cookie" not in answer.headers


def test_a_recording_is_sent_in_parts(app: Flask) -> None:
    answer = fetch(app, MP4, "a.mp4", Range="bytes=4-7")
    assert (answer.status_code, answer.data, answer.mimetype) == (206, b"ftyp", "video/mp4")
    assert answer.headers["Content-Range"] == f"bytes 4-7/{len(MP4)}"


def test_a_browser_keeps_what_it_has(app: Flask) -> None:
    first = fetch(app, MP4, "a.mp4")
    assert first.headers["Cache-Control"] == "private, max-age=21600"
    again = fetch(app, MP4, "a.mp4", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_link_that_was_changed_or_has_ended_leads_nowhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        address = link_to(app.extensions["media"].put(PDF), "a.pdf")
    client: FlaskClient = app.test_client()
    assert client.get(address, buffered=True).status_code == 200
    for old, new in (("a.pdf", "b.pdf"), ("until=", "until=9"), ("sig=", "sig=0"), ("?", "?x&")):
        expected = 200 if new == "?x&" else 404
        assert client.get(address.replace(old, new, 1), buffered=True).status_code == expected
    assert client.get(address.partition("?")[0]).status_code == 404
    later = time.time() + 13 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(address, buffered=True).status_code == 404


def test_pages_may_show_what_lies_at_the_other_address(app: Flask) -> None:
    def policy() -> str:
        return app.test_client().get("/nothing").headers["Content-Security-Policy"]

    assert "img-src 'self' data:; " in policy()
    assert "media-src 'self'; " in policy()
    app.extensions["settings"] = replace(app.extensions["settings"], media_url="https://files.example.org")
    assert "img-src 'self' data: https://files.example.org; " in policy()
    assert "media-src 'self' https://files.example.org; " in policy()
    with app.test_request_context():
        assert link_to("a" * 64, "a.png").startswith(f"https://files.example.org/media/{'a' * 64}/a.png?until=")


def test_doctor_names_a_file_that_is_gone(app: Flask, school: School) -> None:
    assert (True, "files of courses") in list(check_installation(NOW))
    db.session.remove()
    for file in app.extensions["media"].folder.rglob("*"):
        if file.is_file():
            file.unlink()
    [said] = [words for ok, words in check_installation(NOW) if ok is False and "MEDIA_STORE" in words]
    assert "modules/every-type/media/desk.svg" in said
