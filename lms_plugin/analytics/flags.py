"""What to look at in a question, in plain words, from its figures. No I/O.

The bounds are those of classical item analysis: hard under 30 % right, a weak link to the rest under 0.20, a wrong
answer that does not work under 5 %.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lms_plugin.analytics.statistics import Figures

HARD, EASY, WEAK, IDLE = Fraction(30, 100), Fraction(95, 100), Fraction(20, 100), Fraction(5, 100)


@dataclass(frozen=True)
class Flag:
    """`word` for a chip, `why` for reading. `tone` is bad, wait, or plain for what needs no work."""

    tone: Literal["bad", "wait", "plain"]
    word: str
    why: str


@dataclass(frozen=True)
class Choice:
    """An answer to choose, as the page calls it."""

    key: str
    letter: str
    right: bool


def flags_of(figures: Figures, choices: Sequence[Choice] = ()) -> tuple[Flag, ...]:
    """What to look at, the most urgent first; nothing where too few people answered, or nothing decides credit."""
    if figures.is_hidden or figures.mean is None:
        return ()
    found = [flag for flag in (_key(figures, choices), _difficulty(figures)) if flag is not None]
    if figures.link is not None and not any(flag.tone == "bad" for flag in found):
        found += _link(figures)
    return tuple(found) + _idle(figures, choices)


def _key(figures: Figures, choices: Sequence[Choice]) -> Flag | None:
    """A key that may be wrong: the strong preferred another answer, most chose another, or the link turns round."""
    key = [choice for choice in choices if choice.right]
    if len(key) == 1 and (rival := _rival(figures, key[0], choices)) is not None:
        return Flag(
            "bad", "Check the key", f"Many chose {rival.letter}, fewer the key {key[0].letter}: look at the key."
        )
    if figures.link is not None and figures.link.covariance < 0:
        why = "People who did well on the rest did worse here. The key may be wrong, or the question read two ways."
        return Flag("bad", "Check the key", why)
    return None


def _rival(figures: Figures, key: Choice, choices: Sequence[Choice]) -> Choice | None:
    """The wrong answer that was chosen more than the key, by all or by the strongest."""
    for group in ("upper", "all"):
        counts = figures.choices[group]
        wrong = [choice for choice in choices if not choice.right and counts[choice.key] > counts[key.key]]
        if wrong:
            return max(wrong, key=lambda choice: counts[choice.key])
    return None


def _difficulty(figures: Figures) -> Flag | None:
    if figures.mean is not None and figures.mean < HARD:
        return Flag("wait", "Hard", "Fewer than 30% of the credit was earned. Is it taught, and is it asked plainly?")
    if figures.mean is not None and figures.mean > EASY:
        return Flag("plain", "Nearly all right", "Nearly everyone knew it. That is fine where all must know it.")
    return None


def _link(figures: Figures) -> list[Flag]:
    if figures.link is None or not figures.link.is_below(WEAK) or (figures.mean or 0) > EASY:
        return []
    why = "Getting it right says little about the rest of the quiz. It may ask for something else, or be unclear."
    return [Flag("wait", "Weak link", why)]


def _idle(figures: Figures, choices: Sequence[Choice]) -> tuple[Flag, ...]:
    idle = [choice.letter for choice in choices if is_idle(figures, choice)]
    if not idle:
        return ()
    return (Flag("plain", "Unused answer", f"Fewer than 5% chose {joined(idle)}."),)


def is_idle(figures: Figures, choice: Choice) -> bool:
    """A wrong answer that hardly anybody took."""
    share = figures.share(choice.key)
    return not choice.right and share is not None and share < IDLE


def joined(words: Collection[str]) -> str:
    """A, B or C."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
