"""Gaps where no page could have a field are refused when a course is published, not met by a learner."""

from pathlib import Path

import pytest

from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.loader import load_course
from tests.functional.learning.school import COURSE, NOW, write_course

CLOZE = """  - key: fill
    type: cloze
    objective: goal
    stem: Fill the gap.
    text: "{}"
    gaps: [{{key: who, accept: [{{text: me}}]}}]
"""


def write(folder: Path, text: str) -> Path:
    write_course(folder, quizzes={"small": ("purpose: practice\n", 0)}, lessons=())
    (file,) = folder.glob("*/modules/small/quizzes/small.yaml")
    file.write_text(file.read_text() + CLOZE.format(text))
    return folder / COURSE


@pytest.mark.parametrize(
    "text", ["Ask {who}.", "**{who}** and \\\\{x}", "- one\\n- {who}", "| a |\\n|---|\\n| {who} |"]
)
def test_a_gap_may_stand_in_a_text(tmp_path: Path, text: str) -> None:
    assert load_course(write(tmp_path, text), today=NOW.date()).is_complete


@pytest.mark.parametrize("text", ["[ask](https://example.org/{who})", "[ask {who}](https://example.org)"])
def test_a_gap_in_a_link_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentErrors) as refused:
        load_course(write(tmp_path, text), today=NOW.date())
    assert "question 'fill': a gap stands in a link or a picture" in str(refused.value)
