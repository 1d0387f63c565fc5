"""How the lines of a text lie to each other: titles between questions, several choices or an answer in one line."""

import re
from collections.abc import Iterator

from lms_plugin.exchange.lines import Line

_INLINE = re.compile(r"(?<=\s)(\*?)\(?([B-Jb-j])([).])\s*(?=\S)")
# An answer behind the last choice, in its line.
TAIL = re.compile(
    r"\s{1,9}[-–—(\[]{0,2}\s?(?:correct\s)?(?:answer|ans)\s?[:.]\s?-?\s?(\(?[A-J]\b)(?:[.)\]]{1,3}.{0,150})?\s*$", re.I
)
BULLET = re.compile(r"[-•*●○◯◦▪■□☐☑☒✓✔✅➢‣·–—]\s{1,5}\S|\[[ xX✓]?\]\s")
# The number of a page.
NUMBER = re.compile(r"\d{1,3}")
# What stands between two questions and belongs to neither.
_TITLE = re.compile(r"(?:section|part|chapter|page|unit|module|teil|kapitel|seite)\s[\dA-Z]{1,4}\b", re.I)


def is_title(line: Line, *, in_capitals: bool = True) -> bool:
    """Whether a text stands between two questions; a label in capitals may be a part of one."""
    is_large = in_capitals and line.text.isupper() and len(line.text) > 7
    return line.is_heading or _TITLE.match(line.text) is not None or is_large


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
