"""YAML as the format allows it: plain data with the line of every node, and nothing of YAML's surprises.

Built from the parser's events in one pass: numbers are whole or Decimal, only `true` and `false` are truth values,
dates stay text, and anchors, aliases, tags, directives, further documents and doubled keys are refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_DEPTH = 20
_WHOLE = re.compile(r"[-+]?(?:0|[1-9]\d{0,39})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9]\d{0,39})(?:\.\d{1,40})?(?:[eE][-+]?\d{1,3})?", re.ASCII)
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "false": False}

Place = tuple[str | int, ...]

# The parser's words for a fault, and ours.
_FAULTS = (
    ("mapping values are not allowed", "a colon and a space inside plain text", "Put the text in quotes, or use |"),
    ("cannot start any token", "plain text begins with a sign that YAML keeps for itself", "Put the text in quotes"),
    ("while scanning a quoted scalar", "a quotation mark is not closed", "Close it, or use |"),
    ("while parsing a flow", "a bracket [ or { is not closed, or a comma is missing", "Close it"),
    ("could not find expected ':'", "a line without a colon", "Write name: value"),
    ("while parsing a block", "this line is not indented like its neighbours", "Align it with the lines around it"),
)


class UnreadableError(Exception):
    """The text is not YAML as the format allows it."""

    def __init__(self, line: int, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.line, self.problem, self.fix = line, problem, fix


@dataclass(frozen=True)
class YamlText:
    """Plain data, and the line of each value by its place; `first_line` is that of the whole."""

    data: Any
    lines: dict[Place, int]
    first_line: int = 1

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that is written down."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, self.first_line)


@dataclass
class _Open:
    """A list or mapping that is being read."""

    value: Any
    place: Place
    name: str | None = None


@dataclass
class _Builder:
    offset: int
    stack: list[_Open] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    root: Any = None
    documents: int = 0

    def refuse(self, event: Event, problem: str, fix: str) -> UnreadableError:
        return UnreadableError(self.line(event), f"not readable as YAML: {problem}", fix)

    def line(self, event: Event) -> int:
        return int(event.start_mark.line) + 1 + self.offset

    def take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.refuse(event, "a second document", "Keep one document, without --- in between")
            if event.version or event.tags:
                raise self.refuse(event, "a % directive", "Remove it")
        elif isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self.refuse(event, "anchors and aliases (& and *) are not allowed", "Write the text out, or quote it")
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self.stack.pop()
        elif isinstance(event, ScalarEvent):
            self.add_scalar(event)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            self.open(event)

    def open(self, event: SequenceStartEvent | MappingStartEvent) -> None:
        if _tagged(event):
            raise self.refuse(event, "tags (!) are not allowed", "Remove it")
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].name is None:
            raise self.refuse(event, "a list or mapping stands where a field name is needed", "Write name: value")
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse(event, f"more than {MAX_DEPTH} levels", "Nest less deeply")
        value: Any = [] if isinstance(event, SequenceStartEvent) else {}
        self.stack.append(_Open(value, self.add(value, event)))

    def add_scalar(self, event: ScalarEvent) -> None:
        if _tagged(event):
            raise self.refuse(event, "tags (!) are not allowed", "Quote the text if it begins with !")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.name is None:
            self.add_name(top, event)
        else:
            self.add(event.value if event.style else plain_value(event.value), event)

    def add_name(self, top: _Open, event: ScalarEvent) -> None:
        if event.value == "<<":
            raise self.refuse(event, "merge keys (<<) are not allowed", "Write the fields out")
        if event.value in top.value:
            raise self.refuse(event, f"the field '{event.value[:60]}' stands twice", "Keep one")
        top.name = event.value
        self.lines[(*top.place, event.value)] = self.line(event)

    def add(self, value: Any, event: Event) -> Place:
        if not self.stack:
            self.root = value
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            place = (*top.place, len(top.value) - 1)
            self.lines[place] = self.line(event)
            return place
        name, top.name = top.name or "", None
        top.value[name] = value
        return (*top.place, name)


def plain_value(text: str) -> str | int | Decimal | bool | None:
    """What an unquoted scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _tagged(event: SequenceStartEvent | MappingStartEvent | ScalarEvent) -> bool:
    return event.ctag is not None and str(event.ctag) not in ("", "!", "None")


def _events(text: str, offset: int) -> Iterator[Event]:
    last = text.count("\n", 0, max(len(text) - 1, 0)) + 1
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in str(error.context):
            mark = error.context_mark
        line = min(int(mark.line) + 1 if mark else 1, last) + offset
        said = f"{error.context or ''} {error.problem or ''}"
        known = [(problem, fix) for sign, problem, fix in _FAULTS if sign in said]
        problem, fix = known[0] if known else (str(error.problem or "a fault"), "Correct this line")
        raise UnreadableError(line, f"not readable as YAML: {problem}", fix) from error
    except UnreadableError:
        raise
    except Exception as error:  # the parser is not proof against every text, and a course file may hold any
        raise UnreadableError(1 + offset, "not readable as YAML", "Compare it with a file that works") from error


def read_yaml(text: str, *, offset: int = 0) -> YamlText:
    """Read one document. `offset` is the number of lines that stand before it in its file. Raises UnreadableError."""
    tab = text.find("\t")
    if tab >= 0:
        line = text.count("\n", 0, tab) + 1 + offset
        raise UnreadableError(line, "not readable as YAML: there is a tab", "Use spaces")
    builder = _Builder(offset)
    for event in _events(text, offset):
        builder.take(event)
    return YamlText(builder.root, builder.lines, 1 + offset)


def read_or_none(text: str) -> Any:
    """The data of a text that is being written; None where it cannot be read."""
    try:
        return read_yaml(text).data
    except UnreadableError:
        return None


def read_fields(text: str) -> Mapping[str, Any]:
    """The same for a text of fields; empty where it has none or cannot be read."""
    data = read_or_none(text)
    return data if isinstance(data, dict) else {}
