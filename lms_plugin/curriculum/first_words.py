"""What a question is known by among others to those who write: its own first words."""

from typing import Any


def first_words(data: Any) -> str:
    """The stem of a question as data, else the title of a case, else its situation; "" where none is written yet.

    `data` may be in any state, as what is being written is.
    """
    if not isinstance(data, dict):
        return ""
    return str(data.get("stem") or data.get("title") or data.get("stimulus") or "")
