"""What is said of faults in the types of the gallery, at their lines; and of parts that change under one edition."""

import shutil
from pathlib import Path

import pytest

from lms_plugin.curriculum.changes import Published, check_changes
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.loader import load_course

GALLERY = Path(__file__).parents[3] / "courses" / "question-gallery"
QUIZ = "modules/every-type/quizzes/every-type.yaml"


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GALLERY, tmp_path / "question-gallery"))


def rewrite(gallery: Path, old: str, new: str) -> None:
    text = (gallery / QUIZ).read_text()
    assert old in text
    (gallery / QUIZ).write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "match: bedroom",
            "match: bedrom",
            "question 'rooms', prompt 'sleep': no target 'bedrom'. Targets: kitchen, bedroom, garden, attic.",
        ),
        (
            "match: bedroom",
            "match: garden",
            "question 'rooms': the same target is right for two prompts. Write reuse: true, or give each its own.",
        ),
        ("in: use}", "in: using}", "question 'sorting', item 'spoon': no category 'using'. Categories: eat, use."),
        ("{key: wait,", "{key: pour,", "question 'morning', item 'pour': item key 'pour' is used twice."),
        (
            "correct: [swim]",
            "correct: [swin]",
            "question 'animals', row 'trout': no column 'swin'. Columns: fly, swim.",
        ),
        ("choose: many", "choose: one", "question 'animals', row 'duck': 2 columns are correct. Name one, or write"),
    ],
)
def test_faults_are_named_where_they_stand(gallery: Path, old: str, new: str, said: str) -> None:
    rewrite(gallery, old, new)
    with pytest.raises(ContentErrors) as raised:
        load_course(gallery)
    faults = [str(error) for error in raised.value.errors]
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("      - {key: dig, text: Plant a tree, match: garden}\n", "prompt 'dig' was published in publication 1"),
        ("      - {key: attic, text: Attic}\n", "target 'attic' was published in publication 1"),
        ("      - {key: bread, text: Bread, in: eat}\n", "item 'bread' was published in publication 1"),
        ("      - {key: wait, text: Wait four minutes}\n", "item 'wait' was published in publication 1"),
        ("      - {key: sparrow, text: Sparrow, correct: [fly]}\n", "row 'sparrow' was published in publication 1"),
    ],
)
def test_a_part_may_not_vanish_under_the_same_edition(gallery: Path, old: str, said: str) -> None:
    before = {each.spec.key: Published(each.spec, QUIZ) for each in load_course(gallery).questions()}
    rewrite(gallery, old, "")
    faults = [str(error) for error in check_changes(before, 1, load_course(gallery)).errors]
    assert len(faults) == 1
    assert said in faults[0]
    assert "Raise edition to 2 (a different question) or put it back." in faults[0]
