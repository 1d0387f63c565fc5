"""What numbers in the column of right answers mean: the place of a choice from 1 or from 0, or the text of one.

A row alone often does not tell: "4" beside the choices 3, 4, 5 and 6 is the second by its text and the last by its
place. What the other rows say decides; where they don't, it is for a person to say.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lms_plugin.exchange.answers import letters_of
from lms_plugin.exchange.building import LETTERS

Meaning = Literal["text", "one", "zero", "index", ""]
Known = Literal["text", "letter", ""]
APART = "the right answer is none of the choices in this sheet; it was put before them."
FROM_ZERO = "the right answers are counted from 0 in this sheet, as it holds a 0: check them."
_ONE = re.compile(r"[A-Ja-j]")
_PLACES = re.compile(r"\d{1,2}(?:\s*[,;&]\s*\d{1,2})*", re.ASCII)


@dataclass(frozen=True)
class Answer:
    """The right answers of a row as written, and the texts of its choices."""

    text: str
    choices: Sequence[str]

    @property
    def numbers(self) -> list[int]:
        """The numbers, none where other words are written."""
        return [int(number) for number in re.findall(r"\d+", self.text)] if _PLACES.fullmatch(self.text) else []

    @property
    def is_text(self) -> bool:
        """Whether it is the text of a choice."""
        return self.text in self.choices


def meaning(answers: Iterable[Answer], *, is_index: bool, is_place: bool) -> Meaning:
    """What all rows together say; "" where they leave it open. A column may be called an index, which may count from
    either; `is_place` tells that the sheet is of a kind that counts from one."""
    rows = [answer for answer in answers if len(answer.choices) > 1]
    places = [row for row in rows if row.numbers and not row.is_text]
    if not places:
        is_words = any(row.is_text and (not row.numbers or max(row.numbers) > len(row.choices)) for row in rows)
        return "text" if is_words else "one" if is_place else ""
    if not any(0 in row.numbers for row in places):
        is_last = any(max(row.numbers) == len(row.choices) for row in places)
        return "index" if is_index and not is_last else "one"
    return "one" if any(max(row.numbers) >= len(row.choices) for row in places) else "zero"


@dataclass(frozen=True)
class Sense:
    """What numbers and single letters mean in a sheet."""

    numbers: Meaning = ""
    letters: Known = ""
    is_apart: bool = False  # the right answer stands beside the choices in every row, and is none of them


def sense_of(answers: Sequence[Answer], *, is_index: bool, is_place: bool) -> Sense:
    """What all rows together say of numbers and of letters."""
    words = [answer for answer in answers if len(answer.choices) > 1]
    is_letter = any(_ONE.fullmatch(answer.text) and not answer.is_text for answer in words)
    is_text = any(answer.is_text and not _ONE.fullmatch(answer.text) for answer in words)
    known: Known = "letter" if is_letter else "text" if is_text else ""
    is_various = len({answer.text for answer in words}) * 2 > len(words) > 1
    is_apart = is_various and all(_is_apart(answer) for answer in words)
    return Sense(meaning(words, is_index=is_index, is_place=is_place), known, is_apart)


def _is_apart(answer: Answer) -> bool:
    numbers = answer.numbers
    is_place = bool(numbers) and max(numbers) <= len(answer.choices)
    return bool(answer.text) and not answer.is_text and not is_place and letters_of(answer.text, answer.choices) is None


def lettered(answer: Answer, sense: Sense) -> tuple[str, str]:
    """The answer with letters for places, and what is missing, "" for nothing."""
    if not _ONE.fullmatch(answer.text) or not answer.is_text:
        return _from_numbers(answer, sense.numbers)
    own = LETTERS[answer.choices.index(answer.text)]
    if sense.letters == "text" or own == answer.text.upper():
        return own, ""
    if sense.letters == "letter":
        return answer.text, ""
    return (
        answer.text,
        f"the answer “{answer.text}” may be that choice, or choice {own}, whose text is “{answer.text}”.",
    )


def _from_numbers(answer: Answer, sense: Meaning) -> tuple[str, str]:
    numbers = answer.numbers
    if not numbers or not answer.choices or sense == "text":
        return answer.text, ""
    if sense == "index":
        return answer.text, f"“{answer.text}” may count from 0 or from 1, the sheet does not say."
    places = [number - (sense != "zero") for number in numbers]
    if not all(0 <= place < min(len(answer.choices), len(LETTERS)) for place in places):
        return answer.text, "" if answer.is_text else f"the answer “{answer.text}” is not the number of a choice."
    found = ", ".join(LETTERS[place] for place in places)
    if sense == "" and answer.is_text and [answer.choices.index(answer.text)] != places:
        own = LETTERS[answer.choices.index(answer.text)]
        return answer.text, f"the answer “{answer.text}” may be choice {own} by its text or {found} by its number."
    return found, ""
