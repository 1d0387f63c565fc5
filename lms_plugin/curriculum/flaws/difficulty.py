"""What makes a learner who knows the answer stumble."""

import re
from collections.abc import Iterator

from lms_plugin.curriculum.flaws.cues import verb_form
from lms_plugin.curriculum.flaws.flaw import Flaw, quote
from lms_plugin.curriculum.flaws.items import Item
from lms_plugin.curriculum.flaws.numbers import is_ordered, overlap, read_span, read_spans
from lms_plugin.curriculum.flaws.words import reading_grade, tokens

_NEGATIVE = re.compile(r"\b(?:not|except|least|cannot|\w+n['’]t)\b", re.IGNORECASE)
_OR_NOT = re.compile(r"\b(?:or not|not only|at least)\b", re.IGNORECASE)
_STRONG = re.compile(
    r"(?:\*\*|__)(?=\S)[^*_\n]{0,80}\b(?:not|except|least)\b|\b(?:NOT|EXCEPT|LEAST|CANNOT)\b", re.IGNORECASE
)
_NO = re.compile(r"\b(?:not|never|cannot|\w+n['’]t)\b", re.IGNORECASE)
_VAGUE = frozenset(
    {
        "commonly",
        "frequently",
        "generally",
        "infrequently",
        "mostly",
        "normally",
        "occasionally",
        "often",
        "rarely",
        "regularly",
        "seldom",
        "sometimes",
        "typically",
        "usually",
    }
)
LONG_STEM = 120
HARD_GRADE = 12


def negative_stem(item: Item) -> Iterator[Flaw]:
    """2: the question asks for what is not so; twice negative with a choice."""
    found = _NEGATIVE.search(_OR_NOT.sub("", item.asks))
    if not found or not (item.is_choice or item.is_statement):
        return
    double = [choice for group in item.groups for choice in group.choices if _NO.search(choice.text)]
    for choice in double:
        words = [found.group(), *_NO.findall(choice.text)[:1]]
        yield Flaw(
            "double-negative",
            "error",
            choice.at,
            f"The stem and this answer are both negative: {quote(words)}",
            "Ask for what is so, or say the answer without a no: who has to turn two negatives gets it wrong for"
            " reasons that are none of knowledge",
        )
    if not double and not _is_stressed(item.spec.stem):
        yield Flaw(
            "negative-stem",
            "warning",
            ("stem",),
            f"The question turns on {quote([found.group()])}, which is easily read over",
            "Ask for what is right or best to do; if it must be negative, make the word stand out, as in **NOT**",
        )


def _is_stressed(stem: str) -> bool:
    return any(part.group().startswith(("**", "__")) or part.group().isupper() for part in _STRONG.finditer(stem))


def vague(item: Item) -> Iterator[Flaw]:
    """4: words of frequency that everyone reads otherwise."""
    places = [(choice.text, choice.at) for group in item.keyed for choice in group.choices]
    for text, at in [*places, *([(item.stem, ("stem",))] if item.is_statement else [])]:
        if found := [word for word in dict.fromkeys(tokens(text)) if word in _VAGUE]:
            yield Flaw(
                "vague-term",
                "warning",
                at,
                f"It does not say how often {quote(found)} is",
                "Give a number, or leave the word out: two nurses who know the same read it in two ways",
            )


def not_parallel(item: Item) -> Iterator[Flaw]:
    """8: choices of different kinds."""
    for group in item.groups:
        texts = [choice.text for choice in group.choices]
        numeric = {read_span(text) is not None for text in texts}
        forms = {verb_form(text) for text in texts}
        stops = {text.rstrip("\"”'").endswith((".", "!", "?")) for text in texts if len(text.split()) > 2}
        mixed = (
            ("numbers and words", len(numeric) > 1 and group.kind != "list"),
            ("“-ing”, “to” and other beginnings", len(forms) > 1 and group.kind != "list"),
            ("whole sentences and pieces of them", len(stops) > 1),
        )
        if kinds := [words for words, is_so in mixed if is_so]:
            yield Flaw(
                "not-parallel",
                "hint",
                group.at,
                f"The answers are of different kinds: {kinds[0]}",
                "Write all in one form: the odd one out draws the eye, right or wrong",
            )


def numbers(item: Item) -> Iterator[Flaw]:
    """9: numbers out of order, or ranges that overlap."""
    for group in item.keyed:
        spans = read_spans([choice.text for choice in group.choices])
        if spans is None:
            continue
        if overlap(spans):
            yield Flaw(
                "overlapping-ranges",
                "warning",
                group.at,
                "A number lies in two of the ranges",
                "Part them, such as 1 to 4 and 5 to 9: a nurse with the right number must not have two right answers",
            )
        elif not is_ordered(spans):
            yield Flaw(
                "unordered-numbers",
                "warning",
                group.at,
                "The numbers stand in no order",
                "List them from small to large, and let the quiz keep their order: finding the number should take no thought",
            )


def reading(item: Item) -> Iterator[Flaw]:
    """18: a long stem, or one that is hard to read."""
    count = len(tokens(item.stem))
    if count > LONG_STEM:
        yield Flaw(
            "long-stem",
            "hint",
            ("stem",),
            f"The stem has {count} words",
            f"Keep to {LONG_STEM}: leave out what the answer does not need, since reading time is not what is asked",
        )
    elif count >= 25 and reading_grade(item.stem) > HARD_GRADE:
        yield Flaw(
            "hard-to-read",
            "hint",
            ("stem",),
            f"The stem is harder to read than a text for the last of {HARD_GRADE} school years",
            "Write shorter sentences and everyday words, for readers at the end of a shift or in their second language",
        )
