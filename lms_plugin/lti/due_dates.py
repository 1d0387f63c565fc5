"""Until when an LMS takes work for a link, as custom parameters say it (LTI 1.3 Core, appendix B)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

# What our own links ask the platform for.
ASKED = {"submission_end": "$ResourceLink.submission.endDateTime"}

# Administrators write it into the tool's own parameters under names of their choice.
_SPELLINGS = frozenset(
    {"submissionend", "submissionenddatetime", "resourcelinksubmissionenddatetime", "dueat", "duedate"}
)


def read_due_date(custom: Mapping[str, str]) -> datetime | None:
    """The moment, in UTC; None where the platform sets none, does not say, or says it without an offset."""
    for name, value in custom.items():
        if re.sub(r"[^a-z]", "", name.lower()) in _SPELLINGS:
            moment = _read(value.strip())
            if moment is not None:
                return moment
    return None


def _read(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
