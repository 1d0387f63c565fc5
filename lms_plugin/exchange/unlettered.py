"""Questions whose numbers or choices have no signs of the usual kind: taken from their lines, and said so."""

import re
from collections.abc import Sequence

from lms_plugin.exchange.answers import letters_of
from lms_plugin.exchange.building import LETTERS, Choice, Item
from lms_plugin.exchange.lines import right_sign
from lms_plugin.exchange.words import TRUTH

AFTER = "the lines after the question mark or colon were taken for its choices."
_NUMBER = re.compile(r"(\d{1,3})(?:(\s{0,2}[:–—-])\s{1,3}|\s{1,3})(?=\S)", re.ASCII)
_TICKS = "☑☒✓✔✅"
_SIGNS = f"•●○◯◦▪■□☐➢➤❖◆‣{_TICKS}"
_BOX = r"(\[[ xX✓]?\]\s{0,3})"
_BULLET = re.compile(rf"(?:[{_SIGNS}·o–—*-]\s{{1,5}}|[{_SIGNS}]\s{{0,5}}){_BOX}?(?=\S)|{_BOX}(?=\S)")
# "B, because it is so", "B - it is so", "B (p. 42)"; and what publishers write behind a letter.
_WITH_WORDS = re.compile(
    r"\(?([A-Ja-j])(?:\)?\s{0,2}[,;.:–—-]\s{1,3}|\)\s{1,3}|\)?\s{1,3}(?=\()|\s{1,9}(?=[A-Z]{3}:))(\S.*)", re.S
)
_BEGINS = re.compile(r"(?<=\s)\(?([A-Ja-j])(?:\)|\.(?=\s|[^\x00-\x7f]))\s{0,5}(?=\S)")
_ASIDE = re.compile(r"\(|[A-Z]{3}:")
_MARK = re.compile(r"\(?(?:[^\W\d_]|[ivx]{1,4})[).]?")
_LED = re.compile(r"\(?[A-Ja-j](?:[).]|\s?[-–—])\s{1,3}\S.*", re.S)


def take_numbers(items: Sequence[Item]) -> None:
    """Take "1 ", "2 - " off the stems where they number them all in order."""
    found = [_NUMBER.match(item.stem) for item in items if item.stem]
    numbers = [int(each[1]) for each in found if each]
    is_all = (
        bool(numbers) and len(numbers) == len(found) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )
    if not is_all or (len(numbers) == 1 and not (numbers == [1] and found[0] and found[0][2])):
        return
    for item, number in zip((item for item in items if item.stem), found, strict=True):
        if number is not None and not item.number:
            item.number, item.stem = number[1], item.stem[number.end() :].strip()


def take_words(item: Item) -> None:
    """Part the letter of an answer from the words behind it: they say why, where they do not repeat the choice."""
    found = _WITH_WORDS.fullmatch(item.answer or "")
    choices = [choice.text for choice in item.choices]
    if found is None or not choices or _is_one_of(item.answer or "", choices):
        return
    words = found[2].strip()
    if letters_of(item.answer or "", []) not in (None, letters_of(found[1], [])):
        return  # several letters
    item.answer = found[1]
    place = LETTERS.index(found[1].upper())
    if _is_one_of(words, choices):
        if place < len(choices) and not _is_one_of(words, [choices[place]]):
            item.missing.append(f"the answer says {found[1].upper()}, but its words are those of another choice.")
    elif _ASIDE.match(words):
        item.changes.append(f"“{words[:60]}” behind the answer was left out.")
    else:
        item.fields.setdefault("rationale", words)


def take_choices(item: Item) -> None:
    """Take the last lines of a stem for choices where they are bullets, “True” and “False”, or one is the answer."""
    lines = item.stem.split("\n")
    if not item.choices and len(lines) > 1 and lines[-1].casefold().replace("/", " ").split() == ["true", "false"]:
        item.stem, item.choices = "\n".join(lines[:-1]).strip(), [Choice("True"), Choice("False")]
    if not item.choices:
        _take_in_line(item, lines)
    if item.choices or len(lines) < 3:
        _name(item)
        _doubt(item)
        return
    bullets = _last_bullets(lines)
    if len(bullets) > 1:
        item.stem = "\n".join(lines[: -len(bullets)]).strip()
        item.choices = _bulleted(bullets)
        item.changes.append("lines with bullets were taken for its choices.")
    elif {line.strip(" .").casefold() for line in lines[-2:]} == {"true", "false"}:
        item.stem, item.choices = "\n".join(lines[:-2]).strip(), [Choice(line.strip()) for line in lines[-2:]]
    elif item.answer and _is_one_of(item.answer, lines[1:]):
        count = _stem_lines(lines, item.answer)
        item.stem, item.choices = (
            "\n".join(lines[:count]),
            [Choice(line.strip()) for line in lines[count:] if line.strip()],
        )
        item.changes.append("the lines after the first were taken for its choices." if count == 1 else AFTER)
    _name(item)
    _doubt(item)


