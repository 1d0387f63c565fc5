"""Where a course or link was copied from, as custom parameters say it (LTI 1.3 Core, appendix B: `*.id.history`)."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from lms_plugin.lti.claims import MAX_ENTRIES, MAX_ID

# What our own links ask the platform for. The names stand nowhere else: Moodle lets a tool-level value of the same name
# win over a link's own.
CONTEXT_PARAMETER, LINK_PARAMETER = "context_history", "link_history"
ASKED = {CONTEXT_PARAMETER: "$Context.id.history", LINK_PARAMETER: "$ResourceLink.id.history"}

# Administrators write them into the tool's own parameters under names of their choice.
_CONTEXT = frozenset({"contexthistory", "contextidhistory", "coursehistory"})
_LINK = frozenset({"linkhistory", "linkidhistory", "resourcelinkhistory", "resourcelinkidhistory"})


def read_context_history(custom: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the courses that this one was copied from, newest first; none where the platform does not say."""
    return _read(custom, _CONTEXT)


def read_link_history(custom: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the links that this one was copied from, newest first; none where the platform does not say."""
    return _read(custom, _LINK)


def _read(custom: Mapping[str, str], spellings: frozenset[str]) -> tuple[str, ...]:
    """Ids parted by commas, each URL-encoded. A variable that was not expanded never gets as far as here."""
    for name, value in custom.items():
        if re.sub(r"[^a-z]", "", name.lower()) in spellings:
            found = (unquote(part.strip()) for part in value.split(","))
            ids = tuple(dict.fromkeys(each for each in found if _is_id(each)))[:MAX_ENTRIES]
            if ids:
                return ids
    return ()


def _is_id(text: str) -> bool:
    """Whether this can be an id that we know: a NUL, which %00 brings in, is in none, and no database takes it."""
    return 0 < len(text) <= MAX_ID and "\x00" not in text
