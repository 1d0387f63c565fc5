"""What the editor costs the database: the same few statements however long the quiz, and no row too many."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lms_plugin.core.db.base import Base, db
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.drafts.services import read_file
from tests.functional.learning.conftest import MakeDesk
from tests.functional.learning.own_quiz import quiz_text, write_quiz
from tests.functional.learning.school import Desk, School

Row = tuple[str, Any]


@pytest.fixture
def dana(seat: MakeDesk) -> Desk:
    return seat("dana", role="instructor")


def rows() -> dict[Row, tuple[Any, ...]]:
    """Every row of every table."""
    found: dict[Row, tuple[Any, ...]] = {}
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            found[table.name, tuple(row._mapping[column] for column in table.primary_key)] = tuple(row)
    db.session.remove()
    return found


def changed(act: Callable[[], object]) -> list[str]:
    """What an act does to rows: the table's name with + for a new row, - for one that is gone, ~ for a changed one."""
    before = rows()
    act()
    after = rows()
    signs = {key: "+" if key not in before else "-" if key not in after else "~" for key in before | after}
    return sorted(f"{signs[key]}{key[0]}" for key in before | after if before.get(key) != after.get(key))


def second_block(school: School, address: str) -> Block:
    """The second question of the quiz as it stands."""
    _, _, shelf, path = address.split("/", 3)
    block = read_file(school.tenant_id, shelf, path).blocks[1]
    db.session.remove()
    return block


def save(dana: Desk, address: str, block: Block) -> None:
    """Save it with another reviewer."""
    text = f"{block.text.rstrip()}\n    reviewer: Somebody\n"
    answer = dana.post(f"{address}/questions/{block.key}", {"base_text": block.text, "go": "text", "as_text": text})
    assert answer.status_code == 303, answer.text


def test_saving_one_question_changes_one_row_and_notes_one_act(dana: Desk, school: School) -> None:
    address = write_quiz(school, "dana", quiz_text(20))
    write_quiz(school, "dana", quiz_text(3).replace("key: q", "key: other"))
    block = second_block(school, address)

    assert changed(lambda: save(dana, address, block)) == ["+draft_acts", "~drafts"]
    assert changed(lambda: save(dana, address, block)) == []  # sent twice


def test_pages_and_saves_cost_the_same_for_every_length(dana: Desk, school: School, statements: list[str]) -> None:
    def cost(act: Callable[[], object]) -> int:
        statements.clear()
        act()
        return len(statements)

    counts = []
    for name, count in (("short", 20), ("long", 60)):
        address = write_quiz(school, "dana", quiz_text(count).replace("key: q", f"key: {name}"))
        block = second_block(school, address)
        pages = [f"{address}/", f"{address}/questions/{block.key}", f"{address}/publish", f"{address}/history"]
        found = [cost(lambda page=page: page_of(dana, page)) for page in pages]  # type: ignore[misc]
        counts.append([*found, cost(lambda: save(dana, address, block))])  # noqa: B023 - called at once
    assert counts[0] == counts[1]
    assert counts[0][0] < 7  # the quiz itself: what was published of it is looked for once
    assert max(counts[0]) < 13  # the review before publishing: the texts, who changed them, who is touched, who may


def page_of(dana: Desk, page: str) -> None:
    assert dana.get(page).status_code == 200
