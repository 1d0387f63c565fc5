"""Any file or text of questions to proposals: what it is, is seen by its content and not by its name."""

import re

from lms_plugin.exchange.csv_files import find_delimiter, is_headless, read_csv
from lms_plugin.exchange.decoding import MAX_BYTES, decode, plain_ends
from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.tab_files import is_tab_file, read_tab_file
from lms_plugin.exchange.text import read_text
from lms_plugin.exchange.xlsx_files import read_xlsx

_CAN = "Use pasted text, Aiken, a CSV file or an Excel file (.xlsx)."
_GIFT = re.compile(
    r"(?<!\\)\{\s{0,20}[^{}\n]{0,300}[=~#]|^::|^\$CATEGORY|(?<!\\)\{\s*(?:T|F|TRUE|FALSE)?\s*\}", re.MULTILINE
)
_CHOICES = re.compile(r"^[\s*>(-]{0,12}[Aa]\)?[.)](?:.*\n){1,8}?[\s*>(-]{0,12}[Bb]\)?[.)]", re.MULTILINE)
# What only GIFT has. Programs have braces, too, but no answers that begin with such signs.
_ONLY_GIFT = re.compile(r"^::|^\$CATEGORY|(?<!\\)\{\s{0,20}(?:[=~]|#\d)|^\s{0,20}[=~](?![=~])", re.MULTILINE)
_SIGNATURES = (
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)


def read_any(name: str, data: bytes) -> Proposals:
    """What is in a file. `name` is only for the words of a refusal. Raises UnreadableFileError."""
    if len(data) > MAX_BYTES:
        raise UnreadableFileError("This file is larger than 5 MB.", "Split it into smaller files.")
    if not data.strip():
        raise UnreadableFileError("This file is empty.", "Check that it was saved, and choose it again.")
    if data.startswith(b"PK"):
        return _read_package(data)
    for sign, kind in _SIGNATURES:
        if data.startswith(sign):
            raise _not_yet(kind)
    text, note = decode(data)
    return _read_decoded(text, note)


def read_paste(text: str) -> Proposals:
    """What is in a pasted text: questions as people write them, or cells copied from a sheet. Raises
    UnreadableFileError."""
    if len(text) > MAX_BYTES:
        raise UnreadableFileError("This text is too long.", "Paste it in parts.")
    text = plain_ends(text.replace("\0", ""))
    if not text.strip():
        raise UnreadableFileError("There is no text.", "Paste your questions into the box.")
    return _read_decoded(text, "")


def _read_decoded(text: str, note: str) -> Proposals:
    head = text.lstrip()[:200].casefold()
    if head.startswith(("<?xml", "<!doctype", "<quiz", "<questestinterop", "<html", "<assessment")):
        raise _not_yet("an XML or HTML file")
    if is_tab_file(text):
        return read_tab_file(text, encoding=note)
    if delimiter := find_delimiter(text):
        return read_csv(text, delimiter, encoding=note)
    if _is_gift(text[:200_000]):
        raise _not_yet("a GIFT file or a missing-word file")
    if is_headless(text):
        raise _without_names(text)
    return read_text(text, encoding=note)


def _is_gift(text: str) -> bool:
    """Whether braces hold answers; beside choices A and B they may be those of a program in a question."""
    if not _GIFT.search(text):
        return False
    return _ONLY_GIFT.search(text) is not None or not _CHOICES.search(text)


def _without_names(text: str) -> UnreadableFileError:
    """A sheet without column names, or with none that is known: what to do differs."""
    first = next(line for line in text.split("\n") if line.strip())
    titles = [title.strip(" \"'\ufeff") for title in re.split(r"[,;\t|]", first[:2_000])]
    if all(0 < len(title) < 40 and not title[0].isdigit() and "?" not in title for title in titles if title):
        named = ", ".join(f"“{title}”" for title in titles[:8] if title)
        return UnreadableFileError(
            f"This looks like a sheet, but none of its columns is known to hold the questions: {named}.",
            "Call that column stem, those of the choices option_a, option_b and on, that of the right answer correct.",
        )
    return UnreadableFileError(
        "This looks like a sheet, but its columns have no names.",
        "Put a first row above it: stem, option_a, option_b, correct. The template has them all.",
    )


def _read_package(data: bytes) -> Proposals:
    if b"xl/" in data and b"[Content_Types].xml" in data:
        return read_xlsx(data)
    if b"word/" in data and b"[Content_Types].xml" in data:
        raise UnreadableFileError("This is a Word file; it can't be read yet.", "Copy its text and paste it.")
    raise _not_yet("a zip package")


def _not_yet(kind: str) -> UnreadableFileError:
    return UnreadableFileError(f"This is {kind}; it can't be read yet.", _CAN)
