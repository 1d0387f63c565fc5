"""What a question's form sent, as response JSON: the same shapes that a script saves. No I/O.

A kind is a way of answering: types of one kind share their template, their reader here and the one in answer-kinds.js.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

GetList = Callable[[str], list[str]]
Shown = Mapping[str, Any]
Given = dict[str, Any] | None
_TRUTH = {"true": True, "false": False}


class Fields(NamedTuple):
    """How a type is answered: its kind, its form field, and the list of the shown part that has a field a row."""

    kind: str
    name: str
    rows: str = ""


# The form fields of each type; templates and script use the same names. A row's field is called `pairs:<key>`.
FIELDS: Mapping[str, Fields] = {
    "single_choice": Fields("choices", "choice"),
    "multiple_response": Fields("choices", "choices"),
    "true_false": Fields("choices", "answer"),
    "matching": Fields("pairs", "pairs", "prompts"),
    "categorise": Fields("pairs", "placed", "items"),
    "ordering": Fields("order", "order"),
    "matrix": Fields("grid", "cells", "rows"),
    "numeric": Fields("typed", "typed"),
    "short_text": Fields("typed", "text"),
    "cloze": Fields("gaps", "gaps", "gaps"),
    "scale": Fields("grid", "ratings", "rows"),
    "free_text": Fields("essay", "text"),
    "attestation": Fields("agree", "agreed"),
    "hotspot": Fields("hotspot", "regions"),
}
# What the answer in one gap is called, by the gap's type.
GAP_FIELDS: Mapping[str, str] = {"single_choice": "choice", "short_text": "text", "numeric": "typed"}


def read_answer(shown: Shown, get_list: GetList) -> Given:
    """The answer in a form, None where nothing was chosen or typed. It is not checked yet."""
    fields = FIELDS[shown["type"]]
    return _READERS[fields.kind](shown, fields, get_list)


def _typed(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    given = get_list(fields.name)
    return {fields.name: given[0]} if given and given[0].strip() else None


def _choices(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    given = get_list(fields.name)
    if shown["type"] == "multiple_response":
        return {fields.name: given} if given else None
    if not given or not given[0].strip():
        return None
    value = given[0]
    return {fields.name: _TRUTH.get(value, value) if shown["type"] == "true_false" else value}


def _pairs(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    rows = {row["key"]: get_list(f"{fields.name}:{row['key']}") for row in shown[fields.rows]}
    pairs = {key: given[0] for key, given in rows.items() if given and given[0]}
    return {fields.name: pairs} if pairs else None


def _grid(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    rows = {row["key"]: get_list(f"{fields.name}:{row['key']}") for row in shown[fields.rows]}
    cells: dict[str, Any] = {key: given for key, given in rows.items() if given}
    if shown["type"] == "scale":
        cells = {key: int(given[0]) if given[0].isdecimal() else given[0] for key, given in cells.items()}
    return {fields.name: cells} if cells else None


def _gaps(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    given = {gap["key"]: (gap["type"], get_list(f"{fields.name}:{gap['key']}")) for gap in shown[fields.rows]}
    gaps = {key: {GAP_FIELDS[kind]: sent[0]} for key, (kind, sent) in given.items() if sent and sent[0].strip()}
    return {fields.name: gaps} if gaps else None


def _agree(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    """A tick names the statement that stood beside it."""
    given = get_list(fields.name)
    return {fields.name: True, "statement": given[0]} if given and given[0] else None


def _order(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    """The order that the page holds counts once an item was moved, or the order was said to be right."""
    order, moves = get_list(fields.name), get_list("move")
    if not order or not (moves or get_list("ordered")):
        return None
    way, _, key = moves[0].partition(":") if moves else ("", "", "")
    step = {"up": -1, "down": 1}.get(way, 0)
    if step and key in order:
        place = order.index(key)
        order.insert(max(0, place + step), order.pop(place))
    return {fields.name: order}


def _places(shown: Shown, fields: Fields, get_list: GetList) -> Given:
    """Regions by name, and marks in the picture as `41.5,22.0`."""
    named, points = get_list(fields.name), get_list("points")
    return {fields.name: named, "points": [point.split(",") for point in points]} if named or points else None


_READERS: Mapping[str, Callable[[Shown, Fields, GetList], Given]] = {
    "typed": _typed,
    "choices": _choices,
    "pairs": _pairs,
    "order": _order,
    "grid": _grid,
    "gaps": _gaps,
    "essay": _typed,
    "agree": _agree,
    "hotspot": _places,
}


def chosen_keys(response: Mapping[str, Any] | None) -> frozenset[str]:
    """The options that an answer chose, by key."""
    if not response:
        return frozenset()
    if "answer" in response:
        return frozenset({"true" if response["answer"] is True else "false"})
    if "choices" in response:
        return frozenset(response["choices"])
    if "regions" in response:
        return frozenset(response["regions"])
    return frozenset({response["choice"]}) if "choice" in response else frozenset()


def typed_answer(response: Mapping[str, Any] | None) -> str:
    """The number or text of an answer as it was typed; empty for other types."""
    if not response:
        return ""
    return str(response.get("typed", response.get("text", "")))


def typed_in_gaps(response: Mapping[str, Any] | None) -> dict[str, str]:
    """What stands in each gap of a cloze: the key of what is chosen, or what is typed."""
    gaps: Mapping[str, Mapping[str, Any]] = (response or {}).get("gaps", {})
    return {key: str(answer.get("choice", typed_answer(answer))) for key, answer in gaps.items()}


def marked_points(response: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """The marks of an answer in a picture, in percent; none of those that are no numbers."""
    points = (response or {}).get("points", ())
    return tuple((point[0], point[1]) for point in points if len(point) == 2 and all(map(_is_number, point)))


def _is_number(text: object) -> bool:
    return isinstance(text, str) and text.replace(".", "", 1).isdecimal() and len(text) < 10


def given_order(response: Mapping[str, Any] | None, keys: Collection[str]) -> tuple[str, ...]:
    """The order of an answer; empty where it is none of these keys."""
    order = (response or {}).get("order", ())
    return tuple(order) if sorted(map(str, order)) == sorted(keys) else ()


def chosen_by_row(question_type: str, response: Mapping[str, Any] | None) -> dict[str, frozenset[str]]:
    """What an answer chose in each row, by the row's key; empty for types without rows."""
    fields = FIELDS[question_type]
    if not fields.rows or fields.kind == "gaps" or not response:
        return {}
    given: Mapping[str, str | int | list[str]] = response.get(fields.name, {})
    return {row: frozenset(keys if isinstance(keys, list) else {str(keys)}) for row, keys in given.items()}
