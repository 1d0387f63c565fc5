"""Reading what was sent as an answer: shapes, keys and text that a database can hold."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from lms_plugin.questions.errors import ResponseError


def fields_of(value: object, allowed: Iterable[str]) -> dict[str, Any]:
    """The answer as a mapping with none but the allowed names; `{}` is an emptied answer."""
    if not isinstance(value, dict):
        raise ResponseError("This answer has a shape that the question does not know.")
    known = set(allowed)
    if unknown := [name for name in value if name not in known]:
        raise ResponseError(f"This question has no answer field {quote(unknown[0])}.")
    return value


def known_key(value: object, keys: Iterable[str]) -> str:
    """One of the question's own keys."""
    if not isinstance(value, str) or value not in set(keys):
        raise ResponseError(f"{quote(value)} is not one of this question's options. Choose one that is listed.")
    return value


def typed_text(value: object, longest: int) -> str:
    """Typed text in one line, NFC, without outer spaces. Refuses what cannot be stored and what is too long."""
    if not isinstance(value, str):
        raise ResponseError("This answer must be text.")
    line = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in line):
        raise ResponseError("There is a sign in this text that cannot be stored. Type the answer again.")
    if len(line) > longest:
        raise ResponseError(f"This answer has {len(line)} characters. At most {longest} fit.")
    return line


def written_text(value: object, longest: int) -> str:
    """Text of several lines, NFC, without outer space. Refuses what cannot be stored and what is too long."""
    if not isinstance(value, str):
        raise ResponseError("This answer must be text.")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        raise ResponseError("There is a sign in this text that cannot be stored. Type the answer again.")
    if len(text) > longest:
        raise ResponseError(f"This answer has {len(text):,} characters. At most {longest:,} fit.")
    return text


def quote(value: object) -> str:
    """What was sent, in quotes and short, for a message."""
    text = "".join(sign if sign.isprintable() else "?" for sign in str(value)[:60])
    return f"“{text}”"
