"""What Markdown and HTML put around questions, taken off line by line: folded parts, quotes, comments. Code is kept."""

import re
from collections.abc import Sequence

from lms_plugin.exchange.lines import LONGEST_LINE, clean, read_line
from lms_plugin.exchange.words import SHOWS_ANSWER

# Signs that no text holds: CODE leads a line of a program, kept as it is; SKIP is a blank line in a folded part.
CODE, SKIP = "\x0e", "\x0f"
_FENCE = re.compile(r"\s{0,12}(?:```|~~~)")
_CAPTION = re.compile(r"<summary\b[^<>]{0,100}>(.{0,200}?)</summary>|[?!]{3}\+?\s+\w{1,20}\s+\"(.{0,200})\"\s*$", re.I)
_TAGS = re.compile(r"</?(?:details|summary)\b[^<>]{0,200}>|<!--.{0,500}?-->", re.I)
_INNER = re.compile(r"</?\w{1,10}\b[^<>]{0,100}>")
_QUOTED = re.compile(r"\s{0,3}>\s?")
_MORE = re.compile(r"\s{0,3}>\s?\d")
_CALLOUT = re.compile(r"\s{0,3}>\s{0,2}\[!\w{1,20}\][-+]?\s{0,3}(.{0,500})")
_SETTING = re.compile(r"[\w -]{1,40}:(?:\s|$)|\s|- ")
_ESCAPED = re.compile(r"\s{0,12}(?:\d{1,4}\\[.)]|\\[-*+])")
_ESCAPE = re.compile(r"\\([-\\`*_{}\[\]()#+.!>])")
_BREAK = re.compile(r"(?<=[^\s>.):])\s{0,3}<br\s{0,3}/?>\s{0,9}$", re.I)
_LETTER = re.compile(r"\(?[A-Ja-j][).]?")


def undress(raws: Sequence[str]) -> list[str]:
    """As many lines as were given, without what only dresses them."""
    lines = [line.replace(CODE, "").replace(SKIP, "") for line in raws]
    _drop_front(lines)
    _unescape(lines)
    _unquote(lines)
    _keep_code(lines)
    breaks = [index for index, line in enumerate(lines) if _BREAK.search(line[-200:])]
    for index in breaks if len(breaks) > 2 else []:
        lines[index] = _BREAK.sub("", lines[index])
    _unfold(lines)
    return lines


def _drop_front(lines: list[str]) -> None:
    """Empty what a Markdown file says of itself above its text, between two lines of dashes."""
    if lines and lines[0].strip() == "---":
        end = next((index for index, line in enumerate(lines[1:40], 1) if line.strip() == "---"), 0)
        if all(_SETTING.match(line) for line in lines[1:end] if line.strip()):
            lines[: end + 1] = [""] * (end + 1)


def _unescape(lines: list[str]) -> None:
    """Take Markdown's backslashes off where numbers and bullets have them, too."""
    if sum(_ESCAPED.match(line) is not None for line in lines) > 1:
        lines[:] = [_ESCAPE.sub(r"\1", line) for line in lines]


def _unquote(lines: list[str]) -> None:
    """Take the quote's sign off where lines that follow each other have it; alone it may mean "more than"."""
    quoted = [_QUOTED.match(line) is not None and not _MORE.match(line) for line in lines]
    for index, is_quoted in enumerate(quoted):
        if callout := _CALLOUT.fullmatch(lines[index]):
            is_short = len(callout[1].split()) < 4 and "?" not in callout[1]
            lines[index] = f'??? x "{callout[1]}"' if is_short else callout[1]
        elif is_quoted and (any(quoted[max(0, index - 1) : index]) or any(quoted[index + 1 : index + 2])):
            lines[index] = _QUOTED.sub("", lines[index], count=1)


def _keep_code(lines: list[str]) -> None:
    """Mark the lines of each block of code, its fences too; a fence around a question or its answer is taken off."""
    start: int | None = None
    for index, line in enumerate(lines):
        if not _FENCE.match(line):
            continue
        if start is None:
            start = index
            continue
        if _is_question(lines[start + 1 : index]):
            lines[start] = lines[index] = ""
        else:
            for inner in range(start, index + 1):
                lines[inner] = CODE + lines[inner].rstrip()[:LONGEST_LINE]
        start = None


def _is_question(lines: Sequence[str]) -> bool:
    found = [line for number, raw in enumerate(lines) if (line := read_line(number, raw)).kind != "blank"]
    letters = [line.name for line in found if line.kind == "option"]
    if letters[:2] == ["A", "B"]:
        return True
    return len(found) == 1 and found[0].kind == "answer" and _LETTER.fullmatch(found[0].text) is not None


def _unfold(lines: list[str]) -> None:
    """Take folded parts apart. What stands under "Show answer" alone is the answer; blank lines inside are dropped."""
    is_inside = is_answer = False
    for index, line in enumerate(lines):
        if line.startswith(CODE) or ("<" not in line and line.lstrip()[:3] not in ("???", "!!!")):
            if is_inside and not clean(line):
                lines[index] = SKIP
            elif is_answer:
                lines[index], is_answer = _as_answer(line), False
            continue
        caption = _CAPTION.search(line)
        if "<details" in line.casefold():
            is_inside = True
        if "</details" in line.casefold():
            is_inside = False
        if caption:
            is_answer = SHOWS_ANSWER.fullmatch(_INNER.sub("", caption[1] or caption[2] or "").strip()) is not None
        if not caption and not _TAGS.search(line):
            continue
        rest = _TAGS.sub("", _CAPTION.sub("", line)).strip()
        lines[index] = _as_answer(rest) if rest and is_answer else rest
        is_answer = is_answer and not rest


def _as_answer(line: str) -> str:
    """A letter, or a choice said again, as the answer that it is."""
    text = clean(line)
    is_short = _LETTER.fullmatch(text.strip("*_")) is not None or read_line(0, line).kind == "option"
    return f"Answer: {text}" if is_short else line
