"""Choices that have numbers for letters: "1. Assess  2. Call  Answer: 2", as licensing exams write them."""

import re
from collections.abc import Sequence

from lms_plugin.exchange.answers import letters_of
from lms_plugin.exchange.building import LETTERS, Choice, Item
from lms_plugin.exchange.lines import right_sign

CHANGE = "the numbered lines were taken for its choices."
_LED = re.compile(r"\(?(\d{1,2})[.)]\s{0,5}(?=\S)", re.ASCII)
_PLACES = re.compile(r"\(?\d{1,2}[).]?(?:\s{0,3}(?:,|;|&|/|\band\b|\s)\s{0,3}\(?\d{1,2}[).]?){0,9}", re.ASCII)


def gather(items: Sequence[Item]) -> list[Item]:
    """Give each question without a number the numbered lines under it, where none but the last has an answer and that
    names some of them."""
    found = list[Item]()
    index = 0
    while index < len(items):
        item, index = items[index], index + 1
        found.append(item)
        below = _below(item, items, index)
        if below:
            item.stem = "\n".join([item.stem, *(f"{each.number}. {each.stem}" for each in below)])
            item.answer, item.fields, item.missing = below[-1].answer, below[-1].fields, below[-1].missing
            item.source += "".join(each.source for each in below)
            index += len(below)
    return found


def _below(item: Item, items: Sequence[Item], start: int) -> Sequence[Item]:
    if item.number or item.choices or item.answer is not None or item.fields or not item.stem:
        return ()
    count = 0
    for each in items[start : start + len(LETTERS)]:
        if each.number != str(count + 1) or each.choices or not each.stem:
            break
        count += 1
        if each.answer is not None or each.fields:
            break
    below = items[start : start + count]
    return below if count > 1 and places_of(below[-1].answer or "", count) else ()


def places_of(answer: str, count: int) -> list[int]:
    """The places from 0 that numbers or letters name, all of them among the first `count`; none otherwise."""
    text = answer.strip("*_ ")
    if _PLACES.fullmatch(text):
        found = [int(number) - 1 for number in re.findall(r"\d+", text)]
    else:
        found = letters_of(text, []) or []
    return sorted(set(found)) if all(0 <= place < count for place in found) else []


def take_numbered(item: Item) -> None:
    """Take the last lines of a stem for choices where they are numbered from 1 and the answer names some of them."""
    if item.choices or not item.answer:
        return
    lines = item.stem.split("\n")
    texts = _last_numbered(lines)
    if len(texts) < 2 or len(texts) > len(LETTERS) or not (places := places_of(item.answer, len(texts))):
        return
    item.stem = "\n".join(lines[: -len(texts)]).strip()
    item.choices = [Choice(*right_sign(text)) for text in texts]
    item.answer = ", ".join(LETTERS[place] for place in places)
    item.changes.append(CHANGE)


def _last_numbered(lines: Sequence[str]) -> list[str]:
    """The texts of the numbered lines at the end, where their numbers run from 1; at least one line is left."""
    found = list[tuple[int, str]]()
    for line in reversed(lines[1:]):
        led = _LED.match(line)
        if led is None:
            break
        found.append((int(led[1]), line[led.end() :].strip()))
        if led[1] == "1":
            break
    found.reverse()
    return [text for _, text in found] if [number for number, _ in found] == list(range(1, len(found) + 1)) else []
