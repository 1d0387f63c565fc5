"""What gives the answer away to a learner who does not know it."""

import re
from collections.abc import Iterator, Mapping

from lms_plugin.curriculum.flaws.flaw import Flaw, quote
from lms_plugin.curriculum.flaws.items import Choice, Group, Item
from lms_plugin.curriculum.flaws.words import content_words, tokens

_ABOVE = re.compile(
    r"\b(?i:all|none|both|neither|any) of (?:the )?(?:above|these|those|following)\b"
    r"|\b(?i:all|none) of the (?:options|answers|choices)\b"
    r"|^(?i:both |neither |(?:answers?|options?) )?[A-H](?:, [A-H])*,? (?:and|nor|or) [A-H](?=[.\s]*$)"
)
_ABSOLUTE = frozenset(
    {
        "all",
        "always",
        "completely",
        "entirely",
        "every",
        "everyone",
        "impossible",
        "never",
        "nobody",
        "none",
        "only",
        "totally",
    }
)
_FIXED = re.compile(r"\b(?:(?:at|after|above|of) all|all (?:day|night|right)|(?:not|if) only)\b", re.IGNORECASE)
_HEDGE = frozenset({"could", "may", "might"})
_NO_VERBS = frozenset({"anything", "clothing", "evening", "everything", "morning", "nothing", "nursing", "something"})
_UNFINISHED = " \t\n.…:,_"


def above(item: Item) -> Iterator[Flaw]:
    """1: all or none of the above, "A and C"."""
    for group in item.keyed:
        for choice in group.choices:
            found = _ABOVE.search(choice.text)
            if found and not (choice.exclusive and "none" in found.group().casefold()):
                yield Flaw(
                    "all-or-none-above",
                    "warning",
                    choice.at,
                    f"The answer says {quote([found.group()])}",
                    "Write one more real answer, or ask for all that fit: who knows one of the others need not know"
                    " the rest, and on the page the answers stand in another order",
                )


def absolute(item: Item) -> Iterator[Flaw]:
    """3: absolute terms, unless every choice has one."""
    if not getattr(item.spec, "answer", True) and (found := _among(item.stem, _ABSOLUTE)):
        yield _absolute(("stem",), found, "statement")
    for group in item.keyed:
        listed = [(choice, _among(choice.text, _ABSOLUTE)) for choice in group.choices]
        if all(found for _, found in listed):
            continue
        for choice, found in listed:
            if found and not choice.correct and not _ABOVE.search(choice.text):
                yield _absolute(choice.at, found, "answer")


def _absolute(at: tuple[str | int, ...], found: list[str], noun: str) -> Flaw:
    return Flaw(
        "absolute-term",
        "warning",
        at,
        f"The {noun} is wrong and says {quote(found)}",
        "Say it without the absolute word: learners know that such words are seldom right, and rule it out unread",
    )


def hedged_key(item: Item) -> Iterator[Flaw]:
    """4, in part: the right answer alone is careful."""
    for group in item.keyed:
        found = [word for choice in group.right for word in _among(choice.text, _HEDGE)]
        if group.kind == "one" and found and not any(_among(choice.text, _HEDGE) for choice in group.wrong):
            yield Flaw(
                "hedged-key",
                "warning",
                group.right[0].at,
                f"Only the right answer is careful: it says {quote(found)}",
                "Say in all answers how far they go, or in none: a careful answer among firm ones looks right",
            )


def longest_key(item: Item) -> Iterator[Flaw]:
    """5: the right answers are clearly the longest."""
    for group in item.keyed:
        right, wrong = ([len(choice.text) for choice in part] for part in (group.right, group.wrong))
        mean = sum(right) / len(right)
        if min(right) > max(wrong) and mean > 1.4 * sum(wrong) / len(wrong) and mean > 20:
            yield Flaw(
                "longest-key",
                "warning",
                group.right[0].at,
                "The right answer is much longer than the others",
                "Shorten it, or give the others as much detail: whoever is in doubt picks the longest answer",
            )


def repeated_word(item: Item) -> Iterator[Flaw]:
    """6: of all choices only the right one repeats a word of the stem."""
    for group in item.keyed if item.is_choice else ():
        stem = content_words(item.stem)
        echoed = {choice: stem.keys() & content_words(choice.text).keys() for choice in group.choices}
        if group.kind == "one" and not any(echoed[choice] for choice in group.wrong):
            key = group.right[0]
            if echoed[key]:
                yield Flaw(
                    "repeated-word",
                    "warning",
                    key.at,
                    f"Only the right answer repeats {quote(sorted(stem[word] for word in echoed[key]))} from the stem",
                    "Use another word in one of the two, or the same one in a wrong answer: an echo points to the right answer",
                )


def grammar_cue(item: Item) -> Iterator[Flaw]:
    """7: the stem is a sentence that only the right answer finishes well."""
    stem = item.stem.rstrip()
    if not item.is_choice or (stem.endswith(("?", "!", ".")) and not stem.endswith("...")):
        return
    words = tokens(stem[-200:].rstrip(_UNFINISHED))
    for group in item.groups:
        if words and group.kind == "one" and (cue := _cue(words[-1], group)):
            yield Flaw(
                "grammar-cue",
                "warning",
                group.right[0].at,
                cue,
                "Write the answers in one form, or a/an in front of each: grammar must not tell what knowledge should",
            )


def _cue(last: str, group: Group) -> str:
    if last in ("a", "an"):
        fits = {choice: _article(choice.text) == last for choice in group.choices}
        if fits[group.right[0]] and not all(fits.values()):
            return f"The stem ends with {quote([last])}, which does not fit every answer"
    key, others = verb_form(group.right[0].text), {verb_form(choice.text) for choice in group.wrong}
    if len(group.wrong) > 1 and len(others) == 1 and key not in others:
        return "The right answer goes on in another form than the others"
    return ""


def convergence(item: Item) -> Iterator[Flaw]:
    """22: the right answer is put together from what the others have."""
    for group in item.keyed:
        if group.kind == "one" and len(group.choices) > 2:
            words = {choice: set(content_words(choice.text)) for choice in group.choices}
            made = [c for c in group.choices if len(words[c]) > 1 and words[c] <= _rest(c, words)]
            if made == [group.right[0]]:
                yield Flaw(
                    "convergence",
                    "hint",
                    group.right[0].at,
                    "Each word of the right answer stands in other answers too, and of no other answer is that so",
                    "Mix the parts evenly over the answers: the one that has most in common with the rest looks right",
                )


def _rest(choice: Choice, words: Mapping[Choice, set[str]]) -> set[str]:
    return set().union(*(found for other, found in words.items() if other is not choice))


def verb_form(text: str) -> str:
    """How a choice begins: `ing`, `to`, or otherwise; what somebody says begins as it likes."""
    if text.startswith(('"', "“", "'", "‘")):
        return ""
    first = (tokens(text) or [""])[0]
    return (
        "ing" if first.endswith("ing") and len(first) > 5 and first not in _NO_VERBS else "to" if first == "to" else ""
    )


def _article(text: str) -> str:
    return "an" if text[:1].casefold() in tuple("aeiou") else "a"


def _among(text: str, words: frozenset[str]) -> list[str]:
    return [word for word in dict.fromkeys(tokens(_FIXED.sub("", text))) if word in words]
