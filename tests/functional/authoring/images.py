"""Pictures, and what only looks like one."""

import struct
import zlib


def png(width: int = 40, height: int = 30, shade: int = 120) -> bytes:
    """A gray picture; another shade is another file."""
    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60"/></svg>'
SVG_WITH_SCRIPT = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
SVG_WITH_HANDLER = SVG.replace(b"<rect", b'<rect onload="alert(1)"')
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> endobj\n"
