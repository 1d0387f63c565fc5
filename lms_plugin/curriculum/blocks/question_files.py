"""A quiz or bank file in its parts, and what may be done to them. Every byte outside of what is edited stays."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lms_plugin.curriculum.blocks.editing import edit_block, edit_fields, field_names
from lms_plugin.curriculum.blocks.errors import NoBlockError, UnwritableError
from lms_plugin.curriculum.blocks.lines import Line, UnusualError, lines
from lms_plugin.curriculum.blocks.writing import check_written, same, write_block
from lms_plugin.curriculum.yaml_files import UnreadableError, plain_value, read_yaml

LIST = "questions"
_LIST_LINE = re.compile(r"""["']?questions["']? *:( *(?:\[ *\]|~|null|Null|NULL)(?= |\n|$))?""")
_PLAIN_KEY = re.compile(r" *([a-z0-9-]+) *(?: #[^\n]*)?(?=\n|$)")
_FLOW_KEY = re.compile(r" *- +\{ *key: *([a-z0-9-]+) *[,}]")


@dataclass(frozen=True)
class Block:
    """A question or a case as it is written: comments above it, its dash line, and all up to the next block."""

    text: str
    key: str | None

    @property
    def digest(self) -> str:
        """SHA-256 of the text: what a save says it began from."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def data(self) -> Any:
        """The question as plain data. Raises UnreadableError."""
        return read_yaml(self.text).data[0]


@dataclass(frozen=True)
class QuestionFileText:
    """A file in its parts. `indent` is the column of the dashes.

    `whole` is the text as it was where it cannot be edited in parts (a list in brackets): the parts then are what the
    first edit makes of it.
    """

    head: str
    blocks: tuple[Block, ...] = ()
    tail: str = ""
    indent: int = 2
    whole: str | None = None

    @property
    def text(self) -> str:
        """The file."""
        return (
            self.head + "".join(block.text for block in self.blocks) + self.tail if self.whole is None else self.whole
        )

    def find(self, key: str) -> Block:
        """The block of a question or case. Raises NoBlockError."""
        return self.blocks[self._place(key)]

    def replace(self, key: str, block_text: str) -> "QuestionFileText":
        """With one block's text in the place of another's. Raises NoBlockError, UnreadableError."""
        place = self._place(key)
        return self._with([*self.blocks[:place], self._block(block_text), *self.blocks[place + 1 :]])

    def insert(self, block_text: str, after: str | None = None) -> "QuestionFileText":
        """With a further block, at the beginning or after another. Raises NoBlockError, UnreadableError."""
        place = 0 if after is None else self._place(after) + 1
        block = self._block(block_text)
        if place and self.blocks[place - 1].text.endswith("\n\n"):
            block = _spaced(block)
        return self._with([*self.blocks[:place], block, *self.blocks[place:]])

    def remove(self, key: str) -> "QuestionFileText":
        """Without a block. Raises NoBlockError."""
        place = self._place(key)
        return self._with([*self.blocks[:place], *self.blocks[place + 1 :]])

    def move(self, key: str, after: str | None = None) -> "QuestionFileText":
        """With a block at the beginning or after another; after itself it stays. Raises NoBlockError."""
        if key == after:
            return self
        moved = self.find(key)
        rest = [block for block in self.blocks if block is not moved]
        places = [number for number, block in enumerate(rest) if block.key == after]
        if after is not None and not places:
            raise NoBlockError(after)
        place = 0 if after is None else places[0] + 1
        return self._with([*rest[:place], moved, *rest[place:]])

    def edit(self, key: str, data: dict[str, Any]) -> "QuestionFileText":
        """With one question's fields changed. Raises NoBlockError, UnwritableError."""
        text = self.find(key).text
        edited = edit_block(text, data)
        return self if edited == text else self.replace(key, edited)

    def edit_fields(self, changes: dict[str, Any]) -> "QuestionFileText":
        """With fields of the file changed, and those that are None left out. Raises UnwritableError."""
        behind = {name: value for name, value in changes.items() if name in field_names(self.tail)}
        before = {name: value for name, value in changes.items() if name not in behind}
        head, tail = edit_fields(self.head, before), edit_fields(self.tail, behind)
        if (head, tail) == (self.head, self.tail):
            return self
        edited = replace(self, head=head, tail=tail)
        return edited if self.whole is None else edited._with(self.blocks)

    def _place(self, key: str) -> int:
        for number, block in enumerate(self.blocks):
            if block.key == key:
                return number
        raise NoBlockError(key)

    def _block(self, text: str) -> Block:
        text = _ended(at_indent(text, self.indent))
        return Block(text, key_of(text, ((line, line.start) for line in lines(text))))

    def _with(self, blocks: Sequence[Block]) -> "QuestionFileText":
        ended = [
            block if number == len(blocks) - 1 and not self.tail else _ended_block(block)
            for number, block in enumerate(blocks)
        ]
        head = _opened(self.head) if ended else _emptied(self.head)
        return replace(self, head=head, blocks=tuple(ended), whole=None)


def _ended(text: str) -> str:
    """With an end to its last line, saying the same as before."""
    if text.endswith("\n"):
        return text
    said, ended = read_yaml(text).data, text + "\n"
    return ended if same(read_yaml(ended).data, said) else edit_block(ended, said[0])


def _spaced(block: Block) -> Block:
    """With a blank line at its end, if that changes nothing else."""
    spaced = Block(block.text + "\n", block.key)
    return block if block.text.endswith("\n\n") or not same(spaced.data, block.data) else spaced


def _ended_block(block: Block) -> Block:
    ended = _ended(block.text)
    return block if ended == block.text else Block(ended, block.key)


def at_indent(text: str, indent: int) -> str:
    """A block with its dash at a column, its other lines moved with it. Raises UnreadableError, UnwritableError."""
    data = read_yaml(text).data
    if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], dict):
        raise UnwritableError("this is not one question")
    try:
        by = indent - next(line for line in lines(text) if line.kind == "text").column
    except UnusualError:
        return write_block(data[0], indent)
    if by == 0:
        return text
    rows = (_moved(row, by) for row in text.split("\n"))
    moved = "\n".join(rows)
    try:
        check_written(moved, data)
    except UnwritableError:  # quoted lines further left than the dash
        return write_block(data[0], indent)
    return moved


