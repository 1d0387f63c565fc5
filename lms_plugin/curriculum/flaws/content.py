"""What a question is about, and what a learner takes from it."""

import re
from collections.abc import Iterator
from typing import Any

from lms_plugin.curriculum.flaws.flaw import Flaw, quote
from lms_plugin.curriculum.flaws.items import Item
from lms_plugin.curriculum.flaws.numbers import read_span
from lms_plugin.curriculum.flaws.words import tokens

_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(
    rf"\b(?:{_MONTH})[a-z]{{0,6}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"
    rf"|\b\d{{1,2}} (?:{_MONTH})[a-z]{{0,6}} (?:19|20)\d\d\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.](?:(?:19|20)\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d\b"
)
_NUMBER = re.compile(
    r"\b(?:MRN|medical record|record (?:number|no)|chart (?:number|no)|account (?:number|no))\b\D{0,12}\d{5,12}\b"
    r"|\b\d{3}-\d{2}-\d{4}\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}(?:,| \(| is)? ?(?:an? )?(?:aged )?\d{1,3}(?:[- ]years?[- ]old|\)|,)"
    r"|\b\d{1,3}-year-old (?:(?:man|woman|patient|girl|boy|nurse) )?"
    r"(?:named |called )?[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}\b"
    r"|\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]{1,20},? (?:an? )?\d{1,3}\b"
)
_RECALL = frozenset({"define", "list", "name", "recall", "state"})
_HIGH = frozenset({"apply", "analyze", "evaluate", "create"})
_YEAR = re.compile(rf"(?:(?:{_MONTH})[a-z]* )?(?:\d{{1,2}},? )?(?:19|20)\d\d")


def unexplained(item: Item) -> Iterator[Flaw]:
    """19: no feedback, no rationale, no reference."""
    spec = item.spec
    if not spec.is_scored or spec.by_person or spec.rationale or spec.references:
        return
    if not _has_words(spec.to_json()):
        yield Flaw(
            "no-explanation",
            "warning",
            ("key",),
            "There is no feedback, no rationale and no reference",
            "Say in one sentence why the answer is right: a nurse who got it wrong learns from that sentence",
        )


def _has_words(data: Any) -> bool:
    """Whether feedback stands anywhere in it, or a model to compare with."""
    if isinstance(data, dict):
        said = any(data.get(name) for name in ("feedback", "model_answer"))
        return said or any(_has_words(value) for value in data.values())
    return isinstance(data, list) and any(_has_words(value) for value in data)


def unaligned(item: Item) -> Iterator[Flaw]:
    """20: no objective, no Bloom level."""
    lacking = [word for word in ("objective", "bloom") if getattr(item.spec, word) is None]
    if lacking and item.spec.is_scored:
        yield Flaw(
            "not-aligned",
            "hint",
            ("key",),
            f"The question names no {' and no '.join({'bloom': 'Bloom level'}.get(word, word) for word in lacking)}",
            "Say what it is to show, so that a result tells what has been learned and what to read again",
        )


def bloom_verb(item: Item) -> Iterator[Flaw]:
    """20, in part: the verb asks for less than the level says."""
    first = (tokens(item.asks) or [""])[0]
    if item.spec.bloom in _HIGH and first in _RECALL:
        yield Flaw(
            "bloom-mismatch",
            "hint",
            ("bloom",),
            f"The level is {item.spec.bloom}, and the question begins with {quote([first])}, which asks for recall",
            "Ask what to do in a case, or set the level to remember, so that reports say what was really shown",
        )


def trivial(item: Item) -> Iterator[Flaw]:
    """23: recall of a number or a date."""
    for group in item.keyed:
        bare = all(read_span(choice.text) is not None or _YEAR.fullmatch(choice.text) for choice in group.choices)
        if item.spec.bloom == "remember" and bare:
            yield Flaw(
                "trivial",
                "hint",
                group.at,
                "The question asks for a number or a date by heart",
                "Ask what follows from it on a shift: numbers can be looked up, and what to do often cannot",
            )


def patient_details(item: Item) -> Iterator[Flaw]:
    """24: what may come from a real patient's record."""
    places = [(item.stem, ("stem",)), *((c.text, c.at) for group in item.groups for c in group.choices)]
    for text, at in places:
        found = next((hit for sign in (_DATE, _NUMBER, _PERSON) if (hit := sign.search(text))), None)
        if found:
            yield Flaw(
                "patient-details",
                "warning",
                at,
                f"This could point to a real person: {quote([found.group()])}",
                "Make sure that it is made up, and leave out full dates, record numbers and names with ages: a"
                " question must not tell of a patient",
            )
