"""What a question's form sent, as response JSON: the same shapes that a script saves. No I/O."""

from collections.abc import Callable, Mapping
from typing import Any

GetList = Callable[[str], list[str]]
_TRUTH = {"true": True, "false": False}

# The form field of each type; templates and script use the same names.
FIELDS: Mapping[str, str] = {
    "single_choice": "choice",
    "multiple_response": "choices",
    "true_false": "answer",
    "numeric": "typed",
    "short_text": "text",
}


def read_answer(question_type: str, get_list: GetList) -> dict[str, Any] | None:
    """The answer in a form, None where nothing was chosen or typed. It is not checked yet."""
    field = FIELDS[question_type]
    given = get_list(field)
    if question_type == "multiple_response":
        return {field: given} if given else None
    if not given or not given[0].strip():
        return None
    if question_type == "true_false":
        return {field: _TRUTH.get(given[0], given[0])}
    return {field: given[0]}


def chosen_keys(response: Mapping[str, Any] | None) -> frozenset[str]:
    """The options that an answer chose, by key."""
    if not response:
        return frozenset()
    if "answer" in response:
        return frozenset({"true" if response["answer"] is True else "false"})
    if "choices" in response:
        return frozenset(response["choices"])
    return frozenset({response["choice"]}) if "choice" in response else frozenset()


def typed_answer(response: Mapping[str, Any] | None) -> str:
    """The number or text of an answer as it was typed; empty for other types."""
    if not response:
        return ""
    return str(response.get("typed", response.get("text", "")))
