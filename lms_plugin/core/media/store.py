"""Where the bytes of files lie: a folder, each file under the SHA-256 of its content, written once."""

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from lms_plugin.errors import NotFoundError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class MediaStore:
    """A folder of files by digest. Nothing in it is changed; putting the same bytes twice keeps one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Store the bytes and say their digest. A reader sees the whole file or none."""
        digest = sha256(data).hexdigest()
        file = self._file(digest)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._write(file, data)
        return digest

    def find(self, digest: str) -> Path:
        """The file itself, for reading. Raises NotFoundError."""
        if not self.exists(digest):
            raise NotFoundError("There is no such file.")
        return self._file(digest)

    def open(self, digest: str) -> BinaryIO:
        """The file, open for reading; the caller closes it. Raises NotFoundError."""
        return self.find(digest).open("rb")

    def exists(self, digest: str) -> bool:
        """Whether the bytes are here."""
        return _DIGEST.fullmatch(digest) is not None and self._file(digest).is_file()

    def _file(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def _write(self, file: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            part.chmod(0o644)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
