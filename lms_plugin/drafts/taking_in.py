"""Questions that were looked at come into a quiz or bank, new or in the place of others, as one act. The caller
commits."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.editing import edit_block
from lms_plugin.curriculum.blocks.errors import NoBlockError
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.yaml_files import UnreadableError
from lms_plugin.drafts.errors import ChangedSinceError, TooMuchError
from lms_plugin.drafts.files import MAX_QUESTIONS, change_file, change_text
from lms_plugin.drafts.services import RESERVED, counted, course_keys, with_free_keys

_DASH = re.compile(r"^( *)- ", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A question as the text of a block, and as data. `replaces` is the key of the one whose place it takes, which had
    the digest `base` when somebody decided so; None for one that is added. A `data` without a key gets one."""

    text: str
    data: Mapping[str, Any]
    replaces: str | None = None
    base: str = ""


@dataclass(frozen=True)
class HeadAndTail:
    """What stands before and behind the questions of a file."""

    head: str
    tail: str


def take_in(
    author: Person,
    course_key: str,
    path: str,
    incoming: Sequence[Incoming],
    *,
    now: datetime,
    around: HeadAndTail | None = None,
) -> None:
    """Add and replace questions. Those to add come behind the last one; keys that the course has are made new ones.

    With `around`, a file that has no questions yet becomes the one that these came from. Raises TooMuchError, and
    ChangedSinceError where a question that was to be replaced is another one meanwhile.
    """
    taken = course_keys(author.tenant_id, course_key) | RESERVED

    def change(file: QuestionFileText) -> QuestionFileText:
        if around is not None and not file.blocks:
            whole = _whole(around, incoming, taken)
            if whole is not None:
                return whole
            file = QuestionFileText(around.head, (), around.tail, _indent(incoming))
        return _changed(file, incoming, taken)

    if around is None:
        change_file(author, course_key, path, _words(incoming), change, now=now)
    else:  # every byte of that file, whatever else would be kept in step
        whole_text = partial(_in_text, change)
        change_text(author, course_key, path, _words(incoming), whole_text, now=now)


def _in_text(change: Callable[[QuestionFileText], QuestionFileText], text: str) -> str:
    return change(split_file(text)).text


def _changed(file: QuestionFileText, incoming: Sequence[Incoming], taken: set[str]) -> QuestionFileText:
    if len(file.blocks) + sum(each.replaces is None for each in incoming) > MAX_QUESTIONS:
        raise TooMuchError(f"A quiz may hold {MAX_QUESTIONS:,} questions.")
    place = file.blocks[-1].key if file.blocks else None
    for each in incoming:
        if each.replaces is not None:
            file = _replaced(file, each, each.replaces)
            continue
        fresh = with_free_keys(each.data, taken)
        file = file.insert(each.text if fresh == each.data else edit_block(each.text, fresh), after=place)
        place = fresh["key"]
    return file


def _replaced(file: QuestionFileText, each: Incoming, key: str) -> QuestionFileText:
    try:
        block = file.find(key)
    except NoBlockError as error:
        raise ChangedSinceError(None) from error
    if block.digest != each.base:
        raise ChangedSinceError(block.text)
    return file.replace(key, each.text)


def _whole(around: HeadAndTail, incoming: Sequence[Incoming], taken: set[str]) -> QuestionFileText | None:
    """The file that these questions came from, every byte of it; None where some of it did not come, or cannot."""
    text = around.head + "".join(each.text for each in incoming) + around.tail
    keys = [each.data.get("key") for each in incoming]
    try:
        file = split_file(text)
    except UnreadableError:
        return None
    return file if file.text == text and [block.key for block in file.blocks] == keys and not taken & {*keys} else None


def _indent(incoming: Sequence[Incoming]) -> int:
    """The column of the dashes that the questions came with."""
    found = _DASH.search(incoming[0].text) if incoming else None
    return len(found[1]) if found else 2


def _words(incoming: Sequence[Incoming]) -> str:
    """Such as "Added 3 questions" or "Added 1 question and updated 2"."""
    updated = sum(each.replaces is not None for each in incoming)
    added = len(incoming) - updated
    if not updated:
        return f"Added {counted(added)}"
    return f"Added {counted(added)} and updated {updated}" if added else f"Updated {counted(updated)}"
