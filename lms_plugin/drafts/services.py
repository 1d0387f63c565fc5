"""Writing questions in a hospital's own quizzes. Each act is on one file, under its lock; the caller commits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.curriculum.blocks.editing import edit_block
from lms_plugin.curriculum.blocks.errors import NoBlockError
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.curriculum.models import Course, OwnCourse
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.errors import ChangedSinceError, ChangedUnseenError, DraftNotFoundError, TooMuchError
from lms_plugin.drafts.files import (
    MAX_QUESTIONS,
    add_draft,
    change_file,
    get_draft,
    list_drafts,
)
from lms_plugin.drafts.models import Draft

Data = Mapping[str, Any]
RESERVED = frozenset({"new"})  # the address of a question that is not there yet


def shelf_of(tenant_id: UUID) -> str:
    """The key of the course that holds what a hospital makes from nothing."""
    return f"own-{tenant_id.hex[-12:]}"


def open_shelf(author: Person, *, name: str, language: str, timezone: str, now: datetime) -> str:
    """The hospital's shelf, made where there is none yet; `name` is the hospital's. Harmless to repeat."""
    key = shelf_of(author.tenant_id)
    claim_course(author, key)
    # Two who make a quiz at once do it one after the other.
    db.session.execute(select(Course.key).where(Course.key == key).with_for_update())
    if not any(draft.path == "course.yaml" for draft in list_drafts(author.tenant_id, key)):
        head = {"title": f"Quizzes of {name}", "language": language, "licence": "All rights reserved"}
        lines = ["format: 1", *(f"{field}: {quoted(value)}" for field, value in head.items()), f"timezone: {timezone}"]
        add_draft(author, key, "course.yaml", "\n".join([*lines, "modules: []"]) + "\n", now=now)
    return key


def quoted(text: str) -> str:
    """A line of text as YAML reads it back, whatever is in it."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def new_quiz(author: Person, course_key: str, *, title: str, purpose: str, now: datetime) -> str:
    """An empty quiz in a course of this hospital; its path."""
    paths = [draft.path for draft in list_drafts(author.tenant_id, course_key)]
    taken = {path.rpartition("/")[2].removesuffix(".yaml") for path in paths}
    path = f"quizzes/{make_key(title, taken, otherwise='quiz')}.yaml"
    add_draft(author, course_key, path, f"title: {quoted(title)}\npurpose: {purpose}\nquestions: []\n", now=now)
    return path


def read_file(tenant_id: UUID, course_key: str, path: str) -> QuestionFileText:
    """A file of questions in its parts. Raises DraftNotFoundError."""
    return split_file(get_draft(tenant_id, course_key, path).text)


def get_block(file: QuestionFileText, key: str) -> Block:
    """A question of a file. Raises DraftNotFoundError."""
    try:
        return file.find(key)
    except NoBlockError as error:
        raise DraftNotFoundError("There is no such question.") from error


def save_question(
    author: Person, course_key: str, path: str, key: str, data: Data, *, base: str, now: datetime, text: str = ""
) -> None:
    """Put `data` in place of a question that was read with the digest `base`; with the comments of `text`, if any.

    Saving what stands there already is harmless. Raises ChangedSinceError where somebody else saved meanwhile.
    """

    def change(file: QuestionFileText) -> QuestionFileText:
        try:
            block = file.find(key)
        except NoBlockError as error:
            raise ChangedSinceError(None) from error
        edited = edit_block(text if _is_question(text) else block.text, dict(data))
        if edited == block.text:
            return file
        if block.digest != base:
            raise ChangedSinceError(block.text)
        return file.replace(key, edited)

    change_file(author, course_key, path, f"Changed “{key}”", change, now=now)


def _is_question(text: str) -> bool:
    """Whether a text is that of a question as a file has it, with its dash: then its comments can be kept."""
    data = read_yaml(text).data if text else None
    return isinstance(data, list) and len(data) == 1


