"""How the lines of a text lie to each other: titles between questions, several choices or an answer in one line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lms_plugin.exchange.lines import Line

_INLINE = re.compile(r"(?<=\s)(\*?)\(?([B-Jb-j])([).])\s*(?=\S)")
# An answer behind the last choice, in its line.
TAIL = re.compile(
    r"\s{1,9}[-–—(\[]{0,2}\s?(?:correct\s)?(?:answer|ans)\s?[:.]\s?-?\s?(\(?[A-J]\b)(?:[.)\]]{1,3}.{0,150})?\s*$", re.I
)
BULLET = re.compile(r"[-•*●○◯◦▪■□☐☑☒✓✔✅➢‣·–—]\s{1,5}\S|\[[ xX✓]?\]\s")
# The same behind a question without choices, in words.
STEM_TAIL = re.compile(
    r"(?<=[?:.])\s{1,5}[-–(\[]?\s?(?:correct\s)?(?:answer|ans)\s?(?::|-(?=\S))\s?-?\s?(\S.{0,300})$", re.I
)
_MARK = re.compile(r"[◉❖◆❓➤]\s{0,5}(?=\S)")
# The number of a page.
NUMBER = re.compile(r"\d{1,3}")
# What stands between two questions and belongs to neither.
_TITLE = re.compile(
    r"(?:Section|SECTION|Part|PART|Chapter|CHAPTER|Unit|UNIT|Module|MODULE|Teil|TEIL|Kapitel|KAPITEL)[\s-]{1,3}"
    r"(?:\d{1,3}|[IVX]{1,5}|[A-Z])(?=\s*$|\s?[.:–—(-]|\s[A-Z])"
)


def is_title(line: Line) -> bool:
    """Whether a text stands between two questions."""
    return line.is_heading or _TITLE.match(line.text) is not None


def with_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, those as questions that begin with a mark which begins several of them, where none is numbered."""
    marked = [line.kind == "text" and _MARK.match(line.text) is not None for line in lines]
    if any(line.kind == "question" for line in lines) or not _are_questions(lines, marked):
        return list(lines)
    return [
        replace(line, kind="question", text=_MARK.sub("", line.text), marked=True) if is_marked else line
        for line, is_marked in zip(lines, marked, strict=True)
    ]


def _are_questions(lines: Sequence[Line], marked: Sequence[bool]) -> bool:
    """Whether under most marks, and under two at least, stands an answer or a choice A: else they may mark choices."""
    count, is_open = 0, False
    for line, is_marked in zip(lines, marked, strict=True):
        is_open = is_open or is_marked
        ends = (
            line.kind == "answer" or (line.kind == "option" and line.name == "A") or STEM_TAIL.search(line.text[-400:])
        )
        if is_open and ends:
            count, is_open = count + 1, False
    return count > 1 and count * 2 > sum(marked)


def with_titles(lines: Sequence[Line]) -> list[Line]:
    """The lines with a text in capitals right above a question as the title that it is; elsewhere it may be a label."""
    found, next_kind = list[Line](), ""
    for line in reversed(lines):
        is_large = line.kind == "text" and line.text.isupper() and len(line.text) > 7 and next_kind == "question"
        found.append(replace(line, is_heading=True) if is_large else line)
        next_kind = next_kind if line.kind in ("blank", "skip") else line.kind
    found.reverse()
    return found


def split_choices(line: Line) -> Iterator[tuple[str, str, bool]]:
    """The choices of a line, each with its letter: one, or several where the letters go on in order with wide gaps or
    at least three; behind a wide gap a later letter may stand, of a second column."""
    text, start, last, cuts = line.text, 0, line.name, list[tuple[int, int, str, bool]]()
    for found in _INLINE.finditer(text):
        letter, at = found[2].upper(), found.start()
        is_wide = text[max(0, at - 2) : at] == "  "
        if ord(letter) == ord(last) + 1 or (is_wide and letter > last):
            cuts.append((at, found.end(), letter, bool(found[1])))
            last = letter
    if not cuts or (len(cuts) < 2 and text[max(0, cuts[0][0] - 2) : cuts[0][0]] != "  "):
        yield line.name, text, line.marked
        return
    letter, marked = line.name, line.marked
    for at, end, following, star in cuts:
        yield letter, text[start:at].strip(), marked
        start, letter, marked = end, following, star
    yield letter, text[start:].strip(), marked
