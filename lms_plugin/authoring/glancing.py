"""What a search needs to know of a question, told from its text without reading all of it: many times quicker."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lms_plugin.curriculum.blocks.lines import UnusualError, lines
from lms_plugin.curriculum.yaml_files import UnreadableError, read_or_none, read_yaml
from lms_plugin.questions.registry import TYPES

_FIELDS = ("type", "tags", "objective", "retired")
# Names of fields, and ticks, are no words of the question.
_INSIDE = "key text correct feedback credit weight exclusive pin match in value tolerance from to right wrong partial"
_KNOWN = {name for spec in TYPES.values() for name in spec.model_fields} | set(_INSIDE.split())
_NAMES = re.compile(rf"(?<![^\s{{,])(?:{'|'.join(sorted(_KNOWN))}):(?=\s|$)(?: +(?:true|false|{'|'.join(TYPES)})\b)?")
_ITEM = r"""(?:[A-Za-z][A-Za-z0-9 _-]*|"[^"\\\n]*")"""
_LIST = re.compile(rf"\[({_ITEM}(?:, {_ITEM})*)\]")  # a list of plain words on its line, as we write it
_WORD = re.compile(r"[a-z0-9_-]*[a-z_-][a-z0-9_-]*")  # a value that is itself, and no number


@dataclass(frozen=True)
class Glance:
    """The fields of a question that a search asks about, in small letters."""

    kind: str
    tags: frozenset[str]
    objective: str
    is_retired: bool


@lru_cache(maxsize=16_384)
def glance(text: str) -> Glance:
    """Of the text of a block; what cannot be read is empty."""
    try:
        said = _fields(text)
    except (UnusualError, UnreadableError):
        said = _all(text)
    tags = said.get("tags")
    return Glance(
        kind=str(said.get("type") or ""),
        tags=frozenset(str(tag).casefold() for tag in (tags if isinstance(tags, list) else [tags] if tags else [])),
        objective=str(said.get("objective") or "").casefold(),
        is_retired=said.get("retired") is True,
    )


def has_words(text: str, words: Sequence[str]) -> bool:
    """Whether a block says every one of the words, which are in small letters; names of fields do not count."""
    low = text.casefold()
    return all(word in low for word in words) and (not words or all(word in _words(text) for word in words))


@lru_cache(maxsize=16_384)
def _words(text: str) -> str:
    return _NAMES.sub(" ", text).casefold()


def _fields(text: str) -> dict[str, Any]:
    rows = [line for line in lines(text) if line.kind == "text"]
    if not rows or rows[0].key is None:
        raise UnusualError
    column = rows[0].item
    own = [line for number, line in enumerate(rows) if number == 0 or (line.item is None and line.column == column)]
    ends = [*(line.start for line in own[1:]), len(text)]
    return {
        line.key: _value(line.key, text[line.value : end])
        for line, end in zip(own, ends, strict=True)
        if line.key in _FIELDS
    }


def _value(name: str, written: str) -> Any:
    plain = written.strip()
    if _WORD.fullmatch(plain) and plain not in ("true", "false", "null"):
        return plain
    if listed := _LIST.fullmatch(plain):
        return [word.strip('"') for word in re.findall(_ITEM, listed[1])]
    data = read_yaml(f"{name}:{written if written[:1] in (' ', chr(10)) else ' ' + written}").data
    return data.get(name) if isinstance(data, dict) else None


def _all(text: str) -> dict[str, Any]:
    data = read_or_none(text)
    return data[0] if isinstance(data, list) and data and isinstance(data[0], dict) else {}
