"""What is said of faults in cases, at their lines; and what is stored of one."""

import shutil
from pathlib import Path

import pytest

from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.loader import load_course
from lms_plugin.curriculum.objects import compile_course
from lms_plugin.curriculum.question_texts import texts

GALLERY = Path(__file__).parents[3] / "courses" / "question-gallery"
MEMBERS, HEAD = "        questions:\n          - key", "purpose: practice\n"
QUIZ = "modules/case/quizzes/staged-case.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("answer: true", "anwser: true", "question 'night-photo-judge': unknown field 'anwser'. Did you mean"),
        ("reveal: By", "reveel: By", "stage 'the-morning': unknown field 'reveel'. Did you mean 'reveal'?"),
        ("key: the-morning", "key: the-post", "the key 'the-post' is used twice. Give each its own."),
        ("type: true_false", "type: tru_false", "Did you mean 'true_false'?"),
        (MEMBERS, MEMBERS.replace("- key", "- use: nowhere\n          - key"), "no question 'nowhere'"),
        ("key: night-photo\n", "key: night-photo-why\n", "this key is already used in"),
        ("    stimulus: |\n", "    stimulus: |\n      <b>raw</b>\n", 'raw HTML "<b>"'),
        (HEAD, HEAD + "sections: [{key: s, questions: [night-photo-why]}]\n", "Name the case: night-photo."),
    ],
)  # fmt: skip
def test_faults_are_said_at_their_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    gallery = Path(shutil.copytree(GALLERY, tmp_path / "question-gallery"))
    text = (gallery / QUIZ).read_text()
    assert old in text
    (gallery / QUIZ).write_text(text.replace(old, new, 1))
    with pytest.raises(ContentErrors) as found:
        load_course(gallery)
    assert said in str(found.value)
    assert QUIZ in str(found.value)


def test_a_section_asks_a_case_whole(tmp_path: Path) -> None:
    gallery = Path(shutil.copytree(GALLERY, tmp_path / "question-gallery"))
    text = (gallery / QUIZ).read_text()
    (gallery / QUIZ).write_text(
        text.replace("questions:\n", "sections: [{key: s, questions: [night-photo]}]\nquestions:\n", 1)
    )
    plain, named = (
        next(item for item in compile_course(load_course(folder)) if item.path == QUIZ) for folder in (GALLERY, gallery)
    )
    assert named.shown["questions"] == plain.shown["questions"]
    assert named.shown["cases"] == plain.shown["cases"]
    assert named.shown["sections"][0]["questions"] == ["night-photo-judge", "night-photo-why", "night-photo-first"]


def test_a_text_with_gaps_in_a_case_is_looked_through_and_what_is_to_be_typed_is_not() -> None:
    gap = {"key": "a", "accept": [{"text": "typed"}]}
    case = {"exhibits": [{"text": "chart"}], "stages": [{"questions": [{"text": "with {a}", "gaps": [gap]}]}]}
    assert [text for _, text in texts(case)] == ["chart", "with {a}"]
