"""Who may publish what an educator wrote: decided from ids alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

# own_work: changed it since it was published · not_asked: nobody sent it for a check · stale: changed since it was sent
# · own_request: sent it.
Bar = Literal["own_work", "not_asked", "stale", "own_request"]


@dataclass(frozen=True, kw_only=True)
class Request:
    """A check that somebody asked for; `is_stale` where the texts are others now."""

    asked_by: UUID
    is_stale: bool


def find_bar(
    who: UUID | None, *, needs_second_person: bool, changed_by: Collection[UUID], request: Request | None
) -> Bar | None:
    """Why this person may not publish; None where they may.

    Without the rule everybody may who teaches there: a check can be asked for, and need not be waited for.
    """
    if not needs_second_person:
        return None
    if who in changed_by:
        return "own_work"
    return find_bar_to_answer(who, request)


def find_bar_to_answer(who: UUID | None, request: Request | None) -> Bar | None:
    """Why this person's word does not count as the check that was asked for; None where it does."""
    if request is None:
        return "not_asked"
    if request.is_stale:
        return "stale"
    return "own_request" if request.asked_by == who else None
