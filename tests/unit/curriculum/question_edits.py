"""Single edits of questions as data: each field that is there changed, each that may be there added, items moved."""

from collections.abc import Iterator
from typing import Any, NamedTuple

Step = str | int
# What a field may hold instead; where a name is not here, its value decides.
INSTEAD: dict[str, tuple[Any, ...]] = {
    "key": ("another-key",),
    "objective": ("another-goal",),
    "bloom": ("apply", "create"),
    "tags": (["another"],),
    "references": (["another"],),
    "points": ("7.25",),
    "figure": ({"src": "media/y.png", "alt": "A yard"},),
    "hints": (["Look again."],),
    "hint_cost": ("1/8",),
    "rationale": ("It is so.",),
    "applies_to": (["US"],),
    "review_by": ("2031-01-02",),
    "author": ("D. Example",),
    "reviewer": ("R. Example",),
    "note": ("Ask again.",),
    "form": ("a", "b"),
    "pin": ("first", "last"),
    "credit": ("1/7", "0.3"),
    "weight": ("1/7", "3", "-1/7"),
    "scoring": ("plus_minus", "all_or_nothing", "per_option", "select_n", "per_part", "exact", "position", "linked"),
    "value": ("-987.5",),
    "tolerance": ("0.02", "3%"),
    "from": ("-2000",),
    "to": ("2000",),
    "missing": ("wrong", "ask", "ignore"),
    "g": ("999",),
    "spelling": ("close", "exact"),
    "close_credit": ("1/3",),
    "case": ("match", "ignore"),
    "diacritics": ("match", "ignore"),
    "punctuation": ("match", "ignore"),
    "floor": ("row", "question", "column"),
    "choose": ("one", "many", 1, 2, 3),
    "marking": ("none", "self", "person"),
    "max_words": (77,),
    "model_answer": ("Such as this.",),
    "image": ("media/y.png",),
    "shape": ("rect", "ellipse"),
    "title": ("Another title",),
    "reveal": ("Then this happened.",),
    "reject": ([{"text": "not this one"}],),
    "unit": ({"base": "ml", "also": {}, "missing": "wrong"},),
}
COMMON = [
    "objective",
    "bloom",
    "tags",
    "references",
    "figure",
    "hints",
    "hint_cost",
    "rationale",
    "applies_to",
    "review_by",
    "author",
    "reviewer",
    "note",
    "form",
]
ABSENT = {
    "": [*COMMON, "weight", "unit", "title", "max_words", "model_answer", "links", "ties"],
    "options": ["credit", "weight", "pin"],
    "choices": ["credit", "pin"],
    "prompts": ["weight"],
    "items": ["weight"],
    "targets": ["pin"],
    "categories": ["pin"],
    "columns": ["pin"],
    "accept": ["tolerance"],
    "stages": ["reveal"],
    "questions": COMMON,
    "gaps": ["weight", "spelling", "close_credit", "case", "diacritics", "punctuation", "reject"],
}
WORDED = {"options", "choices", "prompts", "items", "rows", "regions", "accept", "reject"}
NAMES_KEYS = {"match", "in", "correct", "anchor", "with", "ties"}


class Edit(NamedTuple):
    """The data with one thing changed; `at` is where, `what` one of changed, added, moved, removed."""

    at: tuple[Step, ...]
    what: str
    data: dict[str, Any]


def edits(data: dict[str, Any]) -> Iterator[Edit]:
    """Every edit that may be thought of; some of them make no question."""
    for at, what, value in _within(data, (), sorted(_keys(data))):
        yield Edit(at, what, _put(data, at, value))


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["key"]] if "key" in value else [])
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _put(value: Any, at: tuple[Step, ...], new: Any) -> Any:
    if not at:
        return new
    step, *rest = at
    if isinstance(value, list):
        assert isinstance(step, int)
        return [*value[:step], _put(value[step], tuple(rest), new), *value[step + 1 :]]
    return {**value, step: _put(value.get(step), tuple(rest), new)}


def _within(value: Any, at: tuple[Step, ...], keys: list[str]) -> Iterator[tuple[tuple[Step, ...], str, Any]]:
    name = next((step for step in reversed(at) if isinstance(step, str)), "")
    if isinstance(value, dict):
        yield from _of_mapping(value, at, name, keys)
    elif isinstance(value, list):
        yield from _of_list(value, at, name, keys)
    else:
        if name in NAMES_KEYS:
            yield from ((at, "changed", key) for key in keys if key != value)
        yield from ((at, "changed", other) for other in _instead(name, value))


def _of_mapping(
    value: dict[str, Any], at: tuple[Step, ...], name: str, keys: list[str]
) -> Iterator[tuple[tuple[Step, ...], str, Any]]:
    for field, inner in value.items():
        if field != "type":
            yield from _within(inner, (*at, field), keys)
        if inner == [] and field in INSTEAD:
            yield from (((*at, field), "added", new) for new in INSTEAD[field])
    if at and not isinstance(at[-1], int):
        return
    for field in ABSENT.get(name, ()):
        if field not in value:
            yield from (((*at, field), "added", new) for new in INSTEAD.get(field, ()))
    if not at or name == "questions":
        words = {"right": "Yes.", "partial": "Nearly.", "wrong": "No, look."}
        yield from (((*at, "feedback"), "added", {**value.get("feedback", {}), kind: words[kind]}) for kind in words)
    elif name in WORDED and "feedback" not in value:
        yield (*at, "feedback"), "added", "Look at this."


def _of_list(
    value: list[Any], at: tuple[Step, ...], name: str, keys: list[str]
) -> Iterator[tuple[tuple[Step, ...], str, Any]]:
    for index, inner in enumerate(value):
        yield from _within(inner, (*at, index), keys)
    if len(value) > 1:
        yield at, "moved", [*value[1:], value[0]]
        yield at, "moved", [*value[:-2], value[-1], value[-2]]
    if value:
        yield at, "removed", value[1:]
        yield at, "removed", value[:-1]
    if name in NAMES_KEYS:
        yield from ((at, "changed", [*value, key]) for key in keys if key not in value)


def _instead(name: str, value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif name in INSTEAD:
        yield from (other for other in INSTEAD[name] if other != value)
    elif name == "at":
        yield "11.5"
    elif isinstance(value, str):
        yield f"{value} more"
