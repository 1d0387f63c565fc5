"""YAML as read, with the place of every value in the text, so that one can be exchanged and the others left alone."""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from lms_plugin.curriculum.yaml_files import plain_value, read_yaml

_BLANK_END = re.compile(r"(?:\n *)+\Z")


@dataclass
class Node:
    """A value: `text[start:end]` is what it is written as, without the end of its last line.

    `kind` is map, seq or text; `sign` the first sign of a scalar's style: quotes, | or >, or nothing.
    `children` are the items of a list, or names and values of a mapping in turn.
    """

    kind: str
    start: int
    end: int
    flow: bool = False
    sign: str = ""
    scalar: Any = None
    children: list["Node"] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple["Node", "Node"]]:
        """Names and values of a mapping."""
        return list(zip(self.children[::2], self.children[1::2], strict=True))

    @property
    def value(self) -> Any:
        """As plain data."""
        if self.kind == "seq":
            return [child.value for child in self.children]
        if self.kind == "map":
            return {str(name.scalar): value.value for name, value in self.pairs}
        return self.scalar


def read_nodes(text: str) -> Node | None:
    """The whole text as a value with its place, None where there is nothing. Raises UnreadableError."""
    read_yaml(text)
    stack: list[Node] = []
    root: Node | None = None
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, SequenceEndEvent | MappingEndEvent):
            done = stack.pop()
            if done.flow:
                done.end = event.end_mark.index
            elif done.children:
                done.end = done.children[-1].end
        elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            node = _node(event, text)
            if stack:
                name = stack[-1].kind == "map" and len(stack[-1].children) % 2 == 0
                if name:
                    node.scalar = event.value if isinstance(event, ScalarEvent) else None
                stack[-1].children.append(node)
            else:
                root = node
            if not isinstance(event, ScalarEvent):
                stack.append(node)
    return root


def _node(event: ScalarEvent | SequenceStartEvent | MappingStartEvent, text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        if event.style in ("|", ">"):
            end = _block_end(text, start, end)
        return Node(
            "text", start, end, sign=event.style or "", scalar=event.value if event.style else plain_value(event.value)
        )
    kind = "seq" if isinstance(event, SequenceStartEvent) else "map"
    return Node(kind, start, end, flow=bool(event.flow_style))


def _block_end(text: str, start: int, end: int) -> int:
    """Where the last line of a block scalar ends; blank lines after it belong to it only if they count."""
    header = text[start : text.find("\n", start) if "\n" in text[start:end] else end].partition(" #")[0]
    written = text[start:end]
    if "+" in header:
        return end - 1 if written.endswith("\n") else end
    return start + len(_BLANK_END.sub("", written))
