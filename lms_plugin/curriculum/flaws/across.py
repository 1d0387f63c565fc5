"""Flaws that only several questions of one quiz show together."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lms_plugin.curriculum.flaws.flaw import Flaw, quote
from lms_plugin.curriculum.flaws.items import Item, look_at
from lms_plugin.curriculum.flaws.rules import is_english
from lms_plugin.curriculum.flaws.words import content_words, tokens
from lms_plugin.questions.short_text import ShortTextSpec
from lms_plugin.questions.single_choice import SingleChoiceSpec
from lms_plugin.questions.specs import QuestionSpec

_FEW = 4


def find_flaws_across(
    questions: Sequence[QuestionSpec], *, language: str = "en-US", shuffled: bool = True
) -> tuple[Flaw, ...]:
    """The flaws of a quiz's questions taken together. `at` begins with the question's index among them.

    `shuffled` says whether the quiz shuffles options: then their order in the file gives nothing away.
    """
    items = [look_at(question) for question in questions]
    pattern = () if shuffled else _key_pattern(items)
    return (*pattern, *(_hinged(items) if is_english(language) else ()))


def _key_pattern(items: Sequence[Item]) -> Iterator[Flaw]:
    """15: most right answers stand at the same place."""
    choices = [(number, item.spec) for number, item in enumerate(items) if not item.spec.retired]
    keys = [
        (number, next(index for index, option in enumerate(spec.options) if option.correct))
        for number, spec in choices
        if isinstance(spec, SingleChoiceSpec)
    ]
    if len(keys) < _FEW:
        return
    [(place, times)] = Counter(place for _, place in keys).most_common(1)
    if 2 * times > len(keys):
        first = next(number for number, index in keys if index == place)
        yield Flaw(
            "key-position",
            "hint",
            (first, "options"),
            f"In {times} of {len(keys)} questions the right answer stands at place {place + 1}",
            "Let the quiz shuffle options, or spread the right answers: learners who see the pattern follow it",
        )


def _hinged(items: Sequence[Item]) -> Iterator[Flaw]:
    """16: the stem of one question holds the answer of another."""
    live = [(number, item) for number, item in enumerate(items) if not item.spec.retired]
    stems = [(n, set(content_words(item.stem)), f" {' '.join(tokens(item.stem))} ") for n, item in live]
    for number, item in live:
        answers, typed = _answers(item), _typed(item)
        for other, words, said in stems:
            told = [text for text, roots in answers if roots <= words] + [text for text in typed if f" {text} " in said]
            if other != number and told:
                yield Flaw(
                    "hinged-items",
                    "warning",
                    (other, "stem"),
                    f"This stem holds the answer to another question: {quote(told[:1])}",
                    "Say it in other words, or part the two questions: who reads both needs to know neither",
                )


def _answers(item: Item) -> list[tuple[str, set[str]]]:
    """Right answers to choose that have words enough to be known again, less what their own stem says."""
    own = set(content_words(item.stem))
    right = [choice.text for group in item.groups if group.kind == "one" for choice in group.right]
    found = [(text, set(content_words(text))) for text in right]
    return [(text, roots) for text, roots in found if len(roots) > 1 and not roots <= own]


def _typed(item: Item) -> list[str]:
    """Right answers to type, of words enough or long ones."""
    if not isinstance(item.spec, ShortTextSpec):
        return []
    texts = [" ".join(tokens(accept.text)) for accept in item.spec.accept if accept.text and accept.credit == 1]
    return [text for text in texts if len(text) > 5]
