"""What a file is, told by its content and never by its name. No I/O."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.svg import looks_like_svg, read_svg

MAX_BYTES = 20 * 1024 * 1024
HEAD = 4096  # what `kind_of` needs of a file
Size = tuple[int, int]
Role = Literal["picture", "video", "audio", "text", "document"]


@dataclass(frozen=True)
class MediaKind:
    """A kind of file. `width` and `height` are a picture's, in pixels."""

    mime: str
    role: Role
    suffixes: tuple[str, ...]
    width: int | None = None
    height: int | None = None


_PNG = MediaKind("image/png", "picture", (".png",))
_JPEG = MediaKind("image/jpeg", "picture", (".jpg", ".jpeg"))
_GIF = MediaKind("image/gif", "picture", (".gif",))
_WEBP = MediaKind("image/webp", "picture", (".webp",))
_SVG = MediaKind("image/svg+xml", "picture", (".svg",))
_MP4 = MediaKind("video/mp4", "video", (".mp4",))
_WEBM = MediaKind("video/webm", "video", (".webm",))
_MP3 = MediaKind("audio/mpeg", "audio", (".mp3",))
_M4A = MediaKind("audio/mp4", "audio", (".m4a",))
_VTT = MediaKind("text/vtt", "text", (".vtt",))
_PDF = MediaKind("application/pdf", "document", (".pdf",))
KNOWN = (_PNG, _JPEG, _GIF, _WEBP, _SVG, _MP4, _WEBM, _MP3, _M4A, _VTT, _PDF)


def kind_of(head: bytes) -> MediaKind | None:
    """The kind by the first `HEAD` bytes, without a picture's size; None for anything unknown."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if head.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    if head[4:8] == b"ftyp":
        return _M4A if head[8:11] == b"M4A" else _MP4
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return _WEBM
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return _MP3
    if re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)", head):
        return _VTT
    if head.startswith(b"%PDF-"):
        return _PDF
    return _SVG if looks_like_svg(head) else None


def sniff(data: bytes) -> MediaKind:
    """The kind of a whole file, with a picture's size. Raises MediaError for what is not taken in."""
    if len(data) > MAX_BYTES:
        raise MediaError(f"The file has {len(data):,} bytes; at most {MAX_BYTES:,} fit", "Make it smaller")
    kind = kind_of(data[:HEAD])
    if kind is None:
        raise MediaError(
            "This is no file of a known kind", "Use PNG, JPEG, GIF, WebP, SVG, MP4, WebM, MP3, M4A, WebVTT or PDF"
        )
    measure = _MEASURES.get(kind.mime)
    if measure is None:
        return kind
    width, height = measure(data) or (0, 0)
    if not (0 < width <= 20_000 and 0 < height <= 20_000):
        raise MediaError("The picture does not say how large it is, or is too large", "Export it again")
    return MediaKind(kind.mime, kind.role, kind.suffixes, width, height)


def _number(data: bytes, at: int, size: int, order: Literal["big", "little"]) -> int:
    return int.from_bytes(data[at : at + size], order)


def _png(data: bytes) -> Size | None:
    return (_number(data, 16, 4, "big"), _number(data, 20, 4, "big")) if data[12:16] == b"IHDR" else None


def _gif(data: bytes) -> Size | None:
    return _number(data, 6, 2, "little"), _number(data, 8, 2, "little")


def _jpeg(data: bytes) -> Size | None:
    """From the first frame header; the segments before it are skipped."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _number(data, at + 7, 2, "big"), _number(data, at + 5, 2, "big")
        else:
            at += 2 + _number(data, at + 2, 2, "big")
    return None


def _webp(data: bytes) -> Size | None:
    form = data[12:16]
    if form == b"VP8X":
        return 1 + _number(data, 24, 3, "little"), 1 + _number(data, 27, 3, "little")
    if form == b"VP8L":
        bits = _number(data, 21, 4, "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        return _number(data, 26, 2, "little") & 0x3FFF, _number(data, 28, 2, "little") & 0x3FFF
    return None


_MEASURES: dict[str, Callable[[bytes], Size | None]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/svg+xml": read_svg,
}
