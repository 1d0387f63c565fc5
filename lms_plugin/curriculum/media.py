"""The files in a course's `media` folders: read and told apart, found by those that name them, put in the store."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.sniff import MAX_BYTES, MediaKind, sniff
from lms_plugin.core.media.store import MediaStore
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.specs import QuestionSpec

if TYPE_CHECKING:
    from lms_plugin.curriculum.course import Course

Json = dict[str, Any]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, kw_only=True)
class MediaFile:
    """A file of a course. `src` is what texts call it, `media/desk.png`; `folder` where that is, in the course."""

    src: str
    folder: str
    file: Path
    digest: str
    size: int
    kind: MediaKind

    @property
    def path(self) -> str:
        """Its place in the course."""
        return f"{self.folder}{self.src}"

    def to_json(self) -> Json:
        """What a page and a publication need to know of it."""
        said = {"digest": self.digest, "kind": self.kind.mime, "size": self.size}
        sides = {"width": self.kind.width, "height": self.kind.height}
        return said | {name: value for name, value in sides.items() if value is not None}


@dataclass(frozen=True)
class Wanted:
    """A picture that something names: where that is written, and the module it is looked up in first."""

    src: str
    source: Source
    at: Place
    module: str | None


def read_media(files: Iterable[Path], folder: str, errors: list[ContentError]) -> Iterator[MediaFile]:
    """The files of one `media` folder; what is wrong with others is added to `errors`."""
    for file in files:
        try:
            yield _read(file, folder)
        except MediaError as error:
            errors.append(ContentError(str(file), error.line, "", error.problem, error.fix))
        except OSError as error:
            errors.append(ContentError(str(file), 1, "", f"cannot be read ({error.strerror})", "Check its permissions"))


def _read(file: Path, folder: str) -> MediaFile:
    if not _NAME.fullmatch(file.name):
        raise MediaError("the name has other signs than letters, digits, dots and hyphens", "Rename it")
    if not file.is_file():
        raise MediaError("this is no file", "Here stand pictures and recordings, without folders")
    if file.stat().st_size > MAX_BYTES:
        raise MediaError(f"has {file.stat().st_size:,} bytes; at most {MAX_BYTES:,} fit", "Make it smaller")
    data = file.read_bytes()
    kind = sniff(data)
    if file.suffix.casefold() not in kind.suffixes:
        raise MediaError(f"the content is {kind.mime}, which the name does not say", f"Name it {kind.suffixes[0]}")
    return MediaFile(
        src=f"media/{file.name}", folder=folder, file=file, digest=sha256(data).hexdigest(), size=len(data), kind=kind
    )


def wanted(course: "Course") -> Iterator[Wanted]:
    """Every picture that a lesson or a question names."""
    for module in course.modules:
        for lesson in module.lessons:
            for block in lesson.blocks:
                if block.figure is not None and block.source is not None:
                    yield Wanted(block.figure.src, block.source, ("src",), module.key)
    for written in course.questions():
        for at, src in written.spec.pictures():
            yield Wanted(src, written.source, (*written.at, *at), written.module)


def check_media(course: "Course") -> tuple[list[ContentError], list[ContentError]]:
    """Errors and warnings: pictures that are not there or are none, and files that nothing shows."""
    errors, used = [], set()
    for each in wanted(course):
        found = course.find_media(each.src, each.module)
        if found is None:
            there = sorted({media.src for media in course.all_media()}) or ["none"]
            fix = f"Put it into media, or name one that is there: {', '.join(there[:10])}"
            errors.append(each.source.error(each.at, f"there is no file {each.src}", fix))
        elif found.kind.role != "picture":
            errors.append(each.source.error(each.at, f"{each.src} is no picture", "Use PNG, JPEG, GIF, WebP or SVG"))
        else:
            used.add(found.path)
    idle = (media for media in course.all_media() if media.path not in used)
    fix = "Show it, or remove it"
    return errors, [ContentError(str(media.file), 1, "", "nothing shows this file", fix) for media in idle]


def shown_question(question: QuestionSpec, course: "Course") -> Json:
    """The shown part of a question, with what its pictures are."""
    shown, home = question.shown(), course.home_of(question.key)
    pictures = {src: course.find_media(src, home) for _, src in question.pictures()}
    if found := {src: media.to_json() for src, media in pictures.items() if media is not None}:
        shown["derived"] = shown.get("derived", {}) | {"media": found}
    return shown


def store_media(course: "Course", store: MediaStore) -> None:
    """Put the bytes of every file into the store, before a publication speaks of them."""
    for media in course.all_media():
        if not store.exists(media.digest):
            store.put(media.file.read_bytes())


def find_missing(digests: Mapping[str, str], store: MediaStore) -> list[str]:
    """The paths among `digests` (path to digest) whose bytes are not in the store."""
    return sorted(path for path, digest in digests.items() if not store.exists(digest))
