"""Where a question stands that is written inside a case: what its page says of it, and what comes behind it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.blocks.insides import find_case, is_inside, members, name_of
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import DraftNotFoundError
from lms_plugin.progress.stems import headline

_KEY = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, kw_only=True)
class Inside:
    """The case and stage of a question, by key and in words. `number` is its place among all of the case,
    `story` what is known at its stage, in Markdown.
    """

    case: str
    stage: str
    name: str
    story: str
    stage_number: int
    number: int
    total: int


def inside_of(file: QuestionFileText, key: str) -> Inside | None:
    """Where a question stands; None for one that stands in no case."""
    case = find_case(file, key) if is_inside(file, key) else None
    if case is None:
        return None
    listed = list(members(case.data))
    number = next(n for n, (_, entry) in enumerate(listed) if "use" not in entry and entry.get("key") == key)
    return _inside(case.key or "", case.data, listed[number][0][0], number + 1, len(listed))


def new_inside(file: QuestionFileText, case: str, stage: str) -> Inside | None:
    """Where a question is to stand that is not written yet; None where the case is gone."""
    try:
        data = drafts.get_block(file, case).data
    except DraftNotFoundError:
        return None
    stages = data.get("stages") or []
    keys = [str(each.get("key")) for each in stages if isinstance(each, dict)]
    place = keys.index(stage) if stage in keys else max(0, len(keys) - 1)
    before = [at for at, _ in members(data) if at[0] <= place]
    return _inside(case, data, place, len(before) + 1, len(list(members(data))) + 1)


def _inside(case: str, data: Mapping[str, Any], stage: int, number: int, total: int) -> Inside:
    stages = data.get("stages") or [{}]
    told = [data.get("stimulus"), *(each.get("reveal") for each in stages[: stage + 1] if isinstance(each, dict))]
    return Inside(
        case=case,
        stage=str(stages[stage].get("key", "")),
        name=str(data.get("title") or headline(str(data.get("stimulus", "")), longest=60)),
        story="\n\n".join(str(each) for each in told if each),
        stage_number=stage + 1,
        number=number,
        total=total,
    )


def has_page(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of a stage is a question that is written there, under a key that an address can hold."""
    key = entry.get("key")
    return "use" not in entry and isinstance(key, str) and _KEY.fullmatch(key) is not None


def keys_in_turn(file: QuestionFileText) -> list[str]:
    """Every question that has a form, a case before those that are written in it."""
    keys: list[str] = []
    for block in file.blocks:
        keys.append(block.key or "")
        if "stages" in block.text:
            keys += [name_of(entry) for _, entry in members(block.data) if has_page(entry)]
    return keys
