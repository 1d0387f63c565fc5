"""Writing the lessons of a hospital's own course: the front matter field by field, the Markdown as one text."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.fronts import write_lesson_front
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.files import STRAY, TextFile, split_front_matter
from lms_plugin.curriculum.yaml_files import UnreadableError, read_fields, read_yaml
from lms_plugin.drafts.errors import LessonChangedSinceError
from lms_plugin.drafts.files import change_text, digest_of
from lms_plugin.errors import InvalidInputError

_LESSON = re.compile(r"modules/([^/]+)/lessons/([^/]+)\.md")


@dataclass(frozen=True)
class LessonText:
    """A lesson in its halves. `offset` is the number of lines before the Markdown."""

    front: Mapping[str, Any]
    body: str
    offset: int


def find_lesson(path: str) -> tuple[str, str] | None:
    """The keys of the module and the lesson that a path names; None for what is no lesson."""
    found = _LESSON.fullmatch(path)
    return (found[1], found[2]) if found else None


def split_lesson(text: str) -> LessonText:
    """The halves of a lesson; without a front matter that can be read the fields are empty."""
    errors: list[ContentError] = []
    halves = split_front_matter(TextFile("", text), errors)
    if halves is None:
        return LessonText({}, text, 0)
    front, body, offset = halves
    return LessonText(read_fields(front), body, offset)


def front_problem(text: str) -> str:
    """What keeps the fields of a lesson from being read, as a sentence; "" for nothing."""
    errors: list[ContentError] = []
    halves = split_front_matter(TextFile("", text), errors)
    if halves is None:
        return f"{errors[0].problem.capitalize()}. {errors[0].fix}."
    try:
        data = read_yaml(halves[0], offset=1).data
    except UnreadableError as error:
        return f"Line {error.line}: {error.problem}. {error.fix}."
    return "" if isinstance(data, dict) else "There are no fields above the text. Write title, objective and minutes."


def tidy(text: str) -> str:
    """What was typed as files have it: its line ends and letters, and no sign that is no text."""
    return STRAY.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


def write_lesson(base: str, fields: Mapping[str, Any], body: str) -> str:
    """A lesson with other fields and Markdown; what is the same keeps its bytes. None takes a field out."""
    before = split_lesson(base)
    if not before.offset:
        raise InvalidInputError("This lesson does not begin with its fields, so it cannot be edited here.")
    changes = {name: value for name, value in fields.items() if value != before.front.get(name)}
    text = write_lesson_front(base, changes) if changes else base
    if body.rstrip("\n") == before.body.rstrip("\n"):
        return text
    head = text[: len(text) - len(before.body)]
    return f"{head}{body.rstrip()}\n"


def save_lesson(author: Person, course_key: str, path: str, after: str, *, base: str, now: datetime) -> None:
    """Put `after` in place of a text that was read with the digest `base`.

    Saving what stands there already is harmless. Raises LessonChangedSinceError where somebody else saved meanwhile.
    """

    def change(text: str) -> str:
        if text != after and digest_of(text) != base:
            raise LessonChangedSinceError(text)
        return after

    change_text(author, course_key, path, "Changed the lesson", change, now=now)
