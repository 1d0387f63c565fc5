"""Texts in files that a spreadsheet opens: none of them is ever run as a formula. No I/O."""

# What a spreadsheet may take for the beginning of a formula, full-width signs too (OWASP ASVS 1.2.10).
STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what could begin one."""
    return f"'{text}" if text[:1] in STARTS or text.lstrip()[:1] in STARTS else text
