"""Two people in one case: what one wrote of the case itself, and what the other did to the questions in it.

A case is saved by its own page without its questions, which have pages of their own: so one who writes the story loses
nothing of what another writes in a question meanwhile, and the other way round.
"""

from collections.abc import Mapping
from typing import Any

from lms_plugin.curriculum.blocks.insides import members, name_of
from lms_plugin.curriculum.blocks.writing import same

Data = Mapping[str, Any]
Lists = dict[str, list[str]]


def merge_case(base: Data, mine: Data, theirs: Data, *, mine_wins: bool = False) -> dict[str, Any] | None:
    """`mine` was made of `base`, which is `theirs` now: what to save, or None where both changed the same.

    Texts of the case, and which questions stand where, are taken from who changed them; the questions themselves from
    `theirs`. With `mine_wins`, `theirs` was looked at and only the questions of it are kept.
    """
    if same(dict(base), dict(theirs)):
        return dict(mine)
    if not all(_is_sound(each) for each in (base, mine, theirs)):
        return dict(mine) if mine_wins else None
    entries = {name_of(entry): entry for each in (mine, theirs) for _, entry in members(each)}
    if mine_wins:
        return _with_lists(mine, _lists(mine), entries)
    was, now = _lists(base), _lists(theirs)
    lists = _lists(mine) if was == now else now if _lists(mine) == was else None
    if lists is None or (not same(_own(base), _own(theirs)) and not same(_own(mine), _own(theirs))):
        return None
    if any(not same(_entry(base, name), entries[name]) for name in _names(was) - _names(lists)):
        return None  # what is to go is not what was seen
    return _with_lists(mine, lists, entries)


def _is_sound(data: Data) -> bool:
    """Whether its stages and what they list can be told apart."""
    stages = data.get("stages", [])
    if not isinstance(stages, list) or not all(isinstance(stage, dict) for stage in stages):
        return False
    if not all(isinstance(stage.get("questions", []), list) for stage in stages):
        return False
    keys = [stage.get("key") for stage in stages]
    names = [name_of(entry) for _, entry in members(data)]
    is_whole = len(names) == sum(len(stage.get("questions", [])) for stage in stages)
    return is_whole and all(map(_is_word, keys)) and len({*keys}) == len(keys) and len({*names} - {""}) == len(names)


def _is_word(key: Any) -> bool:
    return isinstance(key, str)


def _own(data: Data) -> dict[str, Any]:
    """A case without what it asks."""
    stages = [{name: value for name, value in stage.items() if name != "questions"} for stage in data.get("stages", [])]
    return {**data, "stages": stages}


def _lists(data: Data) -> Lists:
    """What each stage asks, by name; of those that ask something."""
    lists: Lists = {}
    for (i, _), entry in members(data):
        lists.setdefault(data["stages"][i]["key"], []).append(name_of(entry))
    return lists


def _names(lists: Lists) -> set[str]:
    return {name for listed in lists.values() for name in listed}


def _entry(data: Data, name: str) -> dict[str, Any]:
    return next(entry for _, entry in members(data) if name_of(entry) == name)


def _with_lists(data: Data, lists: Lists, entries: Mapping[str, Any]) -> dict[str, Any]:
    def filled(stage: dict[str, Any]) -> dict[str, Any]:
        listed = [entries[name] for name in lists.get(stage["key"], [])]
        return {**stage, "questions": listed} if listed or "questions" in stage else stage

    return {**data, "stages": [filled(stage) for stage in data.get("stages", [])]}
