"""An answer key at the end of a text ("Answer key: 1. B 2. C"): found, read, and joined to its questions by number."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms_plugin.exchange.answers import letters_of
from lms_plugin.exchange.building import Item
from lms_plugin.exchange.lines import clean, read_line
from lms_plugin.exchange.words import ANSWER, QUESTION

LONGEST_KEY = 100_000
MOST_TRIES = 3
_KEY = (
    r"(?:the\s)?(?:[\w ,&–-]{1,60}\s(?=answer\s?key))?(?:answer\s?keys?|answer\ssheet|keys?|solutions?)|"
    r"plantilla(?:\sde\srespuestas)?|solucionario|soluciones|hoja\sde\srespuestas|lösungsschlüssel|corrigés?|"
    r"cevap\sanahtarı|klucz(?:\sodpowiedzi)?"
)
_HEADING = re.compile(
    r"(?:page\s\d{1,4}\s?[:.–-]\s)?[*_#\s]{0,5}"
    rf"({_KEY}|{ANSWER})[*_\s]{{0,5}}[:：.=–-]?[*_\s]{{0,5}}(.*)",
    re.I,
)
_PAIR = re.compile(
    rf"[*_#\s]{{0,5}}(?:{QUESTION}\s?(?:n[°ºo])?\s?)?(\d{{1,4}})\s{{0,3}}[.):=–—-]{{0,2}}\s{{0,3}}"
    r"(true|false|\(?[A-Ja-j]\)?(?:\s{0,2}(?:,|&|/|and)\s{0,2}[A-Ja-j](?![A-Za-z]))*)(?![A-Za-z])[\s,;.|*_]{0,200}",
    re.I,
)
_LINE = re.compile(
    rf"[*_#\s]{{0,5}}(?:{QUESTION}\s?(?:n[°ºo])?\s?)?(\d{{1,4}})\s{{0,3}}[.):=–—-]{{0,2}}\s{{0,3}}"
    r"(true|false|\(?[A-J]\)?(?:\s{0,2},\s{0,2}[A-J])*)"
    r"(?:[.):]{0,2}\s{0,3}[–—-]?\s{1,9}(?:rationale:|reason:)?\s{0,3}(?=\S)|[.):]{0,2}$)(.*)",
    re.I,
)
_PLAIN = re.compile(r"\(?[A-J][).]?|true|false", re.I)
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
    tries = 0
    for index in range(len(raws) - 1, -1, -1):
        heading = _HEADING.fullmatch(clean(raws[index]))
        # The last heading may be any, as each "Answer: B" may be one; above it only one that says it is a key.
        if heading is None or (tries and (heading[2] or "key" not in heading[1].casefold())):
            continue
        below = [heading[2], *(clean(raw) for raw in raws[index + 1 :])]
        answers, reasons = _read(below, is_key="key" in heading[1].casefold())
        if answers:
            return raws[:index], AnswerKey(index + 1, answers, reasons)
        tries += 1
        if tries == MOST_TRIES:
            break
    return raws, AnswerKey()


def _read(below: Sequence[str], *, is_key: bool) -> tuple[dict[str, str], dict[str, str]]:
    """The answers and reasons in the lines from a heading on; without the word "key", at least two."""
    answers, reasons = _answers(" ".join(below).strip()), dict[str, str]()
    if not answers:
        answers, reasons = _by_line(below)
    if not answers and is_key:
        answers = _in_blocks(below) or _in_words(below)
    return (answers, reasons) if len(answers) > (0 if is_key else 1) else ({}, {})


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


def _in_blocks(lines: Sequence[str]) -> dict[str, str]:
    """The answers of a key that has "Answer: B" under each "Question 1"; none where a question has none."""
    answers, number = dict[str, str](), ""
    for line in (read_line(0, line) for line in lines[:LONGEST_KEY]):
        if line.kind == "question" and not line.text and not line.is_bare:
            if number or line.name in answers:
                return {}
            number = line.name
        elif line.kind == "answer" and number and line.text:
            answers[number], number = line.text, ""
    return {} if number else answers


def _in_words(lines: Sequence[str]) -> dict[str, str]:
    """The answers of a key of numbered lines in order, most of them letters, some of them words."""
    answers = dict[str, str]()
    for line in (read_line(0, line) for line in lines[:LONGEST_KEY]):
        if line.kind == "blank":
            continue
        if line.kind != "question" or not line.text or (answers and int(line.name or 0) <= int(list(answers)[-1])):
            return {}
        answers[line.name or "0"] = line.text
    plain = sum(_PLAIN.fullmatch(answer) is not None for answer in answers.values())
    return answers if plain * 2 >= len(answers) else {}


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
