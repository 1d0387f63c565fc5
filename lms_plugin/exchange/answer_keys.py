"""An answer key at the end of a text ("Answer key: 1. B 2. C"): found, read, and joined to its questions by number."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms_plugin.exchange.answers import letters_of
from lms_plugin.exchange.building import Item
from lms_plugin.exchange.lines import clean

LONGEST_KEY = 100_000
_HEADING = re.compile(
    r"[*_#\s]{0,5}((?:the\s)?(?:answer\s?keys?|correct\sanswers?|answer\ssheet|answers?|keys?|solutions?))[*_\s]{0,5}[:.=–-]?[*_\s]{0,5}(.*)",
    re.I,
)
_PAIR = re.compile(
    r"[*_#Qq\s]{0,5}(\d{1,4})\s{0,3}[.):=–—-]{0,2}\s{0,3}"
    r"(true|false|\(?[A-Ja-j]\)?(?:\s{0,2}(?:,|&|/|and)\s{0,2}[A-Ja-j](?![A-Za-z]))*)(?![A-Za-z])[\s,;.|*_]{0,200}",
    re.I,
)
_LINE = re.compile(
    r"[*_#Qq\s]{0,5}(\d{1,4})\s{0,3}[.):=–—-]{0,2}\s{0,3}(true|false|\(?[A-J]\)?(?:\s{0,2},\s{0,2}[A-J])*)"
    r"(?:[.):]{0,2}\s{0,3}[–—-]?\s{1,9}(?:rationale:|reason:)?\s{0,3}(?=\S)|[.):]{0,2}$)(.*)",
    re.I,
)
_TITLES = re.compile(
    r"(?:questions?|items?|no\.?|#|number|q)[\s.|,:#]{1,9}(?:answers?|keys?|correct|ans\.?)\b.{0,40}", re.I
)


@dataclass(frozen=True)
class AnswerKey:
    """The answers by the number of their question, with what is written behind them; `line` is where the key begins, 0
    where there is none."""

    line: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def split_key(raws: Sequence[str]) -> tuple[Sequence[str], AnswerKey]:
    """The lines before the key, and the key; all lines where what stands last is none."""
    for index in range(len(raws) - 1, -1, -1):
        heading = _HEADING.fullmatch(clean(raws[index]))
        if heading is not None:
            text = " ".join([heading[2], *(clean(raw) for raw in raws[index + 1 :])]).strip()
            answers = _answers(text)
            reasons = dict[str, str]()
            if not answers:
                answers, reasons = _by_line([heading[2], *(clean(raw) for raw in raws[index + 1 :])])
            enough = 1 if "key" in heading[1].casefold() else 2
            if len(answers) < enough:
                return raws, AnswerKey()
            return raws[:index], AnswerKey(index + 1, answers, reasons)
    return raws, AnswerKey()


def _answers(text: str) -> dict[str, str]:
    """The pairs of a text that holds nothing else; none where it holds more, or a number twice."""
    found, at = dict[str, str](), 0
    if len(text) > LONGEST_KEY:
        return {}
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None or pair[1].lstrip("0") in found:
            return {}
        found[pair[1].lstrip("0")] = pair[2]
        at = pair.end()
    return found


def _by_line(lines: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The answers of a key with one in each line, and the words behind them; none where a line has none."""
    answers, reasons = dict[str, str](), dict[str, str]()
    for line in lines[:LONGEST_KEY]:
        if not line or (not answers and _TITLES.fullmatch(line)):
            continue
        found = _LINE.fullmatch(line)
        number = found[1].lstrip("0") if found else ""
        if found is None or number in answers:
            return {}, {}
        answers[number] = found[2]
        if found[3].strip():
            reasons[number] = found[3].strip()
    return answers, reasons


def join_key(items: Sequence[Item], key: AnswerKey) -> list[str]:
    """Give each question its answer; what is to be said of the whole."""
    if not key.answers:
        return []
    counts = Counter(item.number for item in items)
    if any(number and count > 1 for number, count in counts.items()):
        return [f"The answer key at line {key.line} was not used: the questions' numbers are not unique."]
    joined = [item for item in items if item.number in key.answers]
    for item in joined:
        _join(item, key.answers[item.number], key.reasons.get(item.number, ""))
    notes = [f"The answer key at line {key.line} was joined to {len(joined)} of {len(items)} questions by number."]
    if lost := sorted(set(key.answers) - {item.number for item in joined}, key=int)[:10]:
        notes.append(f"The answer key names questions that were not found: {', '.join(lost)}.")
    return notes


def _join(item: Item, answer: str, reason: str) -> None:
    plain = " ".join(reason.casefold().split()).strip(" .")
    if plain and plain not in {" ".join(choice.text.casefold().split()).strip(" .") for choice in item.choices}:
        item.fields.setdefault("rationale", reason)
    if item.answer is None or not item.answer.strip():
        item.answer = answer
        return
    choices = [choice.text for choice in item.choices]
    if letters_of(item.answer, choices) != letters_of(answer, choices):
        item.missing.append(f"its own answer “{item.answer[:40]}” and the answer key (“{answer}”) disagree.")
