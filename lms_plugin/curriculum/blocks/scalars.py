"""Single values as YAML: plain where nobody could read them otherwise, else in double quotes, or after a | sign."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.yaml_files import plain_value

# Signs that a file must not hold, and tabs; they are written as escapes.
_STRAY = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`=~<")
# What other readers of YAML take for numbers, times or truth; dates are text to us and are written as they are.
_NUMBERISH = re.compile(r"[-+.]?[\d_][\d_.,:a-fA-FxXoO+-]*|[-+]?\.(?:inf|nan)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def scalar(value: Any, *, flow: bool = False) -> str:
    """A value on one line; `flow` within brackets. Raises UnwritableError for what is no scalar of the format."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return _number(value)
    if isinstance(value, str):
        return value if _is_plain(value, flow) else quoted(value)
    raise UnwritableError(f"a file cannot hold a {type(value).__name__}")


def _number(value: int | Decimal) -> str:
    text = str(value)
    if isinstance(plain_value(text), str):
        raise UnwritableError("a file cannot hold this number")
    return text


def _is_plain(text: str, flow: bool) -> bool:
    if not text or text[0] in _NOT_FIRST or text != text.strip(" ") or not _is_clean(text) or "\n" in text:
        return False
    if ": " in text or " #" in text or text.endswith(":") or text.startswith("..."):
        return False
    if flow and any(sign in text for sign in ",[]{}:"):
        return False
    if text.casefold() in _WORDS or not isinstance(plain_value(text), str):
        return False
    return _NUMBERISH.fullmatch(text) is None or _DATE.fullmatch(text) is not None


def _is_clean(text: str) -> bool:
    return _STRAY.search(text) is None and unicodedata.is_normalized("NFC", text)


def quoted(text: str) -> str:
    """In double quotes, on one line."""
    keep = unicodedata.is_normalized("NFC", text)
    return '"' + "".join(_escaped(sign, keep=keep) for sign in text) + '"'


def _escaped(sign: str, *, keep: bool) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    code = ord(sign)
    if 0xD800 <= code < 0xE000:
        raise UnwritableError("half a sign (a surrogate) is no text")
    if _STRAY.match(sign) is None and (keep or code < 0x80):
        return sign
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def literal(text: str) -> tuple[str, list[str]] | None:
    """A text of several lines as the sign it stands after and its lines, or None where that cannot say it exactly."""
    rows = text.split("\n")
    odd = text[:1] in (" ", "\n") or any(row and not row.strip(" ") for row in rows)
    if "\n" not in text or odd or not _is_clean(text):
        return None
    if rows[-1]:
        return "|-", rows
    return "|" if rows[-2] else "|+", rows[:-1]
