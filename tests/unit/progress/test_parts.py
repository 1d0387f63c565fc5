"""The parts of a lesson and which of them are read."""

from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.curriculum.shown import Block
from lms_plugin.progress.parts import part_number, parts_of

BLOCKS = [
    Block(id="lead", kind="text"),
    Block(id="h1", kind="heading", title="First", level=2),
    Block(id="t1", kind="text"),
    Block(id="h1a", kind="heading", title="Below the first", level=3),
    Block(id="check-a", kind="check"),
    Block(id="check-b", kind="check"),
    Block(id="h2", kind="heading", title="Second", level=2),
    Block(id="t2", kind="text"),
]


def test_headings_and_questions_are_parts() -> None:
    assert [part.title for part in parts_of(BLOCKS, None)] == [
        "First",
        "Check yourself 1 of 2",
        "Check yourself 2 of 2",
        "Second",
    ]


def test_what_lies_before_the_farthest_block_is_read() -> None:
    def states(far: str | None) -> str:
        return " ".join(part.state for part in parts_of(BLOCKS, far))

    assert states(None) == states("lead") == "ahead ahead ahead ahead"
    assert states("h1a") == "here ahead ahead ahead"
    assert states("check-b") == "read read here ahead"
    assert states("t2") == "read read read here"
    assert {part.state for part in parts_of(BLOCKS, None, complete=True)} == {"read"}


@given(st.sampled_from([block.id for block in BLOCKS]))
def test_a_place_is_in_one_part(block: str) -> None:
    assert [part.state for part in parts_of(BLOCKS, block)].count("here") <= 1
    assert 1 <= part_number(BLOCKS, block) <= 4


def test_one_question_has_no_number() -> None:
    assert [part.title for part in parts_of(BLOCKS[:5], None)] == ["First", "Check yourself"]