def add_questions(
    author: Person, course_key: str, path: str, questions: Iterable[Data], *, now: datetime, after: str | None = None
) -> list[str]:
    """Add questions behind `after`, or at the end; their keys. Those that are taken in the course are made new ones.

    Raises TooMuchError.
    """
    datas = list(questions)
    taken = course_keys(author.tenant_id, course_key) | RESERVED
    keys: list[str] = []

    def change(file: QuestionFileText) -> QuestionFileText:
        taken.update(block.key for block in file.blocks if block.key is not None)  # what was added until the lock
        if len(file.blocks) + len(datas) > MAX_QUESTIONS:
            raise TooMuchError(f"A quiz may hold {MAX_QUESTIONS:,} questions.")
        place = after if after is not None else (file.blocks[-1].key if file.blocks else None)
        for data in datas:
            key = str(data.get("key") or "")
            if not key or key in taken:
                key = make_key(key or str(data.get("stem", "")), taken, otherwise="question")
            taken.add(key)
            keys.append(key)
            file = file.insert(write_block({**data, "key": key}), after=place)
            place = key
        return file

    count = len(datas)
    what = f"Added {count} question{'s' if count != 1 else ''}"
    change_file(author, course_key, path, what, change, now=now)
    return keys


def copy_question(author: Person, course_key: str, path: str, key: str, *, now: datetime) -> None:
    """The same question once more, behind itself, under a key of its own."""
    data = dict(get_block(read_file(author.tenant_id, course_key, path), key).data)
    add_questions(author, course_key, path, [{**data, "edition": 1}], now=now, after=key)


def remove_question(author: Person, course_key: str, path: str, key: str, *, now: datetime, base: str = "") -> None:
    """Take a question out. Whether it was published, and so has to stay, is for publishing to say.

    `base` is its digest as it was shown. Raises ChangedUnseenError where somebody changed it since.
    """

    def change(file: QuestionFileText) -> QuestionFileText:
        if get_block(file, key).digest != base and base:
            raise ChangedUnseenError("It was not removed: somebody changed it after this list was shown.")
        return file.remove(key)

    change_file(author, course_key, path, f"Removed “{key}”", change, now=now)


def move_question(author: Person, course_key: str, path: str, key: str, *, by: int, now: datetime) -> None:
    """Move a question up (-1) or down (1), or further; it stops at the ends."""

    def change(file: QuestionFileText) -> QuestionFileText:
        get_block(file, key)
        keys = [block.key for block in file.blocks if block.key is not None]
        place = max(0, min(len(keys) - 1, keys.index(key) + by))
        keys.remove(key)
        return file.move(key, after=keys[place - 1] if place else None)

    change_file(author, course_key, path, f"Moved “{key}”", change, now=now)


def move_to_file(author: Person, course_key: str, path: str, key: str, other: str, *, now: datetime) -> None:
    """Move a question to the end of another file of the course; its text goes as it is, and so does its history."""
    if path == other:
        return
    moved: list[str] = []

    def take(file: QuestionFileText) -> QuestionFileText:
        moved.append(get_block(file, key).text)
        return file.remove(key)

    def put(file: QuestionFileText) -> QuestionFileText:
        return file.insert(moved[0], after=file.blocks[-1].key if file.blocks else None)

    get_draft(author.tenant_id, course_key, other)
    change_file(author, course_key, path, f"Moved “{key}” to {other}", take, now=now)
    change_file(author, course_key, other, f"Moved “{key}” here", put, now=now)


def list_question_files(tenant_id: UUID, course_key: str | None = None) -> Iterator[tuple[Draft, QuestionFileText]]:
    """The quizzes and banks of a hospital, or of one of its courses, in their parts."""
    for draft in list_drafts(tenant_id, course_key):
        if is_question_file(draft.path):
            yield draft, split_file(draft.text)


def course_keys(tenant_id: UUID, course_key: str) -> set[str]:
    """The keys of the questions of a course's files, those of lessons not."""
    files = list_question_files(tenant_id, course_key)
    return {block.key for _, file in files for block in file.blocks if block.key is not None}


def is_question_file(path: str) -> bool:
    """Whether a file is a quiz or a bank."""
    return path.endswith(".yaml") and path.split("/")[-2:-1] in (["quizzes"], ["banks"])


def claim_course(author: Person, key: str) -> None:
    """Make a key that of a course of this hospital; harmless to repeat."""
    db.session.execute(insert_into(Course).values(key=key).on_conflict_do_nothing())
    row = {"course_key": key, "tenant_id": author.tenant_id}
    db.session.execute(insert_into(OwnCourse).values(**row).on_conflict_do_nothing())
