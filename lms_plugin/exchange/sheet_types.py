"""What the option and correct cells of a row hold, type by type."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.exchange.building import Item
from lms_plugin.exchange.columns import LETTERS
from lms_plugin.exchange.words import TRUTH
from lms_plugin.questions.matching import PromptSpec
from lms_plugin.questions.pairing import assign

_CORRECT = re.compile(r"([A-J])(?:\s*:\s*(-?\d{1,9}(?:/\d{1,9}|\.\d{1,9})?))?", re.IGNORECASE)
_RANGE = re.compile(r"(-?[\d./]{1,40}?)\s*\.\.\s*(-?[\d./]{1,40})")


def _options(named: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(letter, named[f"option_{letter}"]) for letter in LETTERS if f"option_{letter}" in named]


def _correct(item: Item, named: Mapping[str, str]) -> dict[str, str]:
    """The letters of the correct cell, each with its part of the credit, "" for all of it."""
    found = dict[str, str]()
    for part in re.split(r"[,;\s]+(?!\s*:)", named.get("correct", "").replace(" :", ":").replace(": ", ":")):
        if match := _CORRECT.fullmatch(part):
            found[match[1].casefold()] = match[2] or ""
        elif part:
            item.missing.append(f"“{part[:40]}” in the column correct is no letter of a choice.")
    for letter in sorted(set(found) - {letter for letter, _ in _options(named)}):
        item.missing.append(f"the answer says {letter.upper()}, but there is no such choice.")
    return found


def _single(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    return {"options": _choices(item, named, part="credit")}


def _multiple(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    return {"options": _choices(item, named, part="weight")}


def _choices(item: Item, named: Mapping[str, str], *, part: str) -> list[dict[str, Any]]:
    right, options, taken = _correct(item, named), list[dict[str, Any]](), set[str]()
    for letter, text in _options(named):
        key = make_key(text, taken, letter)
        taken.add(key)
        option: dict[str, Any] = {"key": key, "text": text}
        if letter in right and (not right[letter] or (part == "weight" and _is_positive(right[letter]))):
            option["correct"] = True
        if right.get(letter):
            option[part] = right[letter]
        if feedback := named.get(f"feedback_{letter}"):
            option["feedback"] = feedback
        options.append(option)
    if not any("correct" in option for option in options) and not item.missing:
        item.missing.append("no answer marked as correct.")
    return options


def _is_positive(weight: str) -> bool:
    return not weight.startswith("-") and weight.partition("/")[0].strip("0.") != ""


def _truth(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    """The answer by its word, or by the letter or the words of a label; labels that say true and false themselves
    decide which of them is which."""
    word = named.get("correct", "").casefold()
    labels = [named.get(f"option_{letter}", "") for letter in "ab"]
    said = [TRUTH.get(label.casefold()) for label in labels]
    if said == [False, True]:
        labels.reverse()
        word = {"a": "b", "b": "a"}.get(word, word)
    answers = {label.casefold(): side for label, side in zip(labels, (True, False), strict=True) if label}
    answers |= TRUTH | {"a": True, "b": False}
    if word not in answers:
        item.missing.append("write true or false in the column correct.")
        return {}
    if [label.casefold() for label in labels] == ["true", "false"]:
        labels = ["", ""]
    return {"answer": answers[word]} | {
        name: text for name, text in zip(("label_true", "label_false"), labels, strict=True) if text
    }


def _matching(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    """Cells `prompt = target`, with a line `= target` for each further one that is right; ` = target` is a spare."""
    targets, prompts = dict[str, str](), list[dict[str, Any]]()
    keys = set[str]()
    for letter, text in _options(named):
        first, *others = text.split("\n= ")
        left, sign, right = (part.strip() for part in first.rpartition("="))
        rights = [right, *(other.strip() for other in others)]
        if not sign or not all(rights):
            item.missing.append(f"choice {letter.upper()} is not written as prompt = target.")
            continue
        for right in rights:
            if right not in targets:
                targets[right] = make_key(right, targets.values(), letter)
        if left:
            key = make_key(left, keys, letter)
            keys.add(key)
            match = [targets[right] for right in rights]
            prompt: dict[str, Any] = {"key": key, "text": left, "match": match[0] if len(match) == 1 else match}
            if feedback := named.get(f"feedback_{letter}"):
                prompt["feedback"] = feedback
            prompts.append(prompt)
    reuse = {} if _has_own_targets(prompts) else {"reuse": True}
    return {"targets": [{"key": key, "text": text} for text, key in targets.items()], "prompts": prompts} | reuse


def _has_own_targets(prompts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether each prompt can have a right target that no other takes."""
    matches = ((prompt["key"], prompt["match"]) for prompt in prompts)
    rows = [
        PromptSpec.model_construct(key=key, text="", match=(match,) if isinstance(match, str) else tuple(match))
        for key, match in matches
    ]
    return assign(rows) is not None


def _ordering(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    items, taken = list[dict[str, Any]](), set[str]()
    for letter, text in _options(named):
        key = make_key(text, taken, letter)
        taken.add(key)
        items.append({"key": key, "text": text})
    return {"items": items}


def _answers(named: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Accepted answers: of the option cells, or of the correct cell; each with its credit and feedback."""
    right = {match[1].casefold(): match[2] or "" for match in _CORRECT.finditer(named.get("correct", ""))}
    options = _options(named)
    if not options and named.get("correct"):
        return [(part.strip(), "", "") for part in named["correct"].split(";") if part.strip()]
    return [(text, right.get(letter, ""), named.get(f"feedback_{letter}", "")) for letter, text in options]


def _extras(credit: str, feedback: str) -> dict[str, Any]:
    return ({"credit": credit} if credit else {}) | ({"feedback": feedback} if feedback else {})


def _numeric(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    accept = list[dict[str, Any]]()
    for text, credit, feedback in _answers(named):
        if found := _RANGE.fullmatch(text):
            accepted: dict[str, Any] = {"from": found[1], "to": found[2]}
        else:
            value, _, tolerance = (part.strip() for part in text.partition("±"))
            accepted = {"value": value} | ({"tolerance": tolerance} if tolerance else {})
        accept.append(accepted | _extras(credit, feedback))
    return {"accept": accept}


def _short(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    accept = list[dict[str, Any]]()
    for text, credit, feedback in _answers(named):
        pattern = len(text) > 2 and text.startswith("/") and text.endswith("/")
        accepted = {"pattern": text[1:-1]} if pattern else {"text": text}
        accept.append(accepted | _extras(credit, feedback))
    return {"accept": accept}


def _free(item: Item, named: Mapping[str, str]) -> dict[str, Any]:
    """A text that nobody marks: the sheet holds no rubric."""
    item.changes.append("a sheet holds no rubric; the answer is not marked.")
    return {"marking": "none", "points": 0}


BODIES: Mapping[str, Callable[[Item, Mapping[str, str]], dict[str, Any]]] = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "true_false": _truth,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short_text": _short,
    "free_text": _free,
}
