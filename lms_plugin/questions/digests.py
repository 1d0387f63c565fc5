"""Canonical JSON and its SHA-256: what makes two pieces of content the same."""

import hashlib
import json
import unicodedata
from typing import Any


def canonical_json(value: Any) -> str:
    """One text for one meaning: sorted keys, no spaces, NFC. Takes text, whole numbers, truth values, None, lists and
    mappings; exact numbers are text by then."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return unicodedata.normalize("NFC", text)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
