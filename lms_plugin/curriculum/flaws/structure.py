"""How stem and choices are built."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from lms_plugin.curriculum.flaws.flaw import Flaw, quote
from lms_plugin.curriculum.flaws.items import Choice, Item
from lms_plugin.curriculum.flaws.words import tokens

_UNFOCUSED = re.compile(
    r"(?:which|what)(?: one)?(?: of (?:the following|these|the below))?"
    r"(?: (?:statements?|answers?|options?|sentences?))?"
    r"(?: (?:about|on|regarding|concerning) [^?]{1,120})?"
    r" (?:is|are) (?:true|correct|right|false|incorrect|wrong|accurate)"
    r"(?: (?:about|of|for|regarding|concerning|with) [^?]{1,120})?[?:.…\s]*",
    re.IGNORECASE,
)
_BLANK = re.compile(r"(?<!_)_{2,}(?!_)(?=[^_]*[^\W_])")
_STATEMENTS = re.compile(r"\b(?:which|what)\b.{0,40}\bstatements?\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|can|may|must|should|will|does|do|did|needs?|makes?|requires?|applies)\b",
    re.IGNORECASE,
)
_SAME = 0.9
# Where two texts differ in one of these, they differ in what they say.
_TELLING = re.compile(r"\d+|\b(?:not|no|never|without|un\w+|in\w+|before|after|above|below|more|less)\b|[<>≤≥+=-]")


def unfocused(item: Item) -> Iterator[Flaw]:
    """10: nobody could answer it with the choices covered up."""
    if not item.is_choice:
        return
    short = len(tokens(item.stem)) < 6 and "?" not in item.stem
    if short or _UNFOCUSED.fullmatch(item.asks[:400].strip()):
        yield Flaw(
            "unfocused-stem",
            "warning",
            ("stem",),
            "The stem cannot be answered before the answers are read" if not short else "The stem asks no question yet",
            "Ask one question that a nurse could answer with the options covered up, such as what to do first and why",
        )


def blank(item: Item) -> Iterator[Flaw]:
    """11: a gap in the middle of the stem."""
    if _BLANK.search(item.stem):
        yield Flaw(
            "blank-in-middle",
            "hint",
            ("stem",),
            "The blank stands before the end of the stem",
            "Move it to the end, or ask a question: the reader must otherwise hold half a sentence in mind",
        )


def repeated_start(item: Item) -> Iterator[Flaw]:
    """12: all choices begin with the same words."""
    for group in item.keyed:
        listed = [choice.text.split() for choice in group.choices]
        same = 0
        while all(len(words) > same + 1 for words in listed) and len({w[same].casefold() for w in listed}) == 1:
            same += 1
        if same > 2:
            yield Flaw(
                "repeated-start",
                "hint",
                group.at,
                f"All answers begin with {quote([' '.join(listed[0][:same])])}",
                "Move these words into the stem, so that the eye falls on what differs",
            )


def near_duplicates(item: Item) -> Iterator[Flaw]:
    """13: choices that say the same. Equal texts are refused by the specs already."""
    for group in item.groups:
        for one, other in combinations(group.choices, 2):
            same = _bare(one) == _bare(other)
            if same or _is_alike(_bare(one), _bare(other)):
                yield Flaw(
                    "near-duplicate",
                    "error" if same else "warning",
                    other.at,
                    f"This and another answer say {'the same' if same else 'nearly the same'}: {quote([other.text])}",
                    "Change or remove one: if both mean the same, neither can be the right one, and learners know that",
                )


def _bare(choice: Choice) -> str:
    """A text without its case, its first article and its last stop."""
    text = " ".join(choice.text.casefold().split()).strip('"“”').rstrip(".,;:!")
    return re.sub(r"^(?:the|an?) (?=\w{2})", "", text)


def _is_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 12 or len(one) > 500 or len(other) > 500 or _telling(one) != _telling(other):
        return False
    if abs(len(one) - len(other)) > 0.2 * max(len(one), len(other)):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() > _SAME and matcher.quick_ratio() > _SAME and _differ(one, other, matcher)


def _differ(one: str, other: str, matcher: "SequenceMatcher[str]") -> bool:
    """Whether two texts are alike though one word at most stands for another."""
    words = [set(tokens(text)) for text in (one, other)]
    return matcher.ratio() > _SAME and not _swapped(words)


def _swapped(words: Sequence[set[str]]) -> bool:
    """Whether a word of one text stands for quite another word in the other."""
    here, there = words[0] - words[1], words[1] - words[0]
    return bool(here and there) and all(SequenceMatcher(None, a, b).ratio() < 0.8 for a in here for b in there)


def _telling(text: str) -> list[str]:
    return _TELLING.findall(text)


def statements(item: Item) -> Iterator[Flaw]:
    """17: a bundle of true/false questions."""
    if item.is_choice and _STATEMENTS.search(item.asks):
        texts = [choice.text for choice in item.groups[0].choices]
        if all(len(text.split()) > 3 and _VERB.search(text) for text in texts):
            yield Flaw(
                "true-false-cluster",
                "hint",
                item.groups[0].at,
                "Every answer is a statement of its own to be judged true or false",
                "Ask one question about one thing, or make true/false questions of them: each tests something else",
            )
