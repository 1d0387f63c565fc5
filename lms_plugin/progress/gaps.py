"""A text with gaps, as a page shows it: cut at its gaps, each named for who cannot see where it stands. No I/O."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lms_plugin.questions.gaps import GAP
from lms_plugin.questions.rendered import RenderedGap, RenderedQuestion

# Stands for a gap while the text is Markdown: a sign that no font has and no author types.
_MARK = "\ue000"
_SIGNS = re.compile(r"[*_`\\\\#>|]+")  # what Markdown is made of, and no screen reader should say
_BEFORE_SIGN = re.compile(r" (?=[.,;:!?])")
_BEFORE, _AFTER = 6, 4
Block = Callable[[str], Markup]


@dataclass(frozen=True)
class Piece:
    """A piece of the text and the gap that follows it, None after the last."""

    html: Markup
    gap: RenderedGap | None = None


def pieces(question: RenderedQuestion, block: Block) -> list[Piece]:
    """The text as HTML, cut at its gaps. `block` renders Markdown."""
    parts = block(GAP.sub(_MARK, question.text)).split(_MARK)
    gaps: Sequence[RenderedGap | None] = [*question.gaps, None]
    return [Piece(Markup(part), gap) for part, gap in zip(parts, gaps, strict=True)]  # noqa: S704 - rendered before


def gap_names(question: RenderedQuestion) -> Mapping[str, str]:
    """What each gap is called: its number, and the words around it."""
    words = _SIGNS.sub("", GAP.sub(f" {_MARK} ", question.text)).split()
    places = [place for place, word in enumerate(words) if word == _MARK]
    total = len(question.gaps)
    return {
        gap.key: f"Gap {number} of {total}: {_around(words, place)}"
        for number, (gap, place) in enumerate(zip(question.gaps, places, strict=True), 1)
    }


def _around(words: Sequence[str], place: int) -> str:
    said = [*words[max(0, place - _BEFORE) : place], "blank", *words[place + 1 : place + 1 + _AFTER]]
    return _BEFORE_SIGN.sub("", " ".join("blank" if word == _MARK else word for word in said))


def gap_words(gap: RenderedGap, typed: str) -> str:
    """An answer in a gap as a person reads it: the words of what was chosen, or what was typed."""
    return next((option.text for option in gap.options if option.key == typed), typed)
