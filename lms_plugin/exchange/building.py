"""From what was read of an item to a proposal: its type, its key, what was guessed and what is missing."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.exchange.answers import letters_of, number_of
from lms_plugin.exchange.names import LONGEST_SOURCE, source_note
from lms_plugin.exchange.proposals import Proposal, Verdict
from lms_plugin.exchange.words import TRUTH
from lms_plugin.questions.fields import is_key
from lms_plugin.questions.registry import read_question

LETTERS = "ABCDEFGHIJ"
_TRUTH = TRUTH | {"t": True, "f": False}
# Small letters and nothing else: b, or (a), c.
_SMALL = re.compile(r"\(?[a-j][).:]?(?:\s{0,3}[,;&]\s{0,3}\(?[a-j][).:]?){0,9}")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)


@dataclass
class Choice:
    """A choice as read; `marked` where a star, a tick or bold says that it is right."""

    text: str
    marked: bool = False
    feedback: str = ""
    letter: str = ""


@dataclass
class Item:
    """A question as read, before anything is concluded. `number` is its own in the text, "" for none; `capitals` tells
    that its choices have capital letters, `several` that several may be chosen. `changes` are notes of what does not
    stand as it was."""

    place: str
    stem: str = ""
    choices: list[Choice] = field(default_factory=list)
    answer: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    source: str = ""
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    number: str = ""
    capitals: bool = False
    several: bool = False


def build(item: Item, taken: set[str]) -> Proposal:
    """The proposal for an item. Its key is added to the `taken` ones."""
    if refused := _refusal(item):
        return _proposal(item, "left_out", [f"Not imported: {refused}", *item.notes], None)
    data = _common(item, taken)
    data |= _body(item)
    return conclude(item, data)


def conclude(item: Item, data: dict[str, Any]) -> Proposal:
    """The verdict on an item's data: a draft where something is missing or the question would not hold."""
    if not item.missing:
        item.missing.extend(faults(data))
    if item.missing:
        notes = ["Read, but needs you: " + " ".join(item.missing), *item.changes, *item.notes]
        return _proposal(item, "draft", notes, data)
    if item.changes:
        return _proposal(item, "changed", ["Kept, with changes: " + " ".join(item.changes), *item.notes], data)
    return _proposal(item, "kept", item.notes or ["Kept exactly."], data)


