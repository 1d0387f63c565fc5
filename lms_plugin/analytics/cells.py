"""How one cell of the matrix reads: a state, a figure where there is one, and whether the LMS has it yet. No I/O."""

from dataclasses import dataclass
from typing import Any, Literal

from lms_plugin.progress.rules import AWAITING

CellState = Literal["passed", "done", "in_progress", "awaiting", "not_passed", "not_started"]
GradeState = Literal["waiting", "refused"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`score_ppm` in millionths of full credit; `grade` is waiting, refused, or none where there is nothing to say.

    `late`: the try that counts was handed in after the due date.
    """

    state: CellState
    score_ppm: int | None = None
    grade: GradeState | None = None
    late: bool = False


def describe_grade(delivery: str | None) -> GradeState | None:
    """What an educator should know of a delivery in this state; nothing where the LMS has the grade."""
    if delivery == "due":
        return "waiting"
    return "refused" if delivery == "parked" else None


def describe_cell(kind: str, row: Any) -> Cell:
    """The cell of a progress row with its result and delivery, or of none. A lesson is read or not: no figure."""
    if row is None:
        return Cell(state="not_started")
    score_ppm = row.score_ppm if kind == "quiz" else None
    is_awaiting = row.state == "in_progress" and bool((row.position or {}).get(AWAITING))
    state: CellState = AWAITING if is_awaiting else row.state
    return Cell(state=state, score_ppm=score_ppm, grade=describe_grade(row.delivery), late=bool(row.late))
