"""Writing questions in a hospital's own quizzes. Each act is on one file, under its lock; the caller commits."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.curriculum.blocks.editing import edit_block
from lms_plugin.curriculum.blocks.errors import NoBlockError
from lms_plugin.curriculum.blocks.insides import find_question, is_inside, replace_question
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.curriculum.models import Course, OwnCourse
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.choosing import lock_course
from lms_plugin.drafts.errors import ChangedSinceError, ChangedUnseenError, DraftNotFoundError, TooMuchError
from lms_plugin.drafts.files import (
    MAX_QUESTIONS,
    add_draft,
    change_file,
    digest_of,
    get_draft,
    list_drafts,
)
from lms_plugin.drafts.models import Draft
from lms_plugin.drafts.places import is_question_file

Data = Mapping[str, Any]
_INSIDE = re.compile(r"\bkey: *([a-z0-9-]+)")  # keys of stages and answers, too: a few keys more are taken
LONGEST_NAME = 60
RESERVED = frozenset({"new"})  # the address of a question that is not there yet


def shelf_of(tenant_id: UUID) -> str:
    """The key of the course that holds what a hospital makes from nothing."""
    return f"own-{tenant_id.hex[-12:]}"


def open_shelf(author: Person, *, name: str, language: str, timezone: str, now: datetime) -> str:
    """The hospital's shelf, made where there is none yet; `name` is the hospital's. Harmless to repeat."""
    key = shelf_of(author.tenant_id)
    claim_course(author, key)
    # Two who make a quiz at once do it one after the other.
    lock_course(key)
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
    head = f"title: {quoted(title)}\npurpose: {purpose}\n"
    return _new_file(author, course_key, "quizzes", title, head, now)


def new_bank(author: Person, course_key: str, *, title: str, now: datetime) -> str:
    """An empty bank in a course of this hospital; its path."""
    return _new_file(author, course_key, "banks", title, f"title: {quoted(title)}\n", now)


def _new_file(author: Person, course_key: str, folder: str, title: str, head: str, now: datetime) -> str:
    paths = [draft.path for draft in list_drafts(author.tenant_id, course_key)]
    taken = {path.rpartition("/")[2].removesuffix(".yaml") for path in paths}
    path = f"{folder}/{make_key(title, taken, otherwise='quiz' if folder == 'quizzes' else 'bank')}.yaml"
    add_draft(author, course_key, path, f"{head}questions: []\n", now=now)
    return path


def read_file(tenant_id: UUID, course_key: str, path: str) -> QuestionFileText:
    """A file of questions in its parts. Raises DraftNotFoundError, also for a lesson."""
    if not is_question_file(path):
        raise DraftNotFoundError("There is no such quiz.")
    return split_file(get_draft(tenant_id, course_key, path).text)


def get_block(file: QuestionFileText, key: str) -> Block:
    """A question of a file. Raises DraftNotFoundError."""
    try:
        return file.find(key)
    except NoBlockError as error:
        raise DraftNotFoundError("There is no such question.") from error


def get_question(file: QuestionFileText, key: str) -> Block:
    """The same, also for one that is written inside a case: its text is as it would stand in a file by itself."""
    found = find_question(file, key)
    if found is None:
        raise DraftNotFoundError("There is no such question.")
    return found


def called(block: Block) -> str:
    """What the list of acts calls a question: its first words."""
    words = " ".join((first_words(block.data) or block.key or "").split())
    return f"“{words}”" if len(words) <= LONGEST_NAME else f"“{words[:LONGEST_NAME].rstrip()}…”"


def save_question(
    author: Person,
    course_key: str,
    path: str,
    key: str,
    data: Data,
    *,
    base: str,
    now: datetime,
    text: str = "",
    what: str = "",
) -> str:
    """Put `data` in place of a question that was read with the digest `base`; with the comments of `text`, if any.
    `what` is what the act is called. The key of the question then: its old one inside a case, and where `data` has
    none or that of another question of the file.

    Saving what stands there already is harmless. Raises ChangedSinceError where somebody else saved meanwhile.
    """

    keys = [key]

    def change(file: QuestionFileText) -> QuestionFileText:
        block = find_question(file, key)
        if block is None:
            raise ChangedSinceError(None)
        wanted = str(data.get("key") or key)
        is_free = not is_inside(file, key) and wanted not in keys_of(file)
        new = {**data, "key": wanted if is_free else key}
        keys.append(new["key"])
        edited = edit_block(text if _is_question(text) else block.text, new)
        if edited == block.text:
            return file
        # Inside a case a question may be written another way since, and say the same.
        if base != block.digest and base != digest_of(write_block(block.data)):
            raise ChangedSinceError(block.text)
        return replace_question(file, key, edited, new)

    change_file(author, course_key, path, what or f"Changed “{key}”", change, now=now)
    return keys[-1]


def _is_question(text: str) -> bool:
    """Whether a text is that of a question as a file has it, with its dash: then its comments can be kept."""
    data = read_yaml(text).data if text else None
    return isinstance(data, list) and len(data) == 1


def add_questions(
    author: Person,
    course_key: str,
    path: str,
    questions: Iterable[Data],
    *,
    now: datetime,
    after: str | None = None,
    what: str = "",
) -> list[str]:
    """Add questions behind `after`, or at the end; their keys. Those that are taken in the course are made new ones.

    `what` is what the act is called. Raises TooMuchError.
    """
    datas = list(questions)
    taken = course_keys(author.tenant_id, course_key) | RESERVED
    keys: list[str] = []

    def change(file: QuestionFileText) -> QuestionFileText:
        taken.update(keys_of(file))  # what was added until the lock
        if len(file.blocks) + len(datas) > MAX_QUESTIONS:
            raise TooMuchError(f"A quiz may hold {MAX_QUESTIONS:,} questions.")
        place = after if after is not None else (file.blocks[-1].key if file.blocks else None)
        for data in datas:
            fresh = with_free_keys(data, taken)
            file = file.insert(write_block(fresh), after=place)
            place = fresh["key"]
            keys.append(place)
        return file

    change_file(author, course_key, path, what or f"Added {counted(len(datas))}", change, now=now)
    return keys


def counted(number: int) -> str:
    """So many questions, in words of an act."""
    return f"{number} question{'s' if number != 1 else ''}"


def with_free_keys(data: Data, taken: set[str]) -> dict[str, Any]:
    """A question, or a case with its questions, under keys that are not `taken`, and are from now on."""
    key = str(data.get("key") or "")
    if not key or key in taken:
        key = make_key(key or first_words(data), taken, otherwise="question")
    taken.add(key)
    stages = data.get("stages")
    if not isinstance(stages, list):
        return {**data, "key": key}
    return {**data, "key": key, "stages": [_stage_with_free_keys(stage, taken) for stage in stages]}


def _stage_with_free_keys(stage: Any, taken: set[str]) -> Any:
    listed = stage.get("questions") if isinstance(stage, dict) else None
    if not isinstance(listed, list):
        return stage
    fresh = [with_free_keys(each, taken) if isinstance(each, dict) and "use" not in each else each for each in listed]
    return {**stage, "questions": fresh}


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

    change_file(author, course_key, path, lambda file: f"Removed {called(get_block(file, key))}", change, now=now)


def list_question_files(tenant_id: UUID, course_key: str | None = None) -> Iterator[tuple[Draft, QuestionFileText]]:
    """The quizzes and banks of a hospital, or of one of its courses, in their parts."""
    for draft in list_drafts(tenant_id, course_key):
        if is_question_file(draft.path):
            yield draft, split_file(draft.text)


def find_home(tenant_id: UUID, course_key: str, path: str, key: str) -> str | None:
    """The file that holds a question which the quiz at `path` asks: itself, or one it draws from.

    None where the hospital does not write it itself.
    """
    files = [
        draft for draft in list_drafts(tenant_id, course_key) if is_question_file(draft.path) and key in draft.text
    ]
    for draft in sorted(files, key=lambda draft: draft.path != path):
        if find_question(split_file(draft.text), key) is not None:
            return draft.path
    return None


def course_keys(tenant_id: UUID, course_key: str) -> set[str]:
    """The keys of the questions of a course's files, those in cases too; those of lessons not."""
    return {key for _, file in list_question_files(tenant_id, course_key) for key in keys_of(file)}


def keys_of(file: QuestionFileText) -> set[str]:
    """The same for one file."""
    return {key for block in file.blocks for key in block_keys(block)}


def block_keys(block: Block) -> Iterator[str]:
    """The key of a question, or of a case and its questions."""
    if block.key is not None:
        yield block.key
    if "stages:" in block.text:
        yield from _INSIDE.findall(block.text)


def claim_course(author: Person, key: str) -> None:
    """Make a key that of a course of this hospital; harmless to repeat."""
    db.session.execute(insert_into(Course).values(key=key).on_conflict_do_nothing())
    row = {"course_key": key, "tenant_id": author.tenant_id}
    db.session.execute(insert_into(OwnCourse).values(**row).on_conflict_do_nothing())
