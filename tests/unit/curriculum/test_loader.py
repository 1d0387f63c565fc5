"""Courses in their folders: what is found, what is warned about, and that no file breaks the reader."""

import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.curriculum.loader import find_courses, load_course

from .conftest import FILES, LESSON, MODULE, QUIZ, CourseFolder


def test_the_example_loads(folder: CourseFolder) -> None:
    course = folder.load()
    assert course.key == "social-media"
    assert [module.key for module in course.in_order()] == ["m02-patient-information"]
    assert len(course.find_questions()) == 6
    assert course.mentioned_slots() == {"hospital.policy_link", "hospital.privacy_contact"}


def test_courses_are_found_in_a_folder(folder: CourseFolder) -> None:
    assert find_courses(folder.root.parent) == [folder.root]
    assert find_courses(folder.root) == [folder.root]


def test_files_that_must_be_there(folder: CourseFolder) -> None:
    (folder.root / "course.yaml").unlink()
    (folder.root / MODULE / "module.yaml").unlink()
    assert folder.faults() == [
        "course.yaml:1: this file is missing. Add it.",
        "module.yaml:1: this file is missing. Add it.",
    ]


def test_references_and_glossary_may_be_left_out(folder: CourseFolder) -> None:
    (folder.root / "glossary.yaml").unlink()
    assert folder.faults() == ["what-counts.md:11: no glossary term 'phi'. Known: none.",
                               "what-counts.md:12: no glossary term 'phi'. Known: none."]  # fmt: skip


def test_stray_files_are_named(folder: CourseFolder) -> None:
    folder.write("lesson/x.md", "x")
    folder.write(f"{MODULE}/quizzes/x.txt", "x")
    folder.write("README.md", "For authors.")
    folder.write(".DS_Store", "x")
    assert [fault.split(".")[0] for fault in folder.faults()] == [
        "lesson:1: this does not belong here",
        "x",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "warning"),
    [
        (LESSON, "::: on-shift", "::: details More", "there is no on-shift line"),
        (LESSON, "minutes: 6", "minutes: 6 # six", None),
        (LESSON, "This lesson", "word " * 2000, "words do not fit in 6 minutes"),
        (LESSON, "*was here* is", "the red one is", '"the red one" is told by colour alone'),
        (LESSON, "*was here* is", "\n\n- 🎉 a party\n- b\n\nis", "an emoji stands as a list bullet"),
        (LESSON, "review_by: 2027-11-30", "review_by: 2026-01-01", "the review was due 2026-01-01"),
        (QUIZ, "    rationale: Sixty days is the outer limit.\n", "", "question 'days-to-tell': there is no rationale"),
        (f"{MODULE}/module.yaml", "  - quiz: m02-quiz\n", "", "this quiz is not listed in module.yaml"),
        (
            QUIZ,
            "certainty: ask",
            "certainty: graded",
            "always mid gives 66.6%, below the pass mark of 80",
        ),
        (QUIZ, "certainty: ask", "certainty: graded, pass_mark: 66", None),
        (QUIZ, "objective: m02-apply-authorisation\n    ", "", "no lesson and no question meets this objective"),
    ],
)
def test_warnings(folder: CourseFolder, path: str, old: str, new: str, warning: str | None) -> None:
    before = set(folder.load().warnings)
    folder.replace(path, old, new)
    found = [str(item) for item in load_course(folder.root, today=date(2026, 11, 23)).warnings if item not in before]
    assert [item for item in found if warning and warning in item] == ([] if warning is None else found[:1])


broken = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(str.encode),
    st.sampled_from(list(FILES.values())).flatmap(
        lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, 40), st.text(max_size=12)).map(
            lambda cut: (text[: cut[0]] + cut[2] + text[cut[0] + cut[1] :]).encode("utf-8", "replace")
        )
    ),
    st.lists(
        st.sampled_from(
            ["- ", "a: ", "key: x\n", "  ", "[", "{", "]", "}", "'", '"', "|", ":::", "\n", "`", "#", "[[a]]"]
        )
    ).map(lambda parts: "".join(parts).encode()),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=broken, path=st.sampled_from(sorted(FILES)))
def test_no_file_gives_anything_but_located_errors(content: bytes, path: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = CourseFolder(Path(name) / "social-media")
        folder.write(path, content)
        for error in _errors(folder):
            file = Path(error.path)
            lines = file.read_bytes().count(b"\n") + 1 if file.is_file() else 1
            assert 1 <= error.line <= lines, str(error)
            assert re.fullmatch(r"[^\n]+:\d+: [^\n]+[.?]", str(error)), str(error)


def _errors(folder: CourseFolder) -> list[ContentError]:
    try:
        folder.load()
    except ContentErrors as caught:
        return caught.errors
    return []


def test_a_file_of_many_levels_and_a_large_one(folder: CourseFolder) -> None:
    folder.write(QUIZ, "".join(f"{'  ' * level}a:\n" for level in range(60)))
    assert "more than 20 levels" in folder.faults()[0]
    folder.write(QUIZ, 'title: "' + "x" * 1_000_000 + '"\n')
    assert any("title is too long" in fault for fault in folder.faults())


def test_au10_a_picture_by_address_is_refused_with_what_to_do_instead(folder: CourseFolder) -> None:
    picture = "![A board](https://pictures.example/board.png)"
    folder.replace(LESSON, "This lesson shows why.", picture)
    folder.replace(QUIZ, "must the signed form contain?", f"must the signed form contain? {picture}")

    assert [fault.partition(": ")[2] for fault in folder.faults()] == [
        "pictures by address are not allowed. Write a ```figure with src and alt.",
        "question 'enough-before-video': pictures by address are not allowed. Describe it in words.",
    ]
