"""Files on their way between installations: every byte arrives, and what cannot be read is told with its line."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms_plugin.curriculum.blocks.data import question_data
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.drafts.bundles import (
    Bundle,
    as_package,
    question_keys,
    read_course,
    read_package,
    read_path,
    read_single,
    write_folder,
)
from tests.unit.curriculum.yaml_layouts import files, specs

COURSE = "format: 1\ntitle: A\nlanguage: en-US\nlicence: x\ntimezone: America/Chicago\nmodules: []\n"
QUIZ = """# Owner
title: "Hands"
purpose: practice
questions:
  # Kept.
  - key: a
    type: true_false
    stem: |
      Gloves replace
      washing.
    answer: false
  - {key: b, type: true_false, stem: "Soap: it helps.", answer: true}
sections: []
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
drawn = st.lists(specs, min_size=1, max_size=3, unique_by=lambda spec: spec.key).map(
    lambda found: [question_data(spec) for spec in found]
)


@given(questions=drawn, data=st.data())
@settings(max_examples=8)
def test_any_quiz_file_arrives_byte_for_byte(questions: list[dict[str, Any]], data: st.DataObject) -> None:
    text = data.draw(files(questions))
    try:
        alone = read_single(text.encode(), "hand-hygiene.yaml")
    except ContentErrors as refused:  # a byte order mark, letters in parts, signs that are no text
        assume(not refused.errors)
    assert alone.texts == {"quizzes/hand-hygiene.yaml": text}
    whole = Bundle(course="a", texts={"course.yaml": COURSE, **alone.texts}, media={"media/x.svg": SVG})
    assert read_package(as_package(whole), "any.zip") == whole
    with TemporaryDirectory() as folder:
        write_folder(whole, Path(folder) / "a")
        assert read_path(Path(folder) / "a") == whole


@given(st.data())
@settings(max_examples=80)
def test_any_broken_file_is_read_or_told_with_a_line_that_it_has(data: st.DataObject) -> None:
    text = QUIZ
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        piece = data.draw(st.sampled_from([*"-:{}[]#|>&*!'\"\n ", "questions:", "- key: x\n", "  ", "? ", "\x85", "é"]))
        text = text[:place] + piece + text[place + data.draw(st.sampled_from([0, 1, 9])) :]
    found, errors = read_or_refuse(text)
    assert found == text or errors
    lines = [error.line for error in errors] or [line for _, line in question_keys(text)]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def read_or_refuse(text: str) -> tuple[str, list[ContentError]]:
    try:
        [found] = read_single(text.encode(), "x.yaml").texts.values()
    except ContentErrors as refused:
        return "", refused.errors
    return found, []


def faults(files: dict[str, bytes], key: str = "a") -> list[str]:
    with pytest.raises(ContentErrors) as found:
        read_course({"course.yaml": COURSE.encode(), **files}, key)
    return [str(error) for error in found.value.errors]


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("quizzes/Hand.yaml", b"title: x\n", "quizzes/Hand.yaml:1: the name 'Hand.yaml' is no key"),
        ("quizzes/x.yaml", b"title: x\r\n", "quizzes/x.yaml:1: has Windows line ends"),
        ("quizzes/x.yaml", b"title: \xff\n", "quizzes/x.yaml:1: is not UTF-8 text"),
        ("quizzes/x.yaml", b"a: 1\nb: &x y\n", "quizzes/x.yaml:2: not readable as YAML: anchors"),
        ("quizzes/x.yaml", b"a: 1\na: 2\n", "quizzes/x.yaml:2: not readable as YAML: the field 'a' stands twice"),
        ("quizzes/x.yaml", b"- 1\n", "quizzes/x.yaml:1: this is not a quiz or bank file"),
        ("banks/x.yaml", b"questions: 1\n", "banks/x.yaml:1: this is not a quiz or bank file"),
        ("banks/x.yaml", b"questions:\n- 1\n", "banks/x.yaml:2: question 1: it has no key"),
        ("banks/x.yaml", b"questions:\n- {key: A b}\n", "banks/x.yaml:2: question 1: it has no key"),
        ("banks/x.yaml", b"questions:\n- {key: [a]}\n", "banks/x.yaml:2: question 1: it has no key"),
        ("references.yaml", b"a: 1\n", "references.yaml:1: this is not made of fields"),
        ("modules/m/module.yaml", b"- 1\n", "modules/m/module.yaml:1: this is not made of fields"),
        ("modules/m/lessons/a.md", b"No front\n", "modules/m/lessons/a.md:1: there is no front matter"),
        ("modules/m/lessons/a.md", b"---\na: 1\nb: {\n---\n", "modules/m/lessons/a.md:3: not readable as YAML"),
        ("modules/m/other/a.md", b"", "modules/m/other/a.md:1: this does not belong here"),
        ("locales/es-US/course.yaml", b"", "locales/es-US/course.yaml:1: this does not belong here"),
        ("media/x.png", b"<html>", "media/x.png:1: This is no file of a known kind"),
        ("media/x.svg", SVG[:-2] + b"><script/></svg>", "media/x.svg:1: The SVG holds <script>"),
    ],
)
def test_what_cannot_be_read(path: str, data: bytes, said: str) -> None:
    [found] = faults({path: data})
    assert found.startswith(said)


def test_every_fault_is_told_at_once_and_the_key_too() -> None:
    assert len(faults({"quizzes/a.yaml": b"- 1\n", "notes.txt": b""}, "No Key")) == 3


def test_a_file_alone_is_a_bank_where_it_has_no_purpose() -> None:
    assert list(read_single(b"questions: []\n", "x.yaml").texts) == ["banks/x.yaml"]
    assert list(read_single(b"questions: []\n", "x.yaml", "quizzes").texts) == ["quizzes/x.yaml"]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    course = tmp_path / "a"
    course.mkdir()
    (course / "course.yaml").write_text(COURSE)
    (course / "references.yaml").symlink_to("/etc/passwd")
    with pytest.raises(ContentErrors, match="this is a link"):
        read_path(course)


@pytest.mark.parametrize("name", ["course", "no course.zip"])
def test_a_zip_without_a_course(name: str) -> None:
    with pytest.raises(ContentErrors, match=r"course\.yaml:1: this file is missing"):
        read_package(as_package(Bundle(course="a", texts={"quizzes/b.yaml": "title: b\n"})), name)
