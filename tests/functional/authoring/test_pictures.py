"""An educator puts a picture into a question of her hospital's own quiz, writes what it shows, and learners see it."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.drafts.models import DraftMedia
from tests.certification.other_platform import OtherPlatform
from tests.functional.access.town import visit_other
from tests.functional.authoring.images import HTML, PDF, SVG_WITH_HANDLER, SVG_WITH_SCRIPT, png
from tests.functional.authoring.test_editor import add, choice, make_quiz, publish
from tests.functional.placing.places import V2, visit
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

FIELD = "figure.src"


def one_question(house: House, dana: Browser) -> Page:
    """A quiz of one question."""
    return add(dana, make_quiz(house, dana), "single_choice", **choice())


@pytest.fixture
def other(house: House) -> Iterator[OtherPlatform]:
    with OtherPlatform(house, apart=True) as other:
        yield other


def question(browser: Browser, quiz: Page) -> Page:
    return browser.get(quiz.link("1. When do you clean your hands?"))


def send(browser: Browser, page: Page, name: str, data: bytes, **fields: str) -> Page:
    """Choose a file in the question's form and press its button."""
    form = page.form("/questions/")
    return browser.upload(page, form, f"{FIELD}.file", name, data, go=f"upload:{FIELD}", **fields)


def course_of(quiz: Page) -> str:
    return urlsplit(quiz.url).path.split("/edit/")[1].split("/")[0]


def pictures(browser: Browser, quiz: Page) -> Page:
    return browser.get(f"{quiz.url.partition('/edit/')[0]}/edit/{course_of(quiz)}/pictures")


def stored(house: House) -> list[str]:
    with house.app.app_context():
        found = list(db.session.scalars(select(DraftMedia.path).order_by(DraftMedia.path)))
        db.session.remove()
    return found


def shown_in(page: Page) -> str:
    """The address of the first picture of a page."""
    found = re.search(r'<img src="([^"]*/media/[^"]+)" alt="A bottle by the door"', page.body.decode())
    assert found is not None, page.text
    return urljoin(page.url, unescape(found[1]))


def test_a_learner_sees_the_picture_that_an_educator_described(house: House, other: OtherPlatform) -> None:
    dana = house.browser()
    quiz = one_question(house, dana)
    page = send(dana, question(dana, quiz), "Hand rub (ward 4).PNG", png(), rationale="Germs travel.")
    assert page.form("/questions/").fields[FIELD] == ["media/hand-rub-ward-4.png"]
    assert page.form("/questions/").fields["rationale"] == ["Germs travel."]
    assert 'id="figure.alt-error"' in page.body.decode()
    assert "No alternative text." in page.text
    refused = dana.get(dana.get(quiz.url).link("Review and publish"))
    assert "This has to be mended first" in refused.text
    described: dict[str, Any] = {"figure.alt": "A bottle by the door"}
    page = dana.submit(page, page.form("/questions/"), go="stay", **described)
    assert "must fix" not in page.text
    assert dana.get(shown_in(page)).body == png()
    assert "Version 1 is published." in publish(dana, dana.get(quiz.url)).text

    amara = house.browser()
    start = visit(house, amara, "amara", custom={"course": course_of(quiz), "quiz": "hand-hygiene"})
    asked = amara.submit(start, start.form("/start"))
    answer = house.browser().get(shown_in(asked))
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, png(), "image/png")
    assert house.browser().get(answer.url.partition("?")[0]).status == 404

    stranger = house.browser()
    their = visit_other(house, other, stranger, "dana", roles=[f"{V2}/membership#Instructor"], custom={})
    edit = stranger.get(f"{house.tool_url}/l/{their.url.split('/l/')[1].split('/')[0]}/edit/")
    assert stranger.get(f"{edit.url}{course_of(quiz)}/pictures").status == 404
    token = edit.form("/edit/").fields["csrf_token"][0]
    assert stranger.post(f"{edit.url}{course_of(quiz)}/pictures/remove", {"csrf_token": token}).status == 404
    assert stranger.get(f"{edit.url}{course_of(quiz)}/references").status == 404


def test_what_is_shown_stays_and_what_is_not_can_be_removed(sqlite_house: House) -> None:
    """On one engine: which texts name a file is asked of both in tests/unit/drafts."""
    dana = sqlite_house.browser()
    quiz = one_question(sqlite_house, dana)
    page = send(dana, question(dana, quiz), "desk.png", png(), **{"figure.alt": "A desk"})
    listed = pictures(dana, quiz)
    assert "desk.png 40 × 30 pixels" in listed.text
    assert "In When do you clean your hands? , Hand hygiene: “A desk”" in listed.text
    token = listed.form("/pictures").fields["csrf_token"][0]
    fields = {"csrf_token": token, "path": "media/desk.png"}
    refused = dana.post(f"{listed.url}/remove", fields)
    assert refused.status == 409
    assert "Take it out of the questions first." in refused.text
    publish(dana, dana.get(quiz.url))
    page = dana.get(page.url)
    without: dict[str, Any] = {FIELD: "", "figure.alt": ""}
    dana.submit(page, page.form("/questions/"), go="stay", **without)
    # The version that was published can be restored, and needs it.
    assert dana.post(f"{listed.url}/remove", fields).status == 409
    listed = dana.upload(listed, listed.form("/pictures"), "picture", "other.png", png(shade=9))
    assert "The picture is added." in listed.text
    assert "Shown nowhere" in listed.text
    listed = dana.submit(listed, listed.form("/remove"))
    assert "The picture is removed." in listed.text
    assert stored(sqlite_house) == ["media/desk.png"]


BAD = {
    "svg.svg": SVG_WITH_SCRIPT,
    "handler.png": SVG_WITH_HANDLER,
    "page.png": HTML,
    "paper.png": PDF,
    "empty.png": b"",
    "cut.png": png()[:14],
}


def test_au03_what_is_no_picture_is_refused_in_words_and_what_was_typed_stays(sqlite_house: House) -> None:
    """AU03 of uploads to a hospital's own course; `tests/functional/learning/test_media.py` has how files are sent."""
    dana = sqlite_house.browser()
    quiz = one_question(sqlite_house, dana)
    page = question(dana, quiz)
    for name, data in BAD.items():
        refused = send(dana, page, name, data, rationale=f"Typed with {name}")
        assert refused.status == 400, name
        assert "The picture was not added: " in refused.text, name
        assert refused.form("/questions/").fields["rationale"] == [f"Typed with {name}"]
        alone = dana.upload(pictures(dana, quiz), pictures(dana, quiz).form("/pictures"), "picture", name, data)
        assert (alone.status, "The picture was not added: " in alone.text) == (400, True), name
    assert stored(sqlite_house) == []
    kept = dana.submit(refused, refused.form("/questions/"), go="stay")
    assert kept.form("/questions/").fields["rationale"] == ["Typed with cut.png"]


def test_im13_an_upload_that_was_cut_leaves_nothing_and_works_when_sent_again(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    quiz = make_quiz(sqlite_house, dana)
    page = pictures(dana, quiz)
    data = png(300, 200)
    dana.upload_cut(page, page.form("/pictures"), "picture", "desk.png", data, share=0.6)
    assert stored(sqlite_house) == []
    assert "No pictures yet" in pictures(dana, quiz).text
    again = dana.upload(page, page.form("/pictures"), "picture", "desk.png", data)
    assert "300 × 200 pixels" in again.text
