"""Tables as CSV that spreadsheets open without running anything. No I/O."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from lms_plugin.core.spreadsheets import neutral

Cell = str | int | Decimal | None


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark at its head, so that spreadsheets read it as such. Numbers stay numbers, negative ones too."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([neutral(cell) for cell in header])
    for row in rows:
        writer.writerow(["" if cell is None else neutral(cell) if isinstance(cell, str) else str(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def file_name(title: str, ending: str) -> str:
    """A name that any system takes and no header is split by: letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    return f"{'-'.join(words).lower()[:60].strip('-') or 'table'}.{ending}"
