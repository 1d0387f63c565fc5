"""The answers of a question that was read: how they are shown, and choosing the right one where none is marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.errors import InvalidInputError

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRUTH = ("true", "false")


@dataclass(frozen=True)
class AnswerLine:
    """One answer: `sign` is its letter, "" where it has none; `value` is what choosing it sends."""

    sign: str
    text: str
    is_right: bool
    value: str


def answer_lines(data: Mapping[str, Any]) -> Sequence[AnswerLine]:
    """Choices, or what is accepted, of a question in whatever state its data are."""
    match data.get("type"):
        case "single_choice" | "multiple_response":
            return [
                AnswerLine(LETTERS[place % 26], str(option.get("text", "")), option.get("correct") is True, str(place))
                for place, option in enumerate(_maps(data, "options"))
            ]
        case "true_false":
            return [AnswerLine("", word.capitalize(), str(data.get("answer")).lower() == word, word) for word in TRUTH]
        case "numeric" | "short_text":
            return [AnswerLine("", _accepted(each), True, "") for each in _maps(data, "accept")]
        case "ordering":
            lines = enumerate(_maps(data, "items"), 1)
            return [AnswerLine(f"{place}.", str(each.get("text", "")), False, "") for place, each in lines]
        case "matching":
            targets = {str(each.get("key")): str(each.get("text", "")) for each in _maps(data, "targets")}
            return [AnswerLine("", _matched(each, targets), False, "") for each in _maps(data, "prompts")]
        case _:
            return ()


def _maps(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The things of a list; none where it is no such list."""
    found = data.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _accepted(each: Mapping[str, Any]) -> str:
    if "from" in each:
        return f"{each['from']} to {each.get('to', '')}"
    value = str(each.get("value", each.get("text", each.get("pattern", ""))))
    return f"{value} ± {each['tolerance']}" if "tolerance" in each else value


def _matched(each: Mapping[str, Any], targets: Mapping[str, str]) -> str:
    match = each.get("match")
    names = match if isinstance(match, list) else [match]
    return f"{each.get('text', '')} = {', '.join(targets.get(str(name), '') for name in names)}"


def needs_right(data: Mapping[str, Any]) -> bool:
    """Whether one answer has to be chosen, and none is."""
    lines = answer_lines(data)
    one_of = data.get("type") in ("single_choice", "true_false") and len(lines) > 1
    return one_of and not any(line.is_right for line in lines)


def set_right(data: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The question with the answer of this value as its right one. Raises InvalidInputError."""
    if not needs_right(data) or value not in [line.value for line in answer_lines(data)]:
        raise InvalidInputError("There is no such answer to choose.")
    if data["type"] == "true_false":
        return {**data, "answer": value == "true"}
    right = _maps(data, "options")[int(value)]
    options = [{**each, "correct": True} if each is right else each for each in data["options"]]
    return {**data, "options": options}
