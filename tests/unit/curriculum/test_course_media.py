"""The `media` folders of a course: what stands in them, who finds it, and what a publication holds of it."""

from pathlib import Path

import pytest

from lms_plugin.core.media.store import MediaStore
from lms_plugin.curriculum.media import store_media
from lms_plugin.curriculum.objects import compile_course

from .conftest import LESSON, MODULE, QUIZ, CourseFolder

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">{}</svg>'
FIGURE = "```figure\nsrc: media/desk.svg\nalt: A desk\n```\n\n| Post |"
STEM = "    stem: Posting a patient's story"


@pytest.fixture
def pictured(folder: CourseFolder) -> CourseFolder:
    folder.write("media/desk.svg", SVG.format("<title>Course</title>"))
    folder.replace(LESSON, "| Post |", FIGURE)
    return folder


def block(folder: CourseFolder) -> dict[str, object]:
    lesson = next(each for each in compile_course(folder.load()) if each.kind == "lesson")
    [figure] = [block["figure"] for block in lesson.shown["blocks"] if block["kind"] == "figure"]
    return dict(figure)


def test_a_file_is_looked_up_in_the_module_and_then_in_the_course(pictured: CourseFolder) -> None:
    of_course = block(pictured)
    assert of_course["alt"] == "A desk"
    assert {**of_course["media"], "digest": ""} == {  # type: ignore[dict-item]
        "digest": "", "kind": "image/svg+xml", "size": 90, "width": 40, "height": 30,
    }  # fmt: skip
    pictured.write(f"{MODULE}/media/desk.svg", SVG.format("<title>Module</title>"))
    assert block(pictured)["media"] != of_course["media"]
    assert "nothing shows this file" in [warning.problem for warning in pictured.load().warnings]


def test_a_publication_holds_its_files(pictured: CourseFolder, tmp_path: Path) -> None:
    course, store = pictured.load(), MediaStore(tmp_path / "store")
    [media] = [each for each in compile_course(course) if each.kind == "media"]
    assert (media.path, media.key) == ("media/desk.svg", None)
    assert not store.exists(media.shown["digest"])
    store_media(course, store)
    assert store.exists(media.shown["digest"])


def test_a_question_shows_a_picture(pictured: CourseFolder) -> None:
    figure = "    figure: {src: media/desk.svg, alt: A desk, long: A **large** desk.}\n"
    plain = pictured.load().find_questions()["closed-group"]
    pictured.replace(QUIZ, STEM, figure + STEM)
    course = pictured.load()
    spec = course.find_questions()["closed-group"]
    assert (spec.shown_hash() != plain.shown_hash(), spec.marking_hash()) == (True, plain.marking_hash())
    quiz = next(each for each in compile_course(course) if each.kind == "quiz")
    shown = next(each for each in quiz.shown["questions"] if each["key"] == "closed-group")
    rendered = type(spec).render_shown(shown, None).figure
    assert rendered is not None
    assert (rendered.digest, rendered.name) == (shown["derived"]["media"]["media/desk.svg"]["digest"], "desk.svg")
    assert (rendered.width, rendered.height, rendered.long) == (40, 30, "A **large** desk.")
    assert type(spec).join(shown, spec.key_part()) == spec.to_json()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.png", SVG, "x.png:1: the content is image/svg+xml, which the name does not say. Name it .svg."),
        ("x y.svg", SVG, "x y.svg:1: the name has other signs than letters, digits, dots and hyphens. Rename it."),
        ("x.exe", "MZ", "x.exe:1: This is no file of a known kind. Use PNG, JPEG, GIF, WebP, SVG, MP4, WebM, MP3, M4A"),
        ("x.svg", SVG.format("\n<script/>"), "x.svg:2: The SVG holds <script> (line 2). Remove it, or export"),
        ("a/x.svg", SVG, "a:1: this is no file. Here stand pictures and recordings, without folders."),
    ],
)
def test_files_that_cannot_be_used(pictured: CourseFolder, name: str, content: str, said: str) -> None:
    pictured.write(f"media/{name}", content)
    [fault] = pictured.faults()
    assert fault.startswith(said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("alt: A desk\n", "", "figure: no alternative text. Add"),
        ("alt: A desk", "alt: image of a desk", 'alt starts "image of…". Say what it shows'),
        ("alt: A desk", "alt: desk.svg", "alt is a file name"),
        ("alt: A desk", f"alt: {'a' * 251}", "alt has 251 characters; at most 250 fit. Move the details to long"),
        ("alt: A desk", "alt: A desk\ndecorative: true", "a decorative picture has alternative text"),
        ("media/desk.svg", "https://example.org/desk.svg", "src names no file of this course"),
        ("media/desk.svg", "media/../desk.svg", "src names no file of this course"),
        ("media/desk.svg", "media/disk.svg", "there is no file media/disk.svg. Put it into media, or name one that is"),
        ("alt: A desk", "alt: A desk\ncaption: <b>Desk</b>", 'raw HTML "</b>" is not allowed'),
    ],
)
def test_ax07_au10_figures_that_cannot_be(pictured: CourseFolder, old: str, new: str, said: str) -> None:
    pictured.replace(LESSON, old, new)
    assert said in pictured.faults()[0]


def test_what_is_no_picture_is_not_shown_as_one(pictured: CourseFolder) -> None:
    pictured.write("media/card.pdf", "%PDF-1.7\n")
    pictured.replace(LESSON, "media/desk.svg", "media/card.pdf")
    assert pictured.faults() == [
        "what-counts.md:19: figure: media/card.pdf is no picture. Use PNG, JPEG, GIF, WebP or SVG."
    ]
