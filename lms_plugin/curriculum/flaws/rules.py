"""The list of rules for one question, and the question held against it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lms_plugin.curriculum.flaws import content, cues, difficulty, structure
from lms_plugin.curriculum.flaws.flaw import Flaw
from lms_plugin.curriculum.flaws.items import Item, look_at
from lms_plugin.questions.specs import QuestionSpec


class Rule(NamedTuple):
    """A rule: its number in the list of item-writing flaws, and whether it holds in every language."""

    number: int
    find: Callable[[Item], Iterator[Flaw]]
    any_language: bool = False


RULES = (
    Rule(1, cues.above),
    Rule(2, difficulty.negative_stem),
    Rule(3, cues.absolute),
    Rule(4, difficulty.vague),
    Rule(4, cues.hedged_key),
    Rule(5, cues.longest_key, any_language=True),
    Rule(6, cues.repeated_word),
    Rule(7, cues.grammar_cue),
    Rule(8, difficulty.not_parallel),
    Rule(9, difficulty.numbers, any_language=True),
    Rule(10, structure.unfocused),
    Rule(11, structure.blank),
    Rule(12, structure.repeated_start),
    Rule(13, structure.near_duplicates, any_language=True),
    Rule(17, structure.statements),
    Rule(18, difficulty.reading),
    Rule(19, content.unexplained, any_language=True),
    Rule(20, content.unaligned, any_language=True),
    Rule(20, content.bloom_verb),
    Rule(22, cues.convergence),
    Rule(23, content.trivial),
    Rule(24, content.patient_details),
)


def find_flaws(question: QuestionSpec, *, language: str = "en-US") -> tuple[Flaw, ...]:
    """The flaws of one question, in the order of the rules; of a retired one none. Never raises.

    In another language than English only the rules run that need no words.
    """
    if question.retired:
        return ()
    item = look_at(question)
    rules = (rule for rule in RULES if rule.any_language or is_english(language))
    return tuple(flaw for rule in rules for flaw in rule.find(item))


def is_english(language: str) -> bool:
    """Whether the word lists hold."""
    return language.partition("-")[0] == "en"
