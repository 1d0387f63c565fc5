"""Taking a row out of a list of a question, or moving it: what the buttons beside a row ask for."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

ROW_ACTS = ("drop", "up", "down")


def change_row(data: Mapping[str, Any], go: str) -> dict[str, Any]:
    """The data after `go`, such as `drop:options.2`: a row by its place in the form. Unchanged for anything else."""
    act, _, name = go.partition(":")
    changed = dict(deepcopy(data))
    if act not in ROW_ACTS:
        return changed
    *place, last = name.split(".")
    items: Any = changed
    for step in place:
        if isinstance(items, list):
            items = items[int(step)] if step.isdecimal() and int(step) < len(items) else None
        else:
            items = items.get(step) if isinstance(items, dict) else None
    index = int(last) if last.isdecimal() else -1
    if not isinstance(items, list) or not 0 <= index < len(items):
        return changed  # a blank row: there is nothing to take out
    if act == "drop":
        del items[index]
    else:
        other = max(0, min(len(items) - 1, index + (1 if act == "down" else -1)))
        items[index], items[other] = items[other], items[index]
    return changed
