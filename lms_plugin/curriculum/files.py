"""Reading the files of a course: plain text as the format wants it, and the two halves of a lesson."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from lms_plugin.curriculum.errors import ContentError

MAX_BYTES = 1_048_576
# Signs that are no text, and those that Python or YAML, but no editor, takes for the end of a line.
STRAY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class TextFile:
    """A file of a course. `path` is what messages call it."""

    path: str
    text: str


def read_text(file: Path, path: str, errors: list[ContentError]) -> TextFile | None:
    """The file's text, or None with what is wrong added to `errors`."""
    try:
        data = file.read_bytes()
    except OSError as error:
        errors.append(ContentError(path, 1, "", f"cannot be read ({error.strerror})", "Check its permissions"))
        return None
    return decode_text(data, path, errors)


def decode_text(data: bytes, path: str, errors: list[ContentError]) -> TextFile | None:
    """The same for the bytes of a file, wherever they come from."""

    def refuse(line: int, problem: str, fix: str) -> None:
        errors.append(ContentError(path, line, "", problem, fix))

    if len(data) > MAX_BYTES:
        refuse(1, f"has {len(data):,} bytes; at most {MAX_BYTES:,} fit", "Split it")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(data.count(b"\n", 0, error.start) + 1, "is not UTF-8 text", "Save it as UTF-8")
        return None
    if text.startswith("\ufeff"):
        refuse(1, "begins with a byte order mark", "Save it as UTF-8 without BOM")
    elif "\r" in text:
        refuse(text.count("\n", 0, text.index("\r")) + 1, "has Windows line ends", "Save it with LF line ends")
    elif stray := STRAY.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        refuse(line, f"holds the sign U+{ord(stray.group()):04X}", "Remove it")
    elif not unicodedata.is_normalized("NFC", text):
        rows = enumerate(text.split("\n"), start=1)
        line = next(number for number, row in rows if not unicodedata.is_normalized("NFC", row))
        refuse(line, "has letters in parts (not NFC)", "Save it in the form NFC")
    else:
        return TextFile(path, text)
    return None


def split_front_matter(file: TextFile, errors: list[ContentError]) -> tuple[str, str, int] | None:
    """Front matter, Markdown, and the number of lines before the Markdown."""
    found = re.match(r"---\n(.*?\n)?---(?:\n|$)", file.text, re.DOTALL)
    if found is None:
        fix = "Begin with ---, title, objective and minutes, and a line ---"
        errors.append(ContentError(file.path, 1, "", "there is no front matter", fix))
        return None
    return found[1] or "", file.text[found.end() :], file.text.count("\n", 0, found.end())
