"""From the bytes of a text file to its text, and what had to be guessed for it."""

import codecs

from lms_plugin.exchange.errors import UnreadableFileError

MAX_BYTES = 5 * 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes) -> tuple[str, str]:
    """The text with line ends as `\\n`, and a note where its letters were guessed. Raises UnreadableFileError."""
    text, note = _decode(data)
    text = plain_ends(text)
    if "\0" in text or _noise(text):
        raise UnreadableFileError(
            "This is not a text file.", "Choose a text file, a CSV file or an Excel file (.xlsx), or paste the text."
        )
    return text, note


def plain_ends(text: str) -> str:
    """With `\\n` for every kind of line end, Word's soft one too."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\u2028", "\n")


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ""
    if len(data) >= 4 and data.count(0, 0, 2_000) * 3 > len(data[:2_000]):
        ends = data[1:2_000:2].count(0) >= data[:2_000:2].count(0)
        name = "utf-16-le" if ends else "utf-16-be"
        return data.decode(name, "replace"), "Read as UTF-16: check letters such as é and ö."
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        note = "The file does not say how its letters are stored. Read as Windows-1252: check letters such as é and ö."
        return data.decode("cp1252", "replace"), note


def _noise(text: str) -> bool:
    """Whether there are more control characters than any writer leaves in."""
    head = text[:20_000]
    return sum(sign < " " and sign not in "\n\t\x0c" for sign in head) > len(head) // 50
