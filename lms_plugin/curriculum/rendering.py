"""Markdown to safe HTML, with a hospital's words put in after parsing. nh3 with a closed list stands behind it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nh3
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from lms_plugin.curriculum.markdown import HTTPS, INNER_LINK, is_allowed, make_parser
from lms_plugin.curriculum.shown import Block, RenderedBlock, ShownLesson, TermView
from lms_plugin.curriculum.slots import IN_TEXT, address_of
from lms_plugin.questions.rendered import figure_of

_TAGS = {"a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"}
_TAGS |= {"span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"a": {"href", "aria-label"}, "ol": {"start"}, "th": {"scope"}},
    tag_attribute_values={
        "a": {"target": {"_blank"}, "rel": {"noopener"}, "class": {"term", "cite"}},
        "div": {"class": {"scroll"}, "tabindex": {"0"}, "role": {"region"}, "aria-label": {"Table"}},
        "span": {"class": {"visually-hidden"}},
        "table": {"class": {"table"}},
    },
    url_schemes={"https", "mailto", "tel", "lesson", "quiz", "module"},
    url_relative=lambda url: url if url.startswith("#") else None,
    link_rel=None,
)


@dataclass
class _Words:
    """What stands for slots, terms and citations in one text or lesson, and which terms were opened before."""

    slots: Mapping[str, str]
    terms: Mapping[str, TermView] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def slot(self, key: str) -> str:
        return self.slots.get(key) or key.rpartition(".")[2].replace("_", " ")


def _resolve(state: StateCore) -> None:
    """Core rule: own tokens become text and links, other sites open in a window of their own."""
    words: _Words = state.env["words"]
    for token in state.tokens:
        if token.type == "inline":
            token.children = list(_resolved(token.children or [], words))
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}


def _resolved(tokens: Sequence[Token], words: _Words) -> Sequence[Token]:
    done: list[Token] = []
    ends: list[list[Token]] = []
    for token in tokens:
        if token.type == "link_open":
            start, end = _link(token, words)
            done += start
            ends.append(end)
        elif token.type == "link_close":
            done += ends.pop()
        elif token.type == "slot":
            done.append(_text(words.slot(token.content)))
        elif token.type == "term":
            done += _term(token, words, linked=not ends)
        elif token.type == "citation":
            done.append(_citation(token, words))
        else:
            done.append(token)
    return done


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _anchor(attrs: dict[str, str | int | float]) -> tuple[Token, Token]:
    return Token("link_open", "a", 1, attrs=attrs), Token("link_close", "a", -1)


def _link(token: Token, words: _Words) -> tuple[list[Token], list[Token]]:
    """What opens and closes a link; nothing where it leads nowhere that is allowed."""
    address = str(token.attrGet("href") or "")
    if slot := IN_TEXT.fullmatch(address):
        address = address_of(words.slots.get(slot[1], ""))
    elif not is_allowed(address):
        address = ""
    if not address:
        return [], []
    if HTTPS.fullmatch(address):
        start, end = _anchor({"href": address, "target": "_blank", "rel": "noopener"})
        return [start], [Token("new_window", "", 0), end]
    start, end = _anchor({"href": address})
    return [start], [end]


def _term(token: Token, words: _Words, *, linked: bool) -> list[Token]:
    """A glossary term: a link to its text at the first use, plain words after that."""
    term = words.terms.get(token.content)
    said = _text(token.meta["words"] or (term.term if term else token.content))
    if term is None or token.content in words.opened or not linked:
        return [said]
    words.opened.add(token.content)
    start, end = _anchor({"href": f"#term-{token.content}", "class": "term"})
    return [start, said, end]


def _citation(token: Token, words: _Words) -> Token:
    number = words.numbers.get(token.content)
    return Token("cite", "", 0, content=token.content, meta={"number": number, "place": token.meta["words"]})


def _render_citation(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    number = token.meta["number"]
    if number is None:
        return ""
    place = f", {escapeHtml(token.meta['place'])}" if token.meta["place"] else ""
    label = f'aria-label="Reference {number}{place}"'
    return f'<sup><a class="cite" href="#ref-{token.content}" {label}>[{number}{place}]</a></sup>'


def _render_new_window(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<span class="visually-hidden"> (opens in a new window)</span>'


def _open_table(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="table">\n'


def _close_table(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


_PARSER = make_parser(html=False)
_PARSER.core.ruler.push("resolve", _resolve)
for _name, _rule in (
    ("cite", _render_citation),
    ("new_window", _render_new_window),
    ("table_open", _open_table),
    ("table_close", _close_table),
):
    _PARSER.add_render_rule(_name, _rule)


def _html(markdown: str, words: _Words, *, inline: bool = False) -> Markup:
    env = {"words": words}
    html = _PARSER.renderInline(markdown, env) if inline else _PARSER.render(markdown, env)
    return Markup(_CLEANER.clean(html).strip())  # noqa: S704 - cleaned against a closed list


def render_text(markdown: str, slots: Mapping[str, str], *, inline: bool = False) -> Markup:
    """A question's text as HTML: paragraphs, or with `inline` what may stand in a label."""
    return _render_text(markdown, tuple(sorted(slots.items())), inline)


@lru_cache(maxsize=4096)
def _render_text(markdown: str, slots: tuple[tuple[str, str], ...], inline: bool) -> Markup:
    return _html(markdown, _Words(dict(slots)), inline=inline)


def render_lesson(lesson: ShownLesson, slots: Mapping[str, str]) -> tuple[RenderedBlock, ...]:
    """A lesson's blocks as HTML, in order.

    Links to `#ref-<key>` and `#term-<key>` lead to the lists that the page shows at its end. Links to `lesson:<key>`,
    `quiz:<key>` and `module:<key>` are for `place_links` to fill.
    """
    return _render_lesson(lesson, tuple(sorted(slots.items())))


@lru_cache(maxsize=512)
def _render_lesson(lesson: ShownLesson, slots: tuple[tuple[str, str], ...]) -> tuple[RenderedBlock, ...]:
    return render_draft(lesson, dict(slots))


def render_draft(lesson: ShownLesson, slots: Mapping[str, str]) -> tuple[RenderedBlock, ...]:
    """The same for a lesson that is being written: nothing of it is kept in memory."""
    words = _Words(
        slots=slots,
        terms={term.key: term for term in lesson.terms},
        numbers={reference.key: number for number, reference in enumerate(lesson.references, start=1)},
    )
    return tuple(_render_block(block, words) for block in lesson.blocks)


def _render_block(block: Block, words: _Words) -> RenderedBlock:
    markdown = f"{'#' * block.level} {block.markdown}" if block.kind == "heading" else block.markdown
    return RenderedBlock(
        id=block.id,
        kind=block.kind,
        html=_html(markdown, words) if markdown else Markup(),
        title=block.title,
        tone=block.tone,
        question=block.question,
        figure=None if block.figure is None else figure_of(block.figure, block.figure.get("media")),
    )


_PLACED = re.compile(rf'href="({INNER_LINK.pattern})"')


def place_links(html: Markup, addresses: Mapping[str, str]) -> Markup:
    """Put in where inner links lead: `addresses` maps `lesson:<key>` and the like to what stands in the page's href."""

    def put(found: re.Match[str]) -> str:
        return f'href="{escapeHtml(addresses.get(found[1], "#"))}"'

    return Markup(_PLACED.sub(put, str(html)))  # noqa: S704 - cleaned before, and the address is escaped
