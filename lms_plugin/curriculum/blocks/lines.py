"""Which lines of a YAML text begin something, told without parsing it: many times quicker than the parser.

Only scalars and brackets over several lines have to be stepped over for that. What is not written the ordinary way
(explicit keys, signs that YAML keeps for itself, a file in brackets) is not guessed at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

# Ends of lines for YAML, though for no editor, and tabs.
_ODD = re.compile("[\t\r\x85\u2028\u2029\ufeff]")
_DOUBLE = r'"(?:[^"\\]|\\.)*"'
_SINGLE = r"'(?:[^']|'')*'"
_QUOTED = re.compile(f"{_DOUBLE}|{_SINGLE}", re.DOTALL)
_KEY = re.compile(
    r"""(?: "((?:[^"\\\n]|\\[^\n])*)" | '((?:[^'\n]|'')*)' | ([^\s"'#\[\]{},&*!|>%@`?](?:(?!\ \#|:[ \n])[^\n])*?) )
        \ *:(?=[ \n]|$)""",
    re.VERBOSE,
)
_MARKER = re.compile(r"(?:---|\.\.\.)(?=[ \n]|$)")
_DASH = re.compile(r"-(?=[ \n]|$) *")
_REST = re.compile(r" *(?:(?<= )#[^\n]*)?(?=\n|$)")
_BLOCK = re.compile(r"[|>](?:([1-9])[-+]?|[-+]([1-9])?)?(?= *(?: #[^\n]*)?(?:\n|$))")
_IN_BRACKETS = re.compile(
    rf"""[ \n]+ | [\[\]{{}},] | :(?=[\s,\[\]{{}}]) | {_DOUBLE} | {_SINGLE} | \#[^\n]*
        | [^\s,\[\]{{}}"'\#] (?: (?!:[\s,\[\]{{}}]|\ \#) [^,\[\]{{}}\n] )* """,
    re.DOTALL | re.VERBOSE,
)


class UnusualError(Exception):
    """The text is not written the ordinary way, or is no YAML."""


class Line(NamedTuple):
    """A line that begins something: where it starts, its column, and the text of a key at that column, if any.

    `item` is the column of what stands after a dash, or None without a dash. `kind`: text, comment, blank or marker.
    """

    start: int
    column: int
    kind: str
    item: int | None = None
    key: str | None = None
    value: int = 0


@dataclass
class _Scan:
    text: str
    at: int = 0
    # The column that a plain scalar or an empty value hangs from; `plain` while a plain scalar may still go on.
    parent: int = -1
    plain: bool = False

    def lines(self) -> Iterator[Line]:
        while self.at < len(self.text):
            start = self.at
            column = start
            while column < len(self.text) and self.text[column] == " ":
                column += 1
            first = self.text[column : column + 1]
            width = column - start
            if first in ("", "\n"):
                self.to_next_line()
                yield Line(start, width, "blank")
            elif first == "#":
                self.plain = False
                self.to_next_line()
                yield Line(start, width, "comment")
            elif width == 0 and _MARKER.match(self.text, start):
                self.at = start + 3
                self.rest_of_line()
                self.plain, self.parent = False, -1
                yield Line(start, 0, "marker")
            elif self.plain and width > self.parent:
                self.plain_line()
            else:
                yield self.line(start, column)

    def line(self, start: int, at: int) -> Line:
        width, hanging, item = at - start, self.parent, None
        self.plain = False
        inner = -1
        while dash := _DASH.match(self.text, at):
            inner = at - start
            at = dash.end()
            item = at - start if item is None else item
        if self.text[at : at + 1] in ("", "\n", "#"):
            self.parent, self.at = inner, at
            self.to_next_line()
            return Line(start, width, "text", item)
        key = _KEY.match(self.text, at)
        if key is not None:
            self.parent = at - start
            self.at = value = key.end()
            self.value()
            name = next(part for part in key.groups() if part is not None)
            return Line(start, width, "text", item, name, value)
        self.parent = inner if item is not None else hanging
        if self.parent >= width and item is None:
            raise UnusualError
        self.at = at
        self.value()
        return Line(start, width, "text", item)

    def value(self) -> None:
        """Step over a value, to the beginning of the next line that is not part of it."""
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1
        first = self.text[self.at : self.at + 1]
        if first in ("", "\n", "#"):
            self.to_next_line()
        elif first in "\"'":
            quoted = _QUOTED.match(self.text, self.at)
            if quoted is None:
                raise UnusualError
            self.at = quoted.end()
            self.rest_of_line()
        elif first in "[{":
            self.brackets()
        elif first in "|>":
            self.block()
        elif first in "&*!%@`?,]}" or _DASH.match(self.text, self.at):
            raise UnusualError
        else:
            self.plain = True
            self.plain_line()

    def plain_line(self) -> None:
        end = self.line_end()
        if " #" in self.text[self.at : end]:
            self.plain = False
        self.at = end + 1

    def brackets(self) -> None:
        depth = 0
        while found := _IN_BRACKETS.match(self.text, self.at):
            sign = found[0]
            depth += (sign in ("[", "{")) - (sign in ("]", "}"))
            self.at = found.end()
            if depth == 0:
                return self.rest_of_line()
        raise UnusualError

    def block(self) -> None:
        """A scalar after | or >: it goes on while lines are indented as its first."""
        header = _BLOCK.match(self.text, self.at)
        if header is None:
            raise UnusualError
        stated = header[1] or header[2]
        least = max(self.parent, 0) + int(stated) if stated else None
        self.to_next_line()
        while self.at < len(self.text):
            column = self.at
            while self.text[column : column + 1] == " ":
                column += 1
            if self.text[column : column + 1] not in ("", "\n"):
                least = max(column - self.at, self.parent + 1) if least is None else least
                if column - self.at < least:
                    return
            self.to_next_line()

    def rest_of_line(self) -> None:
        if _REST.match(self.text, self.at) is None:
            raise UnusualError
        self.to_next_line()

    def to_next_line(self) -> None:
        self.at = self.line_end() + 1

    def line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end


def lines(text: str) -> list[Line]:
    """The lines that begin something, comments and blank lines among them. Raises UnusualError."""
    if _ODD.search(text):
        raise UnusualError
    return list(_Scan(text).lines())
