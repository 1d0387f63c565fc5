"""Writing cases in a hospital's own quizzes: the case itself, and more questions in its stages. The caller commits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.insides import edit_case, texts_inside
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.drafts.errors import ChangedSinceError
from lms_plugin.drafts.files import change_file
from lms_plugin.drafts.merging import merge_case
from lms_plugin.drafts.services import RESERVED, course_keys, keys_of, with_free_keys

Data = Mapping[str, Any]
FIRST_STAGE = "stage-1"


def save_case(
    author: Person,
    course_key: str,
    path: str,
    key: str,
    data: Data,
    *,
    base: Data,
    over: str = "",
    now: datetime,
    what: str = "",
) -> None:
    """Save a case that was `base` as it was read: its texts, and which questions stand in which stage.

    What others wrote in its questions meanwhile stays. `over` is the digest of the text that this is to stand in place
    of, all but the questions. Raises ChangedSinceError where somebody else changed the same.
    """

    def change(file: QuestionFileText) -> QuestionFileText:
        block = next((each for each in file.blocks if each.key == key), None)
        if block is None:
            raise ChangedSinceError(None)
        merged = None if over and over != block.digest else merge_case(base, data, block.data, mine_wins=bool(over))
        if merged is None:
            raise ChangedSinceError(block.text)
        edited = edit_case(block.text, merged, texts_inside(block) if what else None)
        return file if edited == block.text else file.replace(key, edited)

    change_file(author, course_key, path, what or f"Changed “{key}”", change, now=now)


def add_to_case(author: Person, course_key: str, path: str, case: str, stage: str, data: Data, *, now: datetime) -> str:
    """Add a question at the end of a stage; its key. The last stage where there is no such one, and the end of the
    file where the case is gone."""
    taken = course_keys(author.tenant_id, course_key) | RESERVED
    made: list[str] = []

    def change(file: QuestionFileText) -> QuestionFileText:
        taken.update(keys_of(file))  # what was added until the lock
        fresh = with_free_keys(data, taken)
        made.append(fresh["key"])
        block = next((each for each in file.blocks if each.key == case), None)
        if block is None or not _has_stages(block):
            return file.insert(write_block(fresh), after=file.blocks[-1].key if file.blocks else None)
        return file.replace(case, edit_case(block.text, _with_one_more(block, stage, fresh)))

    change_file(author, course_key, path, "Added 1 question", change, now=now)
    return made[0]


def _has_stages(block: Block) -> bool:
    stages = block.data.get("stages") or []
    is_list = isinstance(stages, list) and all(isinstance(each, dict) for each in stages)
    return bool(block.data.get("type") == "case" and is_list)


def _with_one_more(case: Block, stage: str, question: Data) -> dict[str, Any]:
    stages = list(case.data.get("stages") or [{"key": FIRST_STAGE}])
    keys = [each.get("key") for each in stages]
    place = keys.index(stage) if stage in keys else len(stages) - 1
    listed = stages[place].get("questions")
    stages[place] = {**stages[place], "questions": [*(listed if isinstance(listed, list) else []), dict(question)]}
    return {**case.data, "stages": stages}


def next_stage_key(data: Data) -> str:
    """A key for one stage more."""
    stages = data.get("stages") or []
    taken = [str(each.get("key")) for each in stages if isinstance(each, dict)]
    return make_key(f"stage-{len(stages) + 1}", taken)