def _stem_lines(lines: Sequence[str], answer: str) -> int:
    """How many lines are the question: up to the last with a question mark or a colon above its answer."""
    place = next(index for index, line in enumerate(lines) if index and _is_one_of(answer, [line]))
    ends = [index for index, line in enumerate(lines[:place]) if line.rstrip().endswith(("?", ":", "apply.)"))]
    return ends[-1] + 1 if ends else 1


def _bulleted(bullets: Sequence[str]) -> list[Choice]:
    """Choices behind bullets; a star among other signs, or a filled circle among empty ones, says which are right."""
    choices = [_bullet(line) for line in bullets]
    if all(choice.text.startswith(f"({place})") for place, choice in enumerate(choices, 1)):
        for choice in choices:
            choice.text = choice.text.partition(")")[2].strip()
    starred = [choice for choice, line in zip(choices, bullets, strict=True) if line.startswith("*")]
    filled = [choice for choice, line in zip(choices, bullets, strict=True) if line.startswith("●")]
    if len(filled) == 1 and all(line[0] in "●○◯" for line in bullets):
        starred = filled
    for choice in starred if len(starred) < len(bullets) else []:
        choice.marked = True
    return choices


def _take_in_line(item: Item, lines: Sequence[str]) -> None:
    """Take "Who? a) He b) She c) It" apart."""
    cuts = _in_line(lines[-1])
    ends = [*(cut.start() for cut in cuts[1:]), len(lines[-1])]
    texts = [lines[-1][cut.end() : end].strip() for cut, end in zip(cuts, ends, strict=False)]
    if cuts and all(texts):
        item.stem = "\n".join([*lines[:-1], lines[-1][: cuts[0].start()]]).strip()
        item.choices = [Choice(*right_sign(text), letter=letter) for letter, text in zip(LETTERS, texts, strict=False)]
        item.changes.append("the choices stood in the line of the question.")


def _in_line(line: str) -> list[re.Match[str]]:
    """Where in a line behind its question the choices A, B, C and on begin; none where there are fewer than three."""
    found = list[re.Match[str]]()
    for cut in _BEGINS.finditer(line):
        if len(found) < len(LETTERS) and cut[1].upper() == LETTERS[len(found)] and cut.start() > 0:
            found.append(cut)
    return found if len(found) > 2 else []


def _name(item: Item) -> None:
    """An answer that is the number of a choice without a letter, as its letter."""
    answer = (item.answer or "").strip(" .)(")
    if answer in {str(place) for place in range(1, len(item.choices) + 1)} and not any(
        choice.letter or choice.text == answer for choice in item.choices
    ):
        item.answer = LETTERS[int(answer) - 1]


def _last_bullets(lines: Sequence[str]) -> list[str]:
    count = 0
    while count < len(lines) - 1 and _BULLET.match(lines[-1 - count]):
        count += 1
    return list(lines[len(lines) - count :])


def _bullet(line: str) -> Choice:
    found = _BULLET.match(line)
    box = (found[1] or found[2] or "") if found else ""
    text, is_right = right_sign(line[found.end() :] if found else line)
    return Choice(text.strip(), marked=is_right or line[:1] in _TICKS or box.strip("[] ") != "")


def _is_one_of(answer: str, lines: Sequence[str]) -> bool:
    plain = [" ".join(line.casefold().split()).strip(" .") for line in lines]
    return plain.count(" ".join(answer.casefold().split()).strip(" .")) == 1


def _doubt(item: Item) -> None:
    """A letter alone is no answer to type: the choices that it means were not found."""
    answer = (item.answer or "").strip()
    if not item.choices and answer and _is_one_of(answer, item.stem.split("\n")[1:]):
        item.missing.append("its text holds the answer as a line; perhaps its choices have no letters.")
    is_letter = _MARK.fullmatch(answer) is not None and answer.casefold() not in ("t", "f", *TRUTH)
    if not item.choices and (is_letter or _LED.fullmatch(answer)):
        what = "looks like" if is_letter else "begins with"
        item.missing.append(f"the answer “{answer[:60]}” {what} the letter of a choice, but no choices were found.")
