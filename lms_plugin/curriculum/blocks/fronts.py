"""The front matter of a lesson, edited field by field; its Markdown is left alone."""

import re
from typing import Any

from lms_plugin.curriculum.blocks.editing import edit_fields
from lms_plugin.curriculum.blocks.shapes import LESSON
from lms_plugin.curriculum.yaml_files import UnreadableError

# As the lessons' reader has it.
_FRONT = re.compile(r"---\n((?:.*?\n)?)---(?:\n|$)", re.DOTALL)


def write_lesson_front(text: str, changes: dict[str, Any]) -> str:
    """A lesson with fields of its front matter changed; None takes a field out. Raises UnreadableError,
    UnwritableError."""
    found = _FRONT.match(text)
    if found is None:
        raise UnreadableError(1, "there is no front matter", "Begin with ---, title, objective and minutes, and ---")
    return text[: found.start(1)] + edit_fields(found[1], changes, LESSON) + text[found.end(1) :]
