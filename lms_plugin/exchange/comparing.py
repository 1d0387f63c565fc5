"""What became of a question that was written to a file and read again: the fields that differ, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from lms_plugin.exchange.columns import LETTERS
from lms_plugin.questions.registry import read_question
from lms_plugin.questions.specs import Json, QuestionSpec

# The lists of a question: what one of its items is called, and whether their order says nothing.
LISTS: Mapping[str, tuple[str, bool]] = {
    "options": ("choice", False),
    "prompts": ("prompt", False),
    "targets": ("target", True),
    "items": ("item", False),
    "accept": ("accepted answer", False),
}
# Made anew when a question is read: names that nobody sees. A note then says where the question came from.
_NEW = {"key", "type"}
_WORDS = {
    "match": "right answer",
    "hint_cost": "hint cost",
    "close_credit": "close credit",
    "model_answer": "model answer",
    "review_by": "review date",
}
# Whose default says that there is none.
_PLAIN = {"edition", "points", "spelling"}


@dataclass(frozen=True)
class Loss:
    """A field that differs: of the question, or of a part of it such as "choice" B. `is_gone`: nothing is left."""

    field: str
    is_gone: bool
    noun: str = ""
    letter: str = ""


def differences(before: QuestionSpec, back: Mapping[str, Any] | None) -> str:
    """Such as "Left out: edition; feedback of choices A, B. Changed: stem."; "" where it is the same."""
    losses = list_losses(before, back)
    if losses is None:
        return "It does not come back as the same kind of question."
    said = (("Left out", _told(loss for loss in losses if loss.is_gone)), ("Changed", _told(_kept(losses))))
    return " ".join(f"{word}: {names}." for word, names in said if names)


def list_losses(before: QuestionSpec, back: Mapping[str, Any] | None) -> list[Loss] | None:
    """What differs in what was read `back`; None where that is no question of the same type."""
    try:
        after = None if back is None else read_question(back)
    except ValidationError:
        return None
    if after is None or after.type != before.type:
        return None
    return list(_losses(_plain(before), _plain(after)))


def _kept(losses: Iterable[Loss]) -> Iterator[Loss]:
    return (loss for loss in losses if not loss.is_gone)


def _told(losses: Iterable[Loss]) -> str:
    """The fields, those of several parts once."""
    letters: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        letters.setdefault((loss.field, loss.noun), []).append(loss.letter)
    return "; ".join(
        f"{field} of {noun}{'s' if len(found) > 1 else ''} {', '.join(found)}" if noun else field
        for (field, noun), found in letters.items()
    )


def _plain(question: QuestionSpec) -> Json:
    """Without the keys of parts: a match is told by the words of its target; no credit is said as such."""
    data = question.to_json()
    texts = {target["key"]: target["text"] for target in data.get("targets", ())}
    for prompt in data.get("prompts", ()):
        right = [prompt["match"]] if isinstance(prompt["match"], str) else prompt["match"]
        prompt["match"] = sorted(texts[key] for key in right)
    for option in data.get("options", ()):
        if option.get("credit") == "0":
            del option["credit"]
    if "targets" in data:
        data["targets"].sort(key=lambda target: str(target["text"]))
    return data


def _losses(before: Json, after: Json) -> Iterator[Loss]:
    for name in (*before, *(name for name in after if name not in before)):
        if name in LISTS:
            yield from _of_list(name, before.get(name, []), after.get(name, []))
        elif name == "note":
            if "note" in before:
                yield Loss("note", True)
        elif name not in _NEW and before.get(name) != after.get(name):
            yield Loss(_WORDS.get(name, name), not after.get(name) or name in _PLAIN)


def _of_list(name: str, before: Sequence[Json], after: Sequence[Json]) -> Iterator[Loss]:
    noun, is_free = LISTS[name]
    if len(before) != len(after):
        gone = len(before) - len(after)
        yield Loss(f"{gone} {noun}{'s' if gone != 1 else ''}", True) if gone > 0 else Loss(f"number of {noun}s", False)
        if is_free:
            return
    for index, (old, new) in enumerate(zip(before, after, strict=False)):
        letter = LETTERS[index].upper() if index < len(LETTERS) else str(index + 1)
        for field in (*old, *(field for field in new if field not in old)):
            if field not in _NEW and old.get(field) != new.get(field):
                yield Loss(_WORDS.get(field, field), not new.get(field), noun, letter)
