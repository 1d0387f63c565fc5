"""A flaw in a question, and how the words of its author are quoted in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lms_plugin.curriculum.yaml_files import Place

Level = Literal["error", "warning", "hint"]
# No message holds more of the author's text than this.
QUOTED = 60


@dataclass(frozen=True)
class Flaw:
    """One finding. `at` is its place in the question's data; `problem` and `fix` are plain text, to be escaped.

    `problem` is a sentence without its full stop, as in `Problem`; `fix` says what to do and why. An error stops
    publishing.
    """

    rule: str
    level: Level
    at: Place
    problem: str
    fix: str


def quote(words: Iterable[str]) -> str:
    """The author's words in a message: “always”, “never”. Cut, so that no more than 60 characters of them stand."""
    left, found = QUOTED, []
    for word in dict.fromkeys(" ".join(word.split()) for word in words):
        if left < 2:
            break
        found.append(word if len(word) <= left else word[: left - 1].rstrip() + "…")
        left -= len(found[-1])
    return ", ".join(f"“{word}”" for word in found)
