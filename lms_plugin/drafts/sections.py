"""What a quiz lists in its sections, kept in step with its questions: one that is moved, added or taken out moves, is
added to or leaves the section it is asked in."""

from collections.abc import Sequence
from typing import Any

from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_fields

OWN_SECTION = "questions"
Sections = list[dict[str, Any]]


def follow(before: QuestionFileText, after: QuestionFileText) -> QuestionFileText:
    """The changed file with its sections in step. Nothing is done where it has none, or they cannot be read."""
    old, new = keys_in(before), keys_in(after)
    if old == new or "sections" not in after.head + after.tail:
        return after
    sections = sections_of(after)
    if not sections:
        return after
    followed = in_step(sections, old, new)
    return after if followed == sections else after.edit_fields({"sections": followed or None})


def keys_in(file: QuestionFileText) -> list[str]:
    """The keys of a file's questions, in order."""
    return [block.key for block in file.blocks if block.key is not None]


def sections_of(file: QuestionFileText) -> Sections:
    """The sections of a quiz as data; none where it has none or they cannot be read."""
    found = read_fields(file.head + file.tail).get("sections")
    return found if isinstance(found, list) and all(isinstance(each, dict) for each in found) else []


def in_step(sections: Sections, old: Sequence[str], new: Sequence[str]) -> Sections:
    """Sections of a quiz whose questions were `old` and are `new`, both in the order of the file.

    A section keeps its questions of other files where they are. What is in no section stays out of them: it is there
    to be drawn. A question that is new is asked behind the one it stands behind; in a quiz that had none, first of all.
    """
    gone = set(old) - set(new)
    lists = [[key for key in _asked(section) if key not in gone] for section in sections]
    for key in new:
        if key not in old:
            _enlist(key, lists, new)
    lists = [_in_order(listed, new) for listed in lists]
    done = [_with(section, listed) for section, listed in zip(sections, lists, strict=True)]
    kept = [section for section in done if _asked(section) or section.get("draws")]
    fresh = [key for key in new if key not in old]
    if fresh and not old and not any(_asked(section) for section in kept):
        key = make_key(OWN_SECTION, [str(section.get("key")) for section in kept])
        kept = [{"key": key, "questions": fresh}, *kept]
    return kept


def _asked(section: dict[str, Any]) -> list[str]:
    listed = section.get("questions")
    return [str(key) for key in listed] if isinstance(listed, list) else []


def _with(section: dict[str, Any], listed: list[str]) -> dict[str, Any]:
    return section if listed == _asked(section) else {**section, "questions": listed}


def _enlist(key: str, lists: list[list[str]], new: Sequence[str]) -> None:
    """Put a new question where its neighbor in the file is asked."""
    place = new.index(key)
    for neighbor in (*reversed(new[:place]), *new[place + 1 :]):
        listed = next((each for each in lists if neighbor in each), None)
        if listed is not None:
            listed.append(key)
            return
        if new.index(neighbor) == place - 1:
            return


def _in_order(listed: list[str], new: Sequence[str]) -> list[str]:
    """The file's own questions in the order of the file, in the places that they have."""
    own = iter([key for key in new if key in set(listed)])
    known = set(new)
    return [next(own) if key in known else key for key in listed]
