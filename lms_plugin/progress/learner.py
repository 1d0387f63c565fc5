"""Whose progress: one person in one course, in one cycle."""

from dataclasses import dataclass
from uuid import UUID

PREVIEW_CYCLE = 1_000_000  # beyond every recertification: no report and no grade asks for it


@dataclass(frozen=True, kw_only=True)
class Learner:
    """`cycle` counts recertifications, from 1; what is done in PREVIEW_CYCLE is nobody's, and soon forgotten.

    With `graded` False nothing reaches the gradebook. `launch_id` says in the audit trail where an act came from.
    """

    tenant_id: UUID
    context_id: UUID
    user_id: UUID
    cycle: int = 1
    graded: bool = True
    launch_id: str | None = None
