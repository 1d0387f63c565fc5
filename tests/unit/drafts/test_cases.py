"""Questions inside a case in a hospital's own quiz: added, written and moved, and every other byte as it was."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from lms_plugin.core.audit.services import Person
from lms_plugin.drafts.cases import add_to_case, save_case
from lms_plugin.drafts.errors import ChangedSinceError
from lms_plugin.drafts.files import change_text, get_draft
from lms_plugin.drafts.services import find_home, get_question, new_quiz, open_shelf, read_file, save_question
from tests.functional.learning.school import open_school
from tests.unit.drafts.desk import author_of

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
TEXT = """\
title: Quiz   # ours
purpose: practice
questions:
  # the night
  - key: night
    type: case  # staged
    stimulus: A night.
    stages:
      - key: first   # at once
        questions:
          # asked first
          - key: judge
            type: true_false
            stem: 'Is it so?'
            answer: true
          - use: alone
  - {key: alone, type: true_false, stem: Alone?, answer: true}  # by itself
"""


class Desk:
    """Dana, in a quiz with that text."""

    def __init__(self) -> None:
        self.dana: Person = author_of(open_school())
        self.shelf = open_shelf(self.dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)
        self.quiz = new_quiz(self.dana, self.shelf, title="Quiz", purpose="practice", now=NOW)
        change_text(self.dana, self.shelf, self.quiz, "Brought", lambda _: TEXT, now=NOW)

    @property
    def text(self) -> str:
        return get_draft(self.dana.tenant_id, self.shelf, self.quiz).text

    def write(self, question: str, base: str = "", text: str = "", **fields: object) -> None:
        block = get_question(read_file(self.dana.tenant_id, self.shelf, self.quiz), question)
        data = {**block.data, **fields}
        base = base or block.digest
        save_question(self.dana, self.shelf, self.quiz, question, data, base=base, now=NOW, text=text)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The text matters, not the engine."""
    return sqlite_url


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


def test_a_question_inside_is_written_alone(desk: Desk) -> None:
    base = get_question(read_file(desk.dana.tenant_id, desk.shelf, desk.quiz), "judge").digest
    desk.write("judge", answer=False)
    assert desk.text == TEXT.replace("answer: true\n          - use", "answer: false\n          - use")
    with pytest.raises(ChangedSinceError) as refused:
        desk.write("judge", base, stem="Is it?")
    assert "  # asked first\n  - key: judge\n" in (refused.value.theirs or "")
    assert "answer: false" in desk.text


def test_a_question_inside_is_typed_as_text_and_keeps_its_key(desk: Desk) -> None:
    typed = (
        "  # asked at first\n  - key: other\n    type: true_false\n    stem: 'Is it so?'  # or not\n    answer: true\n"
    )
    desk.write("judge", text=typed, key="other")
    assert desk.text == TEXT.replace("# asked first", "# asked at first").replace("so?'", "so?'  # or not")


def test_a_new_question_stands_in_its_stage_under_a_key_of_its_own(desk: Desk) -> None:
    data = {"type": "free_text", "stem": "Alone"}
    assert add_to_case(desk.dana, desk.shelf, desk.quiz, "night", "first", data, now=NOW) == "alone-2"
    added = "          - {key: alone-2, type: free_text, stem: Alone}\n"
    assert desk.text == TEXT.replace("          - use: alone\n", f"          - use: alone\n{added}")
    assert find_home(desk.dana.tenant_id, desk.shelf, desk.quiz, "alone-2") == desk.quiz


def test_a_question_of_a_case_that_is_gone_stands_at_the_end(desk: Desk) -> None:
    data = {"type": "true_false", "stem": "Still there?"}
    assert add_to_case(desk.dana, desk.shelf, desk.quiz, "gone", "first", data, now=NOW) == "still-there"
    assert desk.text.startswith(f"{TEXT}  - key: still-there\n")


def test_the_story_is_saved_beside_what_another_wrote_in_a_question(desk: Desk) -> None:
    case = read_file(desk.dana.tenant_id, desk.shelf, desk.quiz).find("night")
    desk.write("judge", answer=False)
    mine = {**case.data, "stimulus": "A long night."}
    save_case(desk.dana, desk.shelf, desk.quiz, "night", mine, base=case.data, now=NOW)
    after = TEXT.replace("stimulus: A night.", "stimulus: A long night.")
    assert desk.text == after.replace("answer: true\n          - use", "answer: false\n          - use")


def test_questions_change_places_with_their_comments(desk: Desk) -> None:
    case = read_file(desk.dana.tenant_id, desk.shelf, desk.quiz).find("night")
    [stage] = case.data["stages"]
    mine = {**case.data, "stages": [{**stage, "questions": list(reversed(stage["questions"]))}]}
    save_case(desk.dana, desk.shelf, desk.quiz, "night", mine, base=case.data, now=NOW, what="Moved")
    assert "- use: alone\n          # asked first\n          - key: judge\n" in desk.text
    assert sorted(desk.text) == sorted(TEXT)
