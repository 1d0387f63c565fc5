"""Questions move within a file and between files; what is undone is undone in both, and nothing is ever lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.drafts.errors import NothingToUndoError
from lms_plugin.drafts.files import change_text, get_draft, last_act, undo
from lms_plugin.drafts.moving import move_question, move_to_file, place_question
from lms_plugin.drafts.sections import follow, keys_in, sections_of
from lms_plugin.drafts.services import add_questions, new_bank, new_quiz, open_shelf, remove_question
from tests.functional.learning.school import open_school
from tests.unit.drafts.desk import author_of

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
TITLES = ("Quiz", "Bank")


def question(key: str) -> dict[str, object]:
    return {"key": key, "type": "true_false", "stem": f"{key}?", "answer": True}


def desk() -> tuple[Person, str, str, str]:
    """Dana, her shelf, a quiz with three questions and an empty bank."""
    dana = author_of(open_school())
    shelf = open_shelf(dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)
    quiz = new_quiz(dana, shelf, title="Quiz", purpose="practice", now=NOW)
    bank = new_bank(dana, shelf, title="Bank", now=NOW)
    add_questions(dana, shelf, quiz, [question(key) for key in ("one", "two", "three")], now=NOW)
    return dana, shelf, quiz, bank


def keys(dana: Person, shelf: str, path: str) -> list[str]:
    return keys_in(split_file(get_draft(dana.tenant_id, shelf, path).text))


def last_what(dana: Person, shelf: str, path: str) -> str:
    act = last_act(get_draft(dana.tenant_id, shelf, path))
    assert act is not None
    return act.what


def undo_last(dana: Person, shelf: str, path: str) -> None:
    act = last_act(get_draft(dana.tenant_id, shelf, path))
    assert act is not None
    undo(dana, shelf, path, act.id, now=NOW)


def test_a_move_to_another_file_is_undone_in_both_from_either(app: Flask) -> None:
    dana, shelf, quiz, bank = desk()
    before = [get_draft(dana.tenant_id, shelf, path).text for path in (quiz, bank)]
    for undone_in in (quiz, bank):
        move_to_file(dana, shelf, quiz, "two", bank, titles=TITLES, now=NOW)
        assert (keys(dana, shelf, quiz), keys(dana, shelf, bank)) == (["one", "three"], ["two"])
        undo_last(dana, shelf, undone_in)
        assert [get_draft(dana.tenant_id, shelf, path).text for path in (quiz, bank)] == before


def test_it_cannot_be_undone_once_the_other_file_went_on(app: Flask) -> None:
    dana, shelf, quiz, bank = desk()
    move_to_file(dana, shelf, quiz, "two", bank, titles=TITLES, now=NOW)
    act = last_act(get_draft(dana.tenant_id, shelf, quiz))
    assert act is not None
    change_text(dana, shelf, bank, "Changed", lambda text: f"{text}# more\n", now=NOW)
    assert last_act(get_draft(dana.tenant_id, shelf, quiz)) is None
    with pytest.raises(NothingToUndoError):
        undo(dana, shelf, quiz, act.id, now=NOW)
    assert (keys(dana, shelf, quiz), keys(dana, shelf, bank)) == (["one", "three"], ["two"])


def test_acts_before_it_can_still_be_undone(app: Flask) -> None:
    dana, shelf, quiz, bank = desk()
    move_question(dana, shelf, quiz, "one", by=1, now=NOW)
    move_to_file(dana, shelf, quiz, "one", bank, titles=TITLES, now=NOW)
    undo_last(dana, shelf, bank)
    undo_last(dana, shelf, quiz)
    assert keys(dana, shelf, quiz) == ["one", "two", "three"]


def test_acts_name_the_question_by_its_first_words(app: Flask) -> None:
    dana, shelf, quiz, bank = desk()
    said = []
    acts: tuple[Callable[[], None], ...] = (
        lambda: move_question(dana, shelf, quiz, "one", by=1, now=NOW),
        lambda: place_question(dana, shelf, quiz, "one", after=None, number=1, now=NOW),
        lambda: remove_question(dana, shelf, quiz, "three", now=NOW),
        lambda: move_to_file(dana, shelf, quiz, "two", bank, titles=TITLES, now=NOW),
    )
    for act in acts:
        act()
        said.append(last_what(dana, shelf, quiz))
    assert said == ["Moved “one?”", "Moved “one?”", "Removed “three?”", "Moved “two?” to “Bank”"]
    assert last_what(dana, shelf, bank) == "Moved “two?” here from “Quiz”"


@pytest.mark.parametrize(
    ("after", "number", "order"),
    [
        (None, 1, ["two", "one", "three"]),
        ("three", 1, ["one", "three", "two"]),
        ("gone", 1, ["two", "one", "three"]),
        ("gone", 3, ["one", "three", "two"]),
        ("gone", 99, ["one", "three", "two"]),
    ],
)
def test_a_question_is_put_behind_another(app: Flask, after: str | None, number: int, order: list[str]) -> None:
    dana, shelf, quiz, _ = desk()
    place_question(dana, shelf, quiz, "two", after=after, number=number, now=NOW)
    assert keys(dana, shelf, quiz) == order


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_moved_nothing_is_lost_and_all_is_undone(app: Flask, seed: int) -> None:
    chance = Random(seed)
    dana, shelf, quiz, bank = desk()
    texts = [get_draft(dana.tenant_id, shelf, path).text for path in (quiz, bank)]
    done: list[str] = []
    for _ in range(25):
        path = chance.choice([path for path in (quiz, bank) if keys(dana, shelf, path)])
        here = keys(dana, shelf, path)
        key, other = chance.choice(here), bank if path == quiz else quiz
        before = [get_draft(dana.tenant_id, shelf, each).text for each in (quiz, bank)]
        if chance.random() < 0.5:
            move_to_file(dana, shelf, path, key, other, titles=TITLES, now=NOW)
        else:
            after = chance.choice([None, *here])
            place_question(dana, shelf, path, key, after=after if after != key else None, number=1, now=NOW)
        if before != [get_draft(dana.tenant_id, shelf, each).text for each in (quiz, bank)]:
            done.append(path)
        assert sorted(keys(dana, shelf, quiz) + keys(dana, shelf, bank)) == ["one", "three", "two"]
    for path in reversed(done):
        undo_last(dana, shelf, path)
    assert [get_draft(dana.tenant_id, shelf, path).text for path in (quiz, bank)] == texts


HEAD = "title: Quiz\npurpose: practice\n"


def file_of(listed: list[str], sections: str = "") -> str:
    blocks = "".join(f"  - key: {key}\n    type: true_false\n    stem: A?\n    answer: true\n" for key in listed)
    return f"{HEAD}{sections}questions:\n{blocks}"


LISTS = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@given(old=LISTS, new=LISTS, split=st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_sections_follow_the_questions(old: list[str], new: list[str], split: int) -> None:
    """Each question is asked once, in the order of the file within its section, and draws stay."""
    parts = [part for part in (old[:split], old[split:]) if part]
    sections = "sections:\n" + "".join(
        f"  - {{key: s{number}, questions: [{', '.join([*part, f'other-{number}'])}]}}\n"
        for number, part in enumerate(parts)
    )
    sections += "  - {key: drawn, draws: [{count: 1, from: {bank: words}}]}\n"
    before = split_file(file_of(old, sections))
    done = sections_of(follow(before, split_file(file_of(new, sections))))
    asked = [key for section in done for key in section.get("questions", [])]
    kept = [key for key in asked if not key.startswith("other-")]
    assert len(asked) == len(set(asked))
    assert set(kept) <= set(new)
    assert {key for key in new if key in old} <= set(kept)
    assert [key for key in asked if key.startswith("other-")] == [f"other-{n}" for n in range(len(parts))]
    for section in done:
        own = [key for key in section.get("questions", []) if key in new]
        assert own == [key for key in new if key in own]
    assert done[-1] == {"key": "drawn", "draws": [{"count": 1, "from": {"bank": "words"}}]}


def test_a_first_question_of_a_quiz_that_draws_is_asked() -> None:
    sections = "sections:\n  - {key: drawn, draws: [{count: 1, from: {bank: words}}]}\n"
    before = split_file(f"{HEAD}{sections}questions: []\n")
    done = sections_of(follow(before, split_file(file_of(["a"], sections))))
    assert done[0] == {"key": "questions", "questions": ["a"]}
    back = follow(split_file(file_of(["a"], sections)), before)
    assert [section["key"] for section in sections_of(back)] == ["drawn"]


def test_without_sections_nothing_is_touched() -> None:
    after = split_file(file_of(["b", "a"]))
    assert follow(split_file(file_of(["a", "b"])), after) is after
