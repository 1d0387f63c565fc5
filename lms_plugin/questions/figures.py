"""A picture as its author writes it, and what its words must not be."""

import re
from collections.abc import Iterator

from lms_plugin.questions.fields import Line, Problem, Spec, Text


def picture_problems(name: str, src: str) -> Iterator[Problem]:
    """What is wrong with the name of a picture's file."""
    if not re.fullmatch(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}", src):
        yield Problem((name,), f"{name} names no file of this course", "Write it like media/desk.png")


def alt_problems(words: str) -> Iterator[Problem]:
    """What alternative text must not be."""
    if words.casefold().startswith(("image of", "picture of", "photo of")):
        yield Problem(("alt",), f'alt starts "{words[:8].casefold()}…"', "Say what it shows")
    if words.casefold().endswith((".jpg", ".jpeg", ".png", ".svg", ".gif", ".webp")):
        yield Problem(("alt",), "alt is a file name", "Say what the picture shows")
    if len(words) > 250:
        yield Problem(("alt",), f"alt has {len(words)} characters; at most 250 fit", "Move the details to long")


class FigureSpec(Spec):
    """A picture, with words for whom the picture is not there."""

    src: Line
    alt: str | None = None
    caption: Text | None = None
    credit: Line | None = None
    decorative: bool = False
    long: Text | None = None

    def problems(self) -> Iterator[Problem]:
        yield from picture_problems("src", self.src)
        words = (self.alt or "").strip()
        if not words and not self.decorative:
            fix = 'Add "alt: what a person who can\'t see it needs to know", or "decorative: true"'
            yield Problem((), "no alternative text", fix)
        if words and self.decorative:
            yield Problem(("alt",), "a decorative picture has alternative text", "Keep one of alt and decorative")
        yield from alt_problems(words)
