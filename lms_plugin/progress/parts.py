"""The parts of a lesson: its headings and check questions, and which of them are read. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lms_plugin.curriculum.shown import Block

State = Literal["read", "here", "ahead"]


@dataclass(frozen=True)
class Part:
    """A heading or a check question: what the list beside the text shows."""

    block_id: str
    title: str
    state: State


def parts_of(blocks: Sequence[Block], far: str | None, *, complete: bool = False) -> tuple[Part, ...]:
    """The parts in order. Those that end before the farthest block are read, the one that holds it is here."""
    ids = [block.id for block in blocks]
    reached = len(ids) if complete else ids.index(far) if far in ids else -1
    starts = [index for index, block in enumerate(blocks) if _is_part(block)]
    ends = [*starts[1:], len(ids)]
    titles = _titles([blocks[start] for start in starts])
    return tuple(
        Part(ids[start], title, "read" if reached >= end else "here" if reached >= start else "ahead")
        for start, end, title in zip(starts, ends, titles, strict=True)
    )


def part_number(blocks: Sequence[Block], at: str) -> int:
    """The part, from 1, that a block belongs to; what stands before the first one counts to it."""
    states = [part.state for part in parts_of(blocks, at)]
    return states.index("here") + 1 if "here" in states else 1


def _is_part(block: Block) -> bool:
    return block.kind == "check" or (block.kind == "heading" and block.level == 2)


def _titles(parts: Sequence[Block]) -> list[str]:
    checks = [block.id for block in parts if block.kind == "check"]

    def title(block: Block) -> str:
        if block.kind != "check":
            return block.title
        if len(checks) == 1:
            return "Check yourself"
        return f"Check yourself {checks.index(block.id) + 1} of {len(checks)}"

    return [title(block) for block in parts]
