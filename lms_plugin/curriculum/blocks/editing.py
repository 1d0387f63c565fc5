"""Changing fields of a text and nothing else: comments, quotes and spacing of what stays are left as they are."""

from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.nodes import Node, read_nodes
from lms_plugin.curriculum.blocks.pairing import pair_up
from lms_plugin.curriculum.blocks.shapes import ITEM, QUIZ, Shape
from lms_plugin.curriculum.blocks.writing import (
    after_colon,
    check_written,
    entry_text,
    flow_text,
    item_text,
    mapping_text,
    same,
    write_block,
)


def edit_block(text: str, data: dict[str, Any]) -> str:
    """A block that says `data`: only the fields that differ are written anew, new ones where the spec has them.

    Raises UnreadableError, UnwritableError.
    """
    root = read_nodes(text)
    if root is None or root.kind != "seq" or len(root.children) != 1:
        raise UnwritableError("this is not one question")
    if same(root.children[0].value, data):
        return text
    editor = Editor(text)
    edited = editor.upto(root.start) + editor.items(root, [data], ITEM) + text[editor.line_end(root.end) :]
    try:
        check_written(edited, [data])
    except UnwritableError:  # an unusual layout: the words count more than the spacing
        column = editor.column(root.start)
        edited = text[: root.start - column] + write_block(data, column)
        check_written(edited, [data])
    return edited


def edit_fields(text: str, changes: dict[str, Any], shape: Shape = QUIZ) -> str:
    """A text of fields with some changed; None takes a field out. Raises UnreadableError, UnwritableError."""
    root = read_nodes(text)
    before = {} if root is None else root.value
    if not isinstance(before, dict):
        raise UnwritableError("these are no fields")
    after = {name: value for name, value in (before | changes).items() if value is not None or name not in changes}
    if same(before, after):
        return text
    editor = Editor(text)
    if root is None:
        edited = text + ("\n" if text and not text.endswith("\n") else "") + mapping_text(after, 0, shape) + "\n"
    elif not after:
        edited = text[: root.start] + text[editor.line_end(root.end) :].removeprefix("\n")
    else:
        inside = None if root.flow else editor.fields(root, after, shape)
        inside = mapping_text(after, editor.column(root.start), shape) if inside is None else inside
        edited = text[: root.start] + inside + text[editor.line_end(root.end) :]
    check_written(edited, after or None)
    return edited


def field_names(text: str) -> frozenset[str]:
    """The fields that a text has. Raises UnreadableError."""
    root = read_nodes(text)
    return frozenset(root.value if root is not None and root.kind == "map" else ())


