"""What Markdown in a course must not hold, and what it speaks of: slots, terms, citations, inner links."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.markdown import INNER_LINK, is_allowed, make_parser
from lms_plugin.curriculum.slots import IN_TEXT

_PARSER = make_parser(html=True)
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]
_EMPTY_WORDS = {"here", "click here", "click", "read more", "more", "link", "this link"}
_COLOUR_ONLY = re.compile(
    r"\bthe (?:red|green|yellow|blue|orange|grey|gray) (?:one|ones|box|button|line|dot)s?\b", re.I
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_TAG = re.compile(r"<!--|</?[a-zA-Z][a-zA-Z0-9-]*|<[!?]")


@dataclass(frozen=True)
class Mention:
    """Something that a text speaks of by key, and the line."""

    kind: str
    key: str
    line: int


@dataclass
class Findings:
    """What was found in the texts of a file."""

    errors: list[ContentError] = field(default_factory=list)
    warnings: list[ContentError] = field(default_factory=list)
    hints: list[ContentError] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def keys(self, kind: str) -> list[str]:
        """The keys of one kind in the order of their first mention."""
        return list(dict.fromkeys(mention.key for mention in self.mentions if mention.kind == kind))


@dataclass(frozen=True)
class Linter:
    """Looks through Markdown of one file. `line` maps a line of the text (from 0) to one of the file."""

    path: str
    where: str
    findings: Findings
    line: Callable[[int], int]
    is_lesson: bool

    def error(self, row: int, problem: str, fix: str) -> None:
        self.findings.errors.append(ContentError(self.path, self.line(row), self.where, problem, fix))

    def warn(self, row: int, problem: str, fix: str) -> None:
        self.findings.warnings.append(ContentError(self.path, self.line(row), self.where, problem, fix))

    def parse(self, text: str) -> list[Token]:
        """The tokens of the text, everything wrong in it noted."""
        rows = text.split("\n")
        env: dict[str, dict[str, dict[str, tuple[int, int]]]] = {}
        tokens = _PARSER.parse(text, env)
        for reference in env.get("references", {}).values():
            self.error(reference["map"][0], "link definitions are not allowed", "Write the address in the link")
        links: dict[str, str] = {}
        for token in tokens:
            row = token.map[0] if token.map else 0
            if token.type == "html_block":
                self._html(row, token.content)
            elif token.type == "inline":
                last = token.map[1] if token.map else len(rows)
                self._inline(token.children or [], rows, row, last, links)
        return tokens

    def _html(self, row: int, content: str) -> None:
        found = _TAG.search(content)
        tag = found.group() if found else "<"
        if tag.startswith(("<!", "<?")):
            self.error(row, "HTML comments are not allowed", "Use ::: note, or # in YAML")
        else:
            self.error(
                row, f'raw HTML "{tag}>" is not allowed', "Use a ::: callout" if self.is_lesson else "Use Markdown"
            )

    def _inline(self, tokens: Sequence[Token], rows: list[str], first: int, last: int, links: dict[str, str]) -> None:
        def row_of(needle: str) -> int:
            return next((row for row in range(first, min(last, len(rows))) if needle in rows[row]), first)

        depth = 0
        for number, token in enumerate(tokens):
            depth += token.nesting if token.type in ("link_open", "link_close") else 0
            if token.type == "html_inline":
                self._html(row_of(token.content.split("\n")[0]), token.content)
            elif token.type == "image":
                fix = "Write a ```figure with src and alt" if self.is_lesson else "Describe it in words"
                self.error(row_of("!["), "pictures by address are not allowed", fix)
            elif token.type == "link_open":
                self._link(token, "".join(_words(tokens[number + 1 :])), row_of, links)
            elif token.type in ("slot", "term", "citation"):
                self._mention(token, row_of(token.markup), inside_link=depth > 0)
            elif token.type == "text":
                self._text(token.content, row_of)

    def _mention(self, token: Token, row: int, *, inside_link: bool) -> None:
        self.findings.mentions.append(Mention(token.type, token.content, self.line(row)))
        if token.type == "slot":
            return
        if not self.is_lesson:
            fix = "List the reference under references" if token.type == "citation" else "Write the words out"
            self.error(row, f"{token.markup} stands outside a lesson", fix)
        elif inside_link:
            self.error(row, f"{token.markup} stands inside a link", "Put it beside the link")

    def _link(self, token: Token, words: str, row_of: Callable[[str], int], links: dict[str, str]) -> None:
        address = str(token.attrGet("href") or "")
        row = row_of(address[:40]) if address else row_of("](")
        plain = " ".join(words.split())
        if slot := IN_TEXT.fullmatch(address):
            self.findings.mentions.append(Mention("slot", slot[1], self.line(row)))
        elif inner := INNER_LINK.fullmatch(address):
            self.findings.mentions.append(Mention(inner[1], inner[2], self.line(row)))
            if not self.is_lesson:
                self.error(row, f"the link to {address} stands outside a lesson", "Name it in words")
        elif address.startswith(("media/", "resource:")):
            self.error(row, f'link to "{address[:60]}": files are not supported yet', "Remove the link")
        elif not is_allowed(address):
            self.error(row, f'link to "{address[:60]}" is not allowed', "Write an https address, or lesson:key")
        if not plain or plain.casefold().rstrip(".") in _EMPTY_WORDS or plain.startswith(("https://", "www.")):
            self.error(row, f'link text "{plain[:60]}" does not say where it leads', "Name the page or document")
        if links.setdefault(plain.casefold(), address) != address:
            self.error(row, f'two links have the text "{plain[:60]}" and different targets', "Change one of the texts")

    def _text(self, content: str, row_of: Callable[[str], int]) -> None:
        for sign, example in (("{{", "{{hospital.policy_link}}"), ("[[", "[[phi]]"), ("[@", "[@safeharbor, p. 4]")):
            if sign in content:
                self.error(row_of(sign), f'"{sign}" begins nothing that is known', f"Write it like {example}")
        if found := _COLOUR_ONLY.search(content):
            self.warn(row_of(found.group()), f'"{found.group()}" is told by colour alone', "Name it in words as well")

    def lists(self, tokens: Sequence[Token]) -> None:
        """Emoji in place of list bullets."""
        for number, token in enumerate(tokens):
            first = token.type == "inline" and number > 1 and tokens[number - 2].type == "list_item_open"
            if first and token.map and _EMOJI.match(token.content):
                self.warn(token.map[0], "an emoji stands as a list bullet", "Remove it: it is read aloud")


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    """The words up to the end of the link that is open."""
    for token in tokens:
        if token.type == "link_close":
            return
        yield token.markup if token.type == "slot" else token.content
