"""Pictures of a hospital's own course: named safely, kept once, and never taken from what was published."""

from collections.abc import Callable

import pytest
from flask import Flask

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.installed import media_store
from lms_plugin.doctor import check_installation
from lms_plugin.drafts.errors import DraftNotFoundError, MediaUsedError
from lms_plugin.drafts.files import change_text
from lms_plugin.drafts.media import add_media, list_media, named_in, put_media, remove_media
from lms_plugin.drafts.models import DraftMedia
from lms_plugin.drafts.publishing import load_texts, publish
from lms_plugin.drafts.services import add_questions, new_quiz, open_shelf, remove_question
from tests.functional.authoring.images import HTML, PDF, SVG, SVG_WITH_HANDLER, SVG_WITH_SCRIPT, png
from tests.functional.learning.school import NOW, open_school, write_course
from tests.unit.drafts.desk import author_of

Add = Callable[..., DraftMedia]


@pytest.fixture
def dana(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Person:
    return author_of(
        open_school(write_course(tmp_path_factory.mktemp("courses"), quizzes={"check": ("purpose: practice\n", 2)}))
    )


@pytest.fixture
def shelf(dana: Person) -> str:
    return open_shelf(dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)


@pytest.fixture
def add(dana: Person, shelf: str) -> Add:
    def add(name: str, data: bytes = png()) -> DraftMedia:
        return add_media(dana, shelf, name, data, now=NOW)

    return add


def with_picture(src: str, alt: str | None = "A desk") -> dict[str, object]:
    figure = {"src": src} | ({"alt": alt} if alt else {})
    return {"type": "true_false", "stem": "Is it a desk?", "answer": True, "figure": figure}


NAMES = {
    "Desk.PNG": "media/desk.png",
    "../../etc/passwd.png": "media/passwd.png",
    "C:\\fakepath\\Ward 4 – Bild.jpg": "media/ward-4-bild.png",
    "<img onerror=x>.png": "media/img-onerror-x.png",
    "病房.png": "media/picture.png",
    "": "media/picture-2.png",
    ".png": "media/picture-3.png",
}


def test_a_name_is_made_safe_and_says_what_the_file_is(add: Add) -> None:
    found = {name: add(name, png(shade=number)).path for number, name in enumerate(NAMES)}
    assert found == NAMES


def test_names_are_unique_and_the_same_bytes_are_one_file(add: Add, dana: Person, shelf: str) -> None:
    first, second = add("desk.png"), add("desk.png", png(shade=3))
    assert second.path == "media/desk-2.png"
    assert add("another name.png").path == first.path
    assert [(file.path, file.width, file.height) for file in list_media(dana.tenant_id, shelf)] == [
        ("media/desk-2.png", 40, 30),
        ("media/desk.png", 40, 30),
    ]
    folder = media_store().folder
    assert len([file for file in folder.rglob("*") if file.name == first.digest]) == 1


def test_what_is_no_picture_is_refused(add: Add, dana: Person, shelf: str) -> None:
    for data in (SVG_WITH_SCRIPT, SVG_WITH_HANDLER, HTML, PDF, b"", png()[:14], b"WEBVTT\n"):
        with pytest.raises(MediaError):
            add("desk.png", data)
    assert list_media(dana.tenant_id, shelf) == []


def test_a_picture_too_large_is_refused(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms_plugin.core.media.sniff.MAX_BYTES", len(SVG) - 1)
    with pytest.raises(MediaError, match="at most"):
        add("desk.svg", SVG)


def test_a_course_of_another_hospital_is_not_there(add: Add, dana: Person, shelf: str) -> None:
    add("desk.png")
    stranger = Person(tenant_id=new_id(), user_id=dana.user_id, launch_id="l" * 32)
    assert list_media(stranger.tenant_id, shelf) == []
    for act in (
        lambda: add_media(stranger, shelf, "a.png", png(), now=NOW),
        lambda: put_media(stranger, shelf, "media/a.png", png(), now=NOW),
        lambda: remove_media(stranger, shelf, "media/desk.png", now=NOW),
        lambda: add_media(dana, "social-media-in-healthcare", "a.png", png(), now=NOW),
    ):
        with pytest.raises(DraftNotFoundError):
            act()


def test_a_copied_file_keeps_its_place(dana: Person, shelf: str) -> None:
    file = put_media(dana, shelf, "modules/m02/media/board.png", png(), now=NOW)
    assert (file.src, file.name) == ("media/board.png", "board.png")
    assert put_media(dana, shelf, file.path, png(), now=NOW) is file
    for path, data in (
        (file.path, png(shade=1)),
        ("media/x.jpg", png()),
        ("../x.png", png()),
        ("media/a/b.png", png()),
    ):
        with pytest.raises(MediaError):
            put_media(dana, shelf, path, data, now=NOW)


def test_only_what_texts_name_is_published(add: Add, dana: Person, shelf: str) -> None:
    shown, idle = add("desk.png"), add("idle.png", png(shade=3))
    path = new_quiz(dana, shelf, title="Desks", purpose="practice", now=NOW)
    [key] = add_questions(dana, shelf, path, [with_picture(shown.src)], now=NOW)
    done = publish(dana, shelf, [path], note="", now=NOW)
    assert done.created
    texts = {"course.yaml": HEAD, "quizzes/x.yaml": f"intro: See {idle.src}.\n"}
    with pytest.raises(Exception, match="purpose"):
        load_texts(shelf, texts, now=NOW)
    with pytest.raises(MediaUsedError):
        remove_media(dana, shelf, shown.path, now=NOW)
    remove_media(dana, shelf, idle.path, now=NOW)
    remove_question(dana, shelf, path, key, now=NOW)
    with pytest.raises(MediaUsedError):  # the version that was published can be restored
        remove_media(dana, shelf, shown.path, now=NOW)
    assert media_store().exists(idle.digest)


HEAD = "format: 1\ntitle: T\nlanguage: en-US\nlicence: None\ntimezone: UTC\nmodules: []\n"


def test_a_picture_named_anywhere_stays(add: Add, dana: Person, shelf: str) -> None:
    file = add("desk.png")
    path = new_quiz(dana, shelf, title="Desks", purpose="practice", now=NOW)
    change_text(dana, shelf, path, "x", lambda text: text + f"intro: Look at {file.src}.\n", now=NOW)
    with pytest.raises(MediaUsedError):
        remove_media(dana, shelf, file.path, now=NOW)
    change_text(dana, shelf, path, "x", lambda text: text.replace(file.src, f"{file.src}.jpg"), now=NOW)
    remove_media(dana, shelf, file.path, now=NOW)
    db.session.commit()
    assert list_media(dana.tenant_id, shelf) == []


def test_doctor_names_an_upload_that_is_gone(add: Add, shelf: str) -> None:
    media_store().find(add("desk.png").digest).unlink()
    db.session.commit()
    [said] = [words for ok, words in check_installation(NOW) if ok is False and "MEDIA_STORE" in words]
    assert f"{shelf}/media/desk.png" in said


def test_names_in_texts() -> None:
    text = 'src: media/a.png\nimage: "media/b-2.jpg" {src: media/c.svg, alt: x} See media/d.png. and /media/'
    assert list(named_in([text])) == ["media/a.png", "media/b-2.jpg", "media/c.svg", "media/d.png"]
