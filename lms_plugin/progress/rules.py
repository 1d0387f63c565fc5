"""Decisions about progress: what is complete, what comes next, where a reader goes on. No I/O."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

COMPLETE = frozenset({"passed", "done"})
AWAITING: Final = "awaiting"  # handed in, and a person has to mark it: neither passed nor failed
HANDED_IN = COMPLETE | {"not_passed", AWAITING}


def is_module_complete(completion: Mapping[str, str], lessons: Iterable[str], quizzes: Iterable[str]) -> bool:
    """Whether the states of a module's lessons and quizzes meet its rule.

    `completion` is `{"lessons": "all"|"none", "quizzes": "passed"|"submitted"|"none"}`.
    """
    read = completion["lessons"] == "none" or all(state in COMPLETE for state in lessons)
    wanted: Collection[str] = COMPLETE if completion["quizzes"] == "passed" else HANDED_IN
    return read and (completion["quizzes"] == "none" or all(state in wanted for state in quizzes))


def surviving_block(wanted: str, earlier: Sequence[str], blocks: Sequence[str]) -> str | None:
    """The block to go on from where `wanted` may be gone: itself, else the nearest before it that is still there.

    `earlier` are the blocks of the version that was read, `blocks` those of today. None: from the top.
    """
    if wanted in blocks:
        return wanted
    if wanted not in earlier:
        return None
    present = set(blocks)
    before = reversed(earlier[: earlier.index(wanted)])
    return next((block for block in before if block in present), None)


def farther(one: str | None, other: str, blocks: Sequence[str]) -> str:
    """The one of two blocks that comes later in the text; `other` where `one` is gone."""
    if one is None or one not in blocks or other not in blocks:
        return other
    return max(one, other, key=blocks.index)


def minutes_left(minutes: int, place: int, blocks: int) -> int:
    """Minutes still to read from the block at index `place`: rounded up, at least one."""
    if blocks <= 0:
        return minutes
    return max(1, -(-minutes * (blocks - place) // blocks))


def next_index(states: Sequence[str]) -> int | None:
    """Which step to go on with: one that was begun, else the first that is not complete; None where there is none.

    A `locked` step is never the next, nor one that has `not_open`ed, or whose outcome is not told yet (`handed_in`).
    What waits for a person to mark it asks nothing of the learner.
    """
    started = next((index for index, state in enumerate(states) if state == "in_progress"), None)
    if started is not None:
        return started
    passed_over = COMPLETE | {AWAITING, "locked", "not_open", "handed_in"}
    return next((index for index, state in enumerate(states) if state not in passed_over), None)


def quiz_minutes(questions: int) -> int:
    """About how long a quiz takes: three quarters of a minute a question, rounded up."""
    return max(1, -(-questions * 3 // 4))