def _moved(row: str, by: int) -> str:
    if by > 0:
        return " " * by + row if row else row
    return row[min(-by, len(row) - len(row.lstrip(" "))) :]


def _opened(head: str) -> str:
    """A head with an open list of questions at its end."""
    head = head if not head or head.endswith("\n") else head + "\n"
    found = _list_line(head)
    return f"{head}{LIST}:\n" if found is None else head[: found.end() - len(found[1] or "")] + head[found.end() :]


def _emptied(head: str) -> str:
    """A head that says that there are no questions, where it speaks of them."""
    found = _list_line(head)
    return head if found is None or found[1] else f"{head[: found.end()]} []{head[found.end() :]}"


def is_list(line: Line) -> bool:
    """Whether a line is the file's own field `questions`: a section's may stand at the margin, too, behind a dash."""
    return line.column == 0 and line.item is None and line.key == LIST


def _list_line(head: str) -> re.Match[str] | None:
    places = [line.start for line in lines(head) if is_list(line)]
    return _LIST_LINE.match(head, places[0]) if places else None


def key_of(text: str, begun: Iterable[tuple[Line, int]]) -> str | None:
    """The key of a block, if it has one that can be read; `begun` are its lines, each with its start in the text."""
    rows = [(line, start) for line, start in begun if line.kind == "text"]
    column = rows[0][0].item if rows else None
    for number, (line, start) in enumerate(rows):
        at_item = number == 0 or (line.item is None and line.column == column)
        plain = _PLAIN_KEY.match(text, start + line.value - line.start) if at_item and line.key == "key" else None
        if plain is not None and isinstance(plain_value(plain[1]), str):
            return plain[1]
    flow = _FLOW_KEY.match(text, rows[0][1]) if rows else None
    if flow is not None and isinstance(plain_value(flow[1]), str):
        return flow[1]
    return _read_key(text)


def _read_key(text: str) -> str | None:
    try:
        data = read_yaml(text).data
    except UnreadableError:
        return None
    key = data[0].get("key") if isinstance(data, list) and data and isinstance(data[0], dict) else None
    return key if isinstance(key, str) else None
