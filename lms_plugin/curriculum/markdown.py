"""Markdown as the format has it: CommonMark and tables, plus slots, terms and citations as words of their own."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.container import container_plugin

from lms_plugin.curriculum.slots import IN_TEXT

_KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
TERM = re.compile(rf"\[\[({_KEY})(?:\\?\|([^\[\]\n|]+))?\]\]")
CITATION = re.compile(rf"\[@({_KEY})(?:, ([^\[\]\n]+))?\]")
INNER_LINK = re.compile(rf"(lesson|quiz|module):({_KEY})")
HTTPS = re.compile(r"https://[^\s/?#]+(?:[/?#]\S*)?")
CONTAINER = "container_any"


def _word(name: str, pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    """An inline rule that turns what the pattern finds into one token: key as content, the rest as meta."""

    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        if not silent:
            token = state.push(name, "", 0)
            token.content = found[1]
            token.markup = found[0]
            token.meta = {"words": (found[2] or "").strip() if pattern.groups > 1 else ""}
        state.pos = found.end()
        return True

    return rule


def make_parser(*, html: bool) -> MarkdownIt:
    """A parser of our Markdown. With `html`, raw HTML becomes tokens, so that it can be named; else it is text."""
    parser = MarkdownIt("commonmark", {"html": html}).enable("table")
    for name, pattern in (("slot", IN_TEXT), ("term", TERM), ("citation", CITATION)):
        parser.inline.ruler.before("link", name, _word(name, pattern))
    container_plugin(parser, "any", validate=lambda params, markup: True)
    plain = parser.normalizeLink
    # An address with a slot in it is left as written: the slot is put in later.
    parser.normalizeLink = lambda url: url if IN_TEXT.search(url) else plain(url)  # type: ignore[method-assign]
    return parser


def is_allowed(address: str) -> bool:
    """Whether a link may go there: https, a lesson, quiz or module by key, or a slot."""
    return any(pattern.fullmatch(address) for pattern in (HTTPS, INNER_LINK, IN_TEXT))
