"""Moving questions: within a quiz or bank, and from one to another as one act. The caller commits."""

from collections.abc import Callable, Sequence
from datetime import datetime

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.drafts.errors import DraftNotFoundError, TooMuchError
from lms_plugin.drafts.files import MAX_QUESTIONS, change_file, get_draft
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.sections import keys_in
from lms_plugin.drafts.services import called, get_block


def move_question(author: Person, course_key: str, path: str, key: str, *, by: int, now: datetime) -> None:
    """Move a question up (-1) or down (1), or further; it stops at the ends."""

    def change(file: QuestionFileText) -> QuestionFileText:
        get_block(file, key)
        keys = keys_in(file)
        place = max(0, min(len(keys) - 1, keys.index(key) + by))
        keys.remove(key)
        return file.move(key, after=keys[place - 1] if place else None)

    change_file(author, course_key, path, _moved(key), change, now=now)


def place_question(
    author: Person, course_key: str, path: str, key: str, *, after: str | None, number: int, now: datetime
) -> None:
    """Move a question behind another, or to the beginning. Where that other one is gone, it becomes the `number`th."""

    def change(file: QuestionFileText) -> QuestionFileText:
        get_block(file, key)
        return file.move(key, after=_neighbor([each for each in keys_in(file) if each != key], after, number))

    change_file(author, course_key, path, _moved(key), change, now=now)


def _moved(key: str) -> Callable[[QuestionFileText], str]:
    return lambda file: f"Moved {called(get_block(file, key))}"


def _neighbor(keys: Sequence[str], after: str | None, number: int) -> str | None:
    """Behind which of these a question is put; None for the beginning."""
    if after is None or after in keys:
        return after
    place = max(0, min(len(keys), number - 1))
    return keys[place - 1] if place else None


def move_to_file(
    author: Person, course_key: str, path: str, key: str, other: str, *, titles: tuple[str, str], now: datetime
) -> None:
    """Move a question to the end of another file of the course; its text goes as it is, and so does its history.

    It is one act: undone in either file, it is undone in both. `titles` are those of the two files.
    Raises DraftNotFoundError, TooMuchError.
    """
    if path == other:
        return
    if not is_question_file(other):
        raise DraftNotFoundError("There is no such quiz or bank.")
    for each in sorted((path, other)):  # in the order of every act on two files
        get_draft(author.tenant_id, course_key, each, lock=True)
    moved: list[Block] = []

    def take(file: QuestionFileText) -> QuestionFileText:
        moved.append(get_block(file, key))
        return file.remove(key)

    def put(file: QuestionFileText) -> QuestionFileText:
        if len(file.blocks) >= MAX_QUESTIONS:
            raise TooMuchError(f"A quiz may hold {MAX_QUESTIONS:,} questions.")
        return file.insert(moved[0].text, after=file.blocks[-1].key if file.blocks else None)

    together, (here, there) = new_id(), titles
    gone = _moved(key)
    change_file(author, course_key, path, lambda file: f"{gone(file)} to “{there}”", take, now=now, together=together)
    come = f"Moved {called(moved[0])} here from “{here}”"
    change_file(author, course_key, other, come, put, now=now, together=together)
