"""What the buttons of a case's page ask for: stages, and the questions in them, added, moved or taken out."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from lms_plugin.authoring.row_acts import ROW_ACTS
from lms_plugin.curriculum.blocks.insides import members, name_of
from lms_plugin.drafts.cases import FIRST_STAGE, next_stage_key
from lms_plugin.progress.stems import headline

Data = dict[str, Any]
STAGE_ACT = "stage"
QUESTION_ACTS = {"q-up": -1, "q-down": 1, "q-drop": 0}


def beginning_of(kind: str) -> Data:
    """The data of a question that is not written yet: a case has a stage to put questions in."""
    return {"type": kind} if kind != "case" else {"type": kind, "stages": [{"key": FIRST_STAGE, "questions": []}]}


def change_case(data: Mapping[str, Any], go: str) -> Data:
    """The case after `go`: `stage` adds a stage, `q-up:KEY` moves a question up, beyond the first one of a stage into
    the stage before; `q-down` and `q-drop` likewise. Unchanged for anything else."""
    act, _, name = go.partition(":")
    changed = dict(deepcopy(data))
    if act == STAGE_ACT:
        stages = changed.get("stages")
        added = {"key": next_stage_key(changed), "questions": []}
        changed["stages"] = [*(stages if isinstance(stages, list) else []), added]
    place = next((place for place, entry in members(changed) if name_of(entry) == name), None)
    if act in QUESTION_ACTS and place is not None:
        _move(changed["stages"], *place, by=QUESTION_ACTS[act])
    return changed


def _move(stages: list[Any], stage: int, place: int, by: int) -> None:
    listed = stages[stage]["questions"]
    if by and 0 <= place + by < len(listed):
        listed[place], listed[place + by] = listed[place + by], listed[place]
    elif by and 0 <= stage + by < len(stages) and isinstance(stages[stage + by], dict):
        other = stages[stage + by].get("questions")
        stages[stage + by]["questions"] = other = other if isinstance(other, list) else []
        other.insert(0 if by > 0 else len(other), listed.pop(place))
    elif not by:
        del listed[place]


def name_act(data: Mapping[str, Any], go: str) -> str:
    """What the list of acts calls it; "" for what only changes texts."""
    act, _, name = go.partition(":")
    if act == STAGE_ACT:
        return "Added a stage"
    if act in ROW_ACTS and name.startswith("stages."):
        return "Removed a stage" if act == "drop" else "Moved a stage"
    if act not in QUESTION_ACTS:
        return ""
    entry = next((entry for _, entry in members(data) if name_of(entry) == name), {})
    words = headline(str(entry.get("stem") or name), longest=60)
    return f"{'Moved' if QUESTION_ACTS[act] else 'Removed'} “{words}”"
