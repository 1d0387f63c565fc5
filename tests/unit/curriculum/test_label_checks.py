"""Labels of places in a picture that name the answer."""

import pytest

from .conftest import QUIZ, CourseFolder

HOTSPOT = """\
  - key: spot
    type: hotspot
    stem: What must not be seen?
    image: media/desk.svg
    alt: A desk
    rationale: The board has names. It hangs on the left.
    regions:
      - {key: board, label: LABEL, shape: rect, at: [4, 6, 38, 40], correct: true}
      - {key: mug, label: "On the desk, at the right", shape: ellipse, at: [80, 75, 6, 8]}
"""


@pytest.mark.parametrize(("label", "warns"), [("Upper left", False), ("The board", True), ("Left of the desk", False)])
def test_a_label_that_names_the_answer_warns(folder: CourseFolder, label: str, warns: bool) -> None:
    folder.write("media/desk.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>')
    folder.write(QUIZ, folder.read(QUIZ) + HOTSPOT.replace("LABEL", label))
    said = [str(warning) for warning in folder.load().warnings if "may name the answer" in str(warning)]
    assert len(said) == warns
    assert all("question 'spot', region 'board'" in line for line in said)
