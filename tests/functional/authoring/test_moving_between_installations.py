"""A quiz that was written in the browser here is exported with one command, imported elsewhere with one command,
published there, and exported again: the same bytes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.authoring.test_editor import add, choice, editor, make_quiz, publish
from tests.harness.command import run_command
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House


@pytest.fixture
def elsewhere(postgresql_maker: DatabaseMaker, tmp_path: Path) -> Iterator[House]:
    """Another installation, of another hospital, on the other engine."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with House(postgresql_maker.make(), folder) as house:
        yield house


def do(house: House, *words: str) -> str:
    done = run_command("quizzes", *words, environment=house.environment())
    assert done.code == 0, done
    return done.out


@pytest.mark.postgresql
def test_from_one_hospital_to_another_and_out_again(sqlite_house: House, elsewhere: House, tmp_path: Path) -> None:
    browser = sqlite_house.browser()
    quiz = add(browser, make_quiz(sqlite_house, browser), "single_choice", **choice())
    add(browser, quiz, "true_false", stem="Gloves replace washing.", answer="false", rationale="They do not.")
    [course] = {row["course"] for row in json.loads(do(sqlite_house, "list", "--json"))}
    out, again = tmp_path / "out.zip", tmp_path / "again.zip"
    do(sqlite_house, "export", course, "--out", str(out))

    assert f"{course}: 2 files new" in do(elsewhere, "import", str(out))
    reader = elsewhere.browser()
    start = editor(elsewhere, reader)
    there = reader.get(start.link("Hand hygiene"))
    assert "2 questions" in there.text
    assert "Version 1 is published." in publish(reader, there).text
    do(elsewhere, "export", course, "--out", str(again))
    assert again.read_bytes() == out.read_bytes()
    assert "0 files new, 0 replaced, 2 the same" in do(sqlite_house, "import", str(again))
