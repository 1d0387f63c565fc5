"""A question as another kind: what carries over, and in words what would be lost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms_plugin.authoring.question_forms.common_fields import HEAD, TAIL
from lms_plugin.authoring.question_forms.filling import find, letter_of
from lms_plugin.authoring.question_forms.own_fields import OWN
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import plain_value
from lms_plugin.questions.registry import TYPES

Data = dict[str, Any]
TRUE, FALSE = ("true", "yes"), ("false", "no")


@dataclass(frozen=True)
class Changed:
    """The question as the other kind; `lost` says in words what it does not have any more."""

    data: Data
    lost: tuple[str, ...]


def change_kind(data: Mapping[str, Any], kind: str) -> Changed:
    """A question of any kind but a case as `kind`. What it is missing then is for the check of the question to say."""
    before = str(data.get("type", ""))
    carry = _CARRY.get((before, kind))
    own, lost = carry(data) if carry is not None else ({}, list(_all_lost(data, before, {})))
    fields = TYPES[kind].model_fields
    names = {field.alias or name for name, field in fields.items()}
    mine = {part.name.partition(".")[0] for part in OWN.get(before, ())}
    common = {name: value for name, value in data.items() if name not in mine}
    lost += [_label(name) for name in common if name not in names]
    kept = {name: value for name, value in common.items() if name in names}
    return Changed({**kept, "type": kind, **own}, tuple(dict.fromkeys(lost)))


def _label(name: str) -> str:
    parts = [part for part in (*HEAD, *TAIL) if part.name.partition(".")[0] == name]
    return parts[0].label if parts else name


def _all_lost(data: Mapping[str, Any], kind: str, carried: Mapping[str, Any]) -> Iterator[str]:
    """The fields of a kind that have something in them, by their labels."""
    for part in OWN.get(kind, ()):
        if part.name not in carried and find(data, part.name) not in (None, [], ""):
            yield part.label


def _items(data: Mapping[str, Any], name: str) -> list[Data]:
    listed = data.get(name)
    return [dict(each) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _without(items: Sequence[Data], names: Mapping[str, str], lost: list[str]) -> list[Data]:
    """The rows without some fields; what is dropped is said by letter."""
    for number, item in enumerate(items):
        lost += [f"{words} of {letter_of(number)}" for name, words in names.items() if item.pop(name, None) is not None]
    return list(items)


def _one_to_many(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    lost: list[str] = []
    return {"options": _without(_items(data, "options"), {"credit": "Part of the points"}, lost)}, lost


def _many_to_one(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    lost: list[str] = []
    names = {"weight": "Weight", "exclusive": "“Stands alone”"}
    options = _without(_items(data, "options"), names, lost)
    right = [number for number, option in enumerate(options) if option.get("correct") is True]
    for number in right[1:]:
        del options[number]["correct"]
        lost.append(f"The mark that {letter_of(number)} is right: only {letter_of(right[0])} keeps it")
    if data.get("scoring"):
        lost.append("How it counts")
    return {"options": options}, lost


def _truth_to(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    answer = data.get("answer")
    words = {True: data.get("label_true") or "True", False: data.get("label_false") or "False"}
    keys = {True: "right", False: "wrong"}
    options = [
        {"key": keys[value], "text": str(words[value])} | ({"correct": True} if answer is value else {})
        for value in (True, False)
    ]
    return {"options": options}, []


def _to_truth(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    options = _items(data, "options")
    texts = [str(option.get("text", "")).strip().casefold() for option in options]
    is_pair = len(options) == 2 and texts[0] in TRUE + FALSE and texts[1] in (FALSE if texts[0] in TRUE else TRUE)
    right = [text for text, option in zip(texts, options, strict=True) if option.get("correct") is True]
    lost = [] if is_pair or not options else ["The answers, and which of them are right"]
    lost += [f"Why, of {letter_of(n)}" for n, option in enumerate(options) if is_pair and option.get("feedback")]
    return ({"answer": right[0] in TRUE} if is_pair and len(right) == 1 else {}), lost


def _choice_to_text(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    lost: list[str] = []
    options = _items(data, "options")
    if any(each.get("correct") is not True for each in options):
        lost.append("The answers that are not right")
    right = [(number, each) for number, each in enumerate(options) if each.get("correct") is True]
    lost += [f"Why, of {letter_of(number)}" for number, each in right if each.get("feedback")]
    return ({"accept": [{"text": each.get("text", "")} for _, each in right]} if right else {}), lost


def _text_to_choice(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    accept, reject = _items(data, "accept"), _items(data, "reject")
    options: list[Data] = []
    for item, is_right in (*((each, True) for each in accept[:1]), *((each, False) for each in reject)):
        text = str(item.get("text") or "")
        key = make_key(text, {option["key"] for option in options}, otherwise="answer")
        why = {"feedback": item["feedback"]} if item.get("feedback") else {}
        options.append({"key": key, "text": text} | ({"correct": True} if is_right else {}) | why)
    lost = ["Right answers but the first"] if len(accept) > 1 else []
    lost += list(_all_lost(data, "short_text", {"accept": 1, "reject": 1}))
    return ({"options": options} if options else {}), lost


def _number_to_text(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    items = _items(data, "accept")
    accept = [{"text": str(each["value"])} for each in items if each.get("value") is not None]
    lost = ["Ranges, and how far an answer may differ"] if any(each.keys() - {"value"} for each in items) else []
    lost += list(_all_lost(data, "numeric", {"accept": 1}))
    return ({"accept": accept} if accept else {}), lost


def _text_to_number(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    items = _items(data, "accept")
    values = [plain_value(str(each.get("text", ""))) for each in items]
    accept = [{"value": value} for value in values if type(value) in (int, Decimal)]
    lost = ["Right answers that are no numbers"] if len(accept) < len(items) else []
    lost += list(_all_lost(data, "short_text", {"accept": 1}))
    return ({"accept": accept} if accept else {}), lost


def _match_to_sort(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    items = [
        {"in" if name == "match" else name: value for name, value in each.items()} for each in _items(data, "prompts")
    ]
    own = {"categories": _items(data, "targets"), "items": items}
    return own | ({"scoring": data["scoring"]} if data.get("scoring") else {}), []


def _sort_to_match(data: Mapping[str, Any]) -> tuple[Data, list[str]]:
    lost: list[str] = []
    items = _without(_items(data, "items"), {"pin": "Place"}, lost)
    prompts = [{"match" if name == "in" else name: value for name, value in each.items()} for each in items]
    own = {"targets": _items(data, "categories"), "reuse": True, "prompts": prompts}
    return own | ({"scoring": data["scoring"]} if data.get("scoring") else {}), lost


_CARRY: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], tuple[Data, list[str]]]] = {
    ("single_choice", "multiple_response"): _one_to_many,
    ("multiple_response", "single_choice"): _many_to_one,
    ("true_false", "single_choice"): _truth_to,
    ("true_false", "multiple_response"): _truth_to,
    ("single_choice", "true_false"): _to_truth,
    ("multiple_response", "true_false"): _to_truth,
    ("single_choice", "short_text"): _choice_to_text,
    ("multiple_response", "short_text"): _choice_to_text,
    ("short_text", "single_choice"): _text_to_choice,
    ("short_text", "multiple_response"): _text_to_choice,
    ("numeric", "short_text"): _number_to_text,
    ("short_text", "numeric"): _text_to_number,
    ("matching", "categorise"): _match_to_sort,
    ("categorise", "matching"): _sort_to_match,
}
