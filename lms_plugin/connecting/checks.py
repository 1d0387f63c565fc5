"""The seam to the preflight: the last result of each registration, and where it is run. Nothing checks yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CHECK_PAGE = "preflight.show"  # its endpoint, with `registration_id`; links to it appear once it is there


@dataclass(frozen=True)
class LastCheck:
    """How the last preflight of a registration ended: `failed` holds what did, in a few words each."""

    at: datetime
    failed: tuple[str, ...]


def find_last_checks(registration_ids: Collection[UUID]) -> dict[UUID, LastCheck]:
    """The last preflight of each registration, in one statement; those never checked are left out."""
    return {}
