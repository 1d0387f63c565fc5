"""A zip of a course's files, read without trusting it and written the same each time. Nothing is unpacked to a disk."""

import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO

from lms_plugin.core.media.sniff import MAX_BYTES as MAX_MEDIA
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.curriculum.files import MAX_BYTES

MAX_ENTRIES = 2_000
MAX_UNPACKED = 64 * 1024 * 1024
_PIECE = 64 * 1024
_WHEN = (1980, 1, 1, 0, 0, 0)  # so that the same files are the same zip
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What systems put into zips and folders beside what people do.
_IDLE = re.compile(r"(?:.*/)?(?:__MACOSX(?:/.*)?|\.[^/]*|Thumbs\.db|desktop\.ini)")
_TEXTS = (".yaml", ".md")


def is_idle(name: str) -> bool:
    """Whether a file is a system's own, and nobody misses it."""
    return _IDLE.fullmatch(name) is not None and ".." not in name.split("/")


def read_zip(data: bytes, called: str) -> dict[str, bytes]:
    """The files of a zip by name. `called` is what messages call it.

    Raises ContentErrors: for names that lead elsewhere, links and devices, what is too large unpacked, and damage.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _read(package, called)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _refusal(called, "this zip is damaged or was cut short", "Make it or send it again") from error


def _refusal(called: str, problem: str, fix: str) -> ContentErrors:
    return ContentErrors([ContentError(called, 1, "", problem, fix)])


def _read(package: zipfile.ZipFile, called: str) -> dict[str, bytes]:
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _refusal(called, f"{len(entries):,} files are in it; at most {MAX_ENTRIES:,} fit", "Take out the rest")
    wanted = [entry for entry in entries if not entry.is_dir() and not is_idle(entry.orig_filename)]
    if errors := [*_faults(entries, called), *_doubles(wanted, called)]:
        raise ContentErrors(errors)
    found, left = dict[str, bytes](), MAX_UNPACKED
    for entry in wanted:
        found[entry.filename] = _unpack(package, entry, min(left, _most(entry.filename)), called)
        left -= len(found[entry.filename])
    return found


def _most(name: str) -> int:
    return MAX_BYTES if name.endswith(_TEXTS) else MAX_MEDIA


def _faults(entries: Collection[zipfile.ZipInfo], called: str) -> Iterator[ContentError]:
    for entry in entries:
        name = entry.orig_filename  # as it is written: `filename` ends at the first NUL
        if not _is_plain(name.removesuffix("/")):
            fix = "Make the zip from a course's folder alone"
            yield ContentError(called, 1, "", f"the name {name[:80]!a} leads out of it, or is no name", fix)
        elif stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            yield ContentError(f"{called}/{name}", 1, "", "this is a link or a device", "Put the file itself there")
        elif entry.flag_bits & 1 or entry.compress_type not in _KINDS:
            fix = "Make a plain zip, without a password"
            yield ContentError(f"{called}/{name}", 1, "", "this is locked, or packed in an unusual way", fix)


def _is_plain(name: str) -> bool:
    """Whether a name is a path downwards, of names that any system takes."""
    steps = name.split("/")
    return name.isprintable() and not {"", ".", ".."} & set(steps) and not set('\\:*?"<>|') & set(name)


def _doubles(entries: Collection[zipfile.ZipInfo], called: str) -> Iterator[ContentError]:
    seen = set[str]()
    for entry in entries:
        if (name := entry.filename.casefold()) in seen:
            yield ContentError(f"{called}/{entry.filename}", 1, "", "this file is in it twice", "Keep one")
        seen.add(name)


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, called: str) -> bytes:
    """An entry's bytes; what its header says of their number is not believed."""
    parts, size = list[bytes](), 0
    with package.open(entry) as file:
        while piece := file.read(_PIECE):
            parts.append(piece)
            size += len(piece)
            if size > most:
                problem = f"this is larger unpacked than {most:,} bytes"
                raise _refusal(f"{called}/{entry.filename}", problem, "Make it smaller, or split it")
    return b"".join(parts)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by name: the same bytes for the same files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.create_system = 3
            package.writestr(entry, files[name])
    return out.getvalue()
