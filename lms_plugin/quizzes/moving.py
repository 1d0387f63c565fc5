"""Going on from a question: what is locked by it, and where one lands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.attempts import Sheet, get_sheet
from lms_plugin.quizzes.saving import keep_position
from lms_plugin.quizzes.signing import not_agreed

_STAYING = frozenset({"flag", "stay"})
_CONFIRMING = frozenset({"confirm", "anyway"})


@dataclass(frozen=True)
class Move:
    """Where one lands: the number of a question, None for the check page. `asks`: some answers are missing there."""

    number: int | None
    asks: bool = False


def move_on(learner: Learner, attempt_id: UUID, number: int, go: str, target: int | None, *, now: datetime) -> Move:
    """Leave a question of a locked attempt whose answer was just saved.

    Locks what leaving it locks, unless an answer is missing and the person has not said to go on `anyway`. A statement
    is not left before it is agreed to: nothing could be handed in afterwards.
    """
    sheet = get_sheet(learner, attempt_id)
    locks = sheet.locks
    leaving = locks.leaving(number) if go in _CONFIRMING or (locks.forward and go not in _STAYING) else ()
    must_agree = set(leaving) & set(not_agreed(sheet))
    if leaving and (go != "anyway" or must_agree) and empty_among(sheet, leaving):
        move = Move(number, asks=True)
    else:
        _lock(sheet, leaving)
        wanted = number + 1 if leaving or (locks.forward and go not in _STAYING) else target
        move = Move(landing(sheet, wanted))
    keep_position(learner, sheet.attempt, sheet.paper, move.number, now=now)
    return move


def landing(sheet: Sheet, wanted: int | None) -> int | None:
    """The question to show for a wanted number: it, or the nearest that is open; None is the check page."""
    if wanted is None or wanted > len(sheet.paper.asked):
        return None
    return wanted if sheet.locks.is_open(wanted) else sheet.locks.nearest(wanted)


def empty_among(sheet: Sheet, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Those of some questions that have no answer."""
    return tuple(number for number in numbers if number in sheet.missing)


def _lock(sheet: Sheet, numbers: tuple[int, ...]) -> None:
    if numbers:
        keys = [sheet.paper.asked[number - 1].key for number in numbers]
        sheet.attempt.locked = list(dict.fromkeys([*(sheet.attempt.locked or ()), *keys]))