def faults(data: Any) -> list[str]:
    """What keeps data from being a question, in words; none where it is one."""
    try:
        read_question(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return list(dict.fromkeys(words for detail in details for words in _words(detail)))[:5]
    return []


def _words(detail: ErrorDetails) -> Iterator[str]:
    if detail["type"] == "problems":
        for problem in detail["ctx"]["problems"]:
            yield f"{problem.problem}. {problem.fix}."[:300]
    else:
        yield f"{_where(detail['loc'])}{detail['msg']}."[:300]


def _where(loc: tuple[str | int, ...]) -> str:
    names = [str(step + 1) if isinstance(step, int) else step for step in loc[1:]]
    return f"{' '.join(names)}: " if names else ""


def _proposal(item: Item, verdict: Verdict, notes: Collection[str], data: dict[str, Any] | None) -> Proposal:
    source = item.source.strip()[:LONGEST_SOURCE]
    return Proposal(place=item.place, source=source, verdict=verdict, notes=tuple(notes), data=data)


def _refusal(item: Item) -> str:
    if not item.stem:
        return "there are choices or an answer here, but no question before them."
    if not item.choices and item.answer is None and not item.fields and "?" not in item.stem:
        return "this is text without choices and without an answer."
    if len(item.choices) > len(LETTERS):
        return f"{len(item.choices)} choices; a question takes at most ten. Split it."
    return ""


def _common(item: Item, taken: set[str]) -> dict[str, Any]:
    key = choose_key(item, item.fields.get("key", ""), taken)
    data: dict[str, Any] = {"key": key, "type": "single_choice", "stem": item.stem}
    for name in ("rationale", "bloom", "scoring"):
        if item.fields.get(name):
            data[name] = item.fields[name]
    for name in ("objective", "references"):
        _add_keys(item, data, name)
    if item.fields.get("tags"):
        data["tags"] = [tag.strip() for tag in re.split(r"[,;]", item.fields["tags"]) if tag.strip()]
    said = {side: item.fields.get(side) or item.fields.get("feedback") for side in ("right", "wrong")}
    if any(said.values()):
        data["feedback"] = {side: words for side, words in said.items() if words}
    _add_points(item, data)
    data["note"] = source_note(item.place, item.source)
    return data


def choose_key(item: Item, wanted: str, taken: set[str]) -> str:
    """The `wanted` key where it can be one, else a new one; from then on it is among the `taken` ones."""
    key = wanted
    if not is_key(key) or key in taken:
        if wanted:
            item.changes.append(f"the key “{wanted[:40]}” could not be used; another was made.")
        key = make_key(item.stem, taken)
    taken.add(key)
    return key


def _add_keys(item: Item, data: dict[str, Any], name: str) -> None:
    """An objective or references: only keys can be kept as such, other words go into the tags' place, the note."""
    if not (text := item.fields.get(name)):
        return
    keys = [make_key(part, (), "") for part in re.split(r"[,;]", text) if part.strip()]
    plain = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if keys == plain:
        data[name] = keys[0] if name == "objective" and len(keys) == 1 else keys
        return
    item.changes.append(f"{name} “{text[:80]}” is no key of this course and was left out.")


def _add_points(item: Item, data: dict[str, Any]) -> None:
    text = item.fields.get("points", "")
    found = _POINTS.search(text)
    if found and 0 < Decimal(found[0]) <= 100:
        data["points"] = Decimal(found[0]) if "." in found[0] else int(found[0])
    elif text:
        item.changes.append(f"points “{text[:40]}” could not be read; 1 is set.")


def _body(item: Item) -> dict[str, Any]:
    truth = _truth_labels(item)
    if truth is not None:
        return truth
    if item.choices:
        return _choice_body(item)
    return _typed_body(item)


def _truth_labels(item: Item) -> dict[str, Any] | None:
    """A true/false question: two choices of those words, or none and such an answer."""
    words = [choice.text.strip(" .").casefold() for choice in item.choices]
    if words:
        if sorted(words) not in (["false", "true"], ["f", "t"]):
            return None
        right = right_places(item)
        if len(right) == 1:
            return {"type": "true_false", "answer": words[right[0]].startswith("t")}
        if not right and not item.missing:
            item.missing.append("no answer marked as correct.")
        return {"type": "true_false"}
    word = (item.answer or "").strip(" .").casefold()
    answer = _TRUTH.get(word)
    return None if answer is None else {"type": "true_false", "answer": answer}


def _choice_body(item: Item) -> dict[str, Any]:
    right = right_places(item)
    options, taken = [], set[str]()
    for index, choice in enumerate(item.choices):
        key = make_key(choice.text, taken, LETTERS[index].casefold())
        taken.add(key)
        option: dict[str, Any] = {"key": key, "text": choice.text}
        if index in right:
            option["correct"] = True
        if choice.feedback:
            option["feedback"] = choice.feedback
        options.append(option)
    if len(options) < 2:
        item.missing.append("there is only one choice; a question needs two.")
    if not right and not item.missing:
        item.missing.append("no answer marked as correct (no key found).")
    kind = "multiple_response" if len(right) > 1 or item.several else "single_choice"
    if len(right) > 1 and not item.fields.get("scoring"):
        item.changes.append("several answers are right; scoring set to right minus wrong, please confirm.")
    return {"type": kind, "options": options}


def right_places(item: Item) -> list[int]:
    """The places of the right choices, by the answer line or by marks; what does not fit is noted as missing."""
    marked = [index for index, choice in enumerate(item.choices) if choice.marked]
    if len(marked) == len(item.choices) and marked:
        item.notes.append("Every choice is marked, so the marks say nothing.")
        marked = []
    if item.answer is None or not item.answer.strip():
        return marked
    found = letters_of(item.answer, [choice.text for choice in item.choices])
    if found is None:
        item.missing.append(f"the answer “{item.answer.strip()[:60]}” names none of the choices.")
        return marked
    if any(index >= len(item.choices) for index in found):
        wrong = ", ".join(LETTERS[index] for index in found if index >= len(item.choices))
        item.missing.append(f"the answer says {wrong}, but the choices end at {LETTERS[len(item.choices) - 1]}.")
        return []
    if item.capitals and _SMALL.fullmatch(item.answer.strip()):
        item.notes.append(f"The answer is a small letter, “{item.answer.strip()}”; it was read as a capital one.")
    if marked and marked != found:
        item.missing.append("the answer line and the marked choices disagree.")
        return []
    return found


def _typed_body(item: Item) -> dict[str, Any]:
    """No choices: a number or a short text, by the answer; a draft without one."""
    answer = (item.answer or "").strip()
    if not answer:
        item.missing.append("no choices and no answer (no key found).")
        return {"type": "short_text"}
    number = number_of(answer)
    if number is not None:
        return {"type": "numeric", "accept": [{"value": number}]}
    parts = [part.strip() for part in re.split(r"[;|]", answer) if part.strip()]
    return {"type": "short_text", "accept": [{"text": part} for part in parts]}