@dataclass(frozen=True)
class Editor:
    """Each method gives the new text of a value: up to its end, for a list or fields in block style up to the end of
    its last line; or None where nothing of the old one can stay."""

    text: str

    def upto(self, place: int) -> str:
        return self.text[:place]

    def line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def column(self, place: int) -> int:
        return place - (self.text.rfind("\n", 0, place) + 1)

    def value(self, node: Node, new: Any, shape: Shape) -> str | None:
        """A list stays a list and fields stay fields; all else is written anew."""
        if node.kind == "map" and isinstance(new, dict) and new and node.children:
            return self.flow_fields(node, new, shape) if node.flow else self.fields(node, new, shape)
        if node.kind == "seq" and isinstance(new, list) and new and node.children:
            return self.flow_items(node, new, shape) if node.flow else self.items(node, new, shape)
        return None

    def rest(self, node: Node) -> str:
        """What stands behind a value on its last line, where its new text does not hold it already."""
        if node.kind != "text" and not node.flow:
            return ""
        return self.text[node.end : self.line_end(node.end)]

    def fields(self, node: Node, new: dict[str, Any], shape: Shape) -> str | None:
        pairs = {str(name.scalar): (name, value) for name, value in node.pairs}
        kept = [name for name in pairs if name in new]
        if not kept:
            return None
        gap = "\n" + " " * self.column(node.start)
        order = shape.sort(new, new)
        rows: list[tuple[str, str, str]] = []  # name, what stands before it, its text
        before, end = "", node.start
        for name, (label, value) in pairs.items():
            before += self.text[end : label.start]
            end = self.line_end(value.end)
            if name in new:
                rows.append((name, before, self.entry(label, value, new[name], shape.inside(new, name))))
                before = ""
            else:  # the comments above it stay
                before = before.rpartition("\n")[0]
        for name in order:
            if name not in pairs:
                written = entry_text(name, new[name], len(gap) - 1, shape.inside(new, name))
                earlier = order[: order.index(name)]
                place = max((number + 1 for number, row in enumerate(rows) if row[0] in earlier[-1:]), default=0)
                rows.insert(place, (name, gap, written))
        (_, first, text), *others = rows
        first = first if first.strip() else ""
        return first + text + "".join((space or gap) + row for _, space, row in others) + before

    def entry(self, label: Node, value: Node, new: Any, shape: Shape) -> str:
        """A field, up to the end of its last line."""
        end = self.line_end(value.end)
        if same(value.value, new):
            return self.text[label.start : end]
        inside = self.value(value, new, shape)
        if inside is not None:
            return self.text[label.start : value.start] + inside + self.rest(value)
        colon = self.text.index(":", label.end) + 1
        written = after_colon(new, self.column(label.start), shape)
        gap = self.text[colon : value.start]
        return self.text[label.start : colon] + self.commented(written, value, gap)

    def commented(self, written: str, value: Node, gap: str) -> str:
        """New text of a value with the comment that stood on the line of the old one."""
        first, newline, others = written.partition("\n")
        if "\n" in gap:
            comment = gap.partition("\n")[0]
        elif value.sign in ("|", ">"):
            header = self.text[value.start : self.line_end(value.start)]
            comment = header.lstrip("|>+-123456789")
        else:
            comment = self.rest(value)
            first = gap + first.lstrip(" ") if gap and first else first
        return first + comment.rstrip() + newline + others

    def items(self, node: Node, new: list[Any], shape: Shape) -> str:
        column = self.column(node.start)
        chunks, end = [], node.start
        for item in node.children:
            dash = self.text.index("-", self._before_dash(end, column))
            chunks.append((self.text[end:dash], dash))
            end = self.line_end(item.end)
        rows = []
        for item, old in zip(new, pair_up([child.value for child in node.children], new), strict=True):
            gap, row = "", item_text(item, column, shape)
            if old is not None:
                gap, dash = chunks[old]
                row = self.item(node.children[old], dash, item, shape)
            rows.append((gap or "\n" + " " * column) + row)
        return "".join(rows).lstrip(" \n")

    def _before_dash(self, place: int, column: int) -> int:
        """Where the line of the next dash begins: comments are stepped over."""
        while self.column(place) != column or self.text[place : place + 1] != "-":
            line = self.line_end(place) + 1
            place = line + column
            if not self.text[line:place].strip(" ") and self.text[place : place + 1] == "-":
                break
            place = line
        return place

    def item(self, node: Node, dash: int, new: Any, shape: Shape) -> str:
        """An item with its dash, up to the end of its last line."""
        if same(node.value, new):
            return self.text[dash : self.line_end(node.end)]
        inside = self.value(node, new, shape)
        if inside is not None:
            return self.text[dash : node.start] + inside + self.rest(node)
        written = item_text(new, self.column(dash), shape)
        return self.commented(written, node, "\n" if "\n" in self.text[dash : node.start] else "")

    def flow_fields(self, node: Node, new: dict[str, Any], shape: Shape) -> str | None:
        pairs = {str(name.scalar): (name, value) for name, value in node.pairs}
        kept = [name for name in pairs if name in new]
        plain = flow_text(new, shape)
        if not kept or any(value.start == value.end for _, value in pairs.values()):
            return None
        if plain is None and "#" not in self.text[node.start : node.end]:
            return None
        order = shape.sort(new, new)
        texts: list[tuple[str, str, str]] = []
        names, last = list(pairs), node.end
        for number, name in enumerate(names):
            label, value = pairs[name]
            if name in new:
                before = self.text[pairs[names[number - 1]][1].end : label.start] if number and texts else ""
                texts.append((name, before, self.flow_entry(label, value, new[name], shape.inside(new, name))))
            last = value.end
        lead = self.text[node.start : pairs[names[0]][0].start]
        for name in order:
            if name not in pairs:
                written = f"{flow_text_of(name)}: {flow_text(new[name], shape.inside(new, name), forced=True)}"
                earlier = order[: order.index(name)]
                place = max((number + 1 for number, row in enumerate(texts) if row[0] in earlier[-1:]), default=0)
                texts.insert(place, (name, ", ", written))
        first, *others = texts
        return lead + first[2] + "".join((gap or ", ") + row for _, gap, row in others) + self.text[last : node.end]

    def flow_entry(self, label: Node, value: Node, new: Any, shape: Shape) -> str:
        return self.text[label.start : value.start] + self.flow_value(value, new, shape)

    def flow_value(self, node: Node, new: Any, shape: Shape) -> str:
        if same(node.value, new):
            return self.text[node.start : node.end]
        return self.value(node, new, shape) or str(flow_text(new, shape, forced=True))

    def flow_items(self, node: Node, new: list[Any], shape: Shape) -> str | None:
        if flow_text(new, shape) is None and "#" not in self.text[node.start : node.end]:
            return None
        paired = pair_up([child.value for child in node.children], new)
        rows = [
            str(flow_text(item, shape, forced=True))
            if old is None
            else self.flow_value(node.children[old], item, shape)
            for item, old in zip(new, paired, strict=True)
        ]
        if paired != list(range(len(node.children))):
            return f"[{', '.join(rows)}]"
        out, end = "", node.start
        for child, row in zip(node.children, rows, strict=True):
            out, end = out + self.text[end : child.start] + row, child.end
        return out + self.text[end : node.end]


def flow_text_of(name: str) -> str:
    """A field's name within brackets."""
    return str(flow_text(name, Shape(), forced=True))
