"""Whose progress: one person in one course, in one cycle."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Learner:
    """`cycle` counts recertifications, from 1. With `graded` False (a preview) nothing reaches the gradebook."""

    tenant_id: UUID
    context_id: UUID
    user_id: UUID
    cycle: int = 1
    graded: bool = True
