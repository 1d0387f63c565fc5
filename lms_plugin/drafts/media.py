"""The pictures of a hospital's own courses: taken in, found, put in place for publishing, removed where unused.

The caller commits. Bytes go into the store before the row is there, and are never taken out: a publication, and an
attempt that was pinned to one, may need them for as long as the installation stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, exists, select

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.installed import media_store
from lms_plugin.core.media.sniff import HEAD, MediaKind, kind_of, sniff
from lms_plugin.curriculum.models import OwnCourse, Publication, PublishedText
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.drafts.choosing import lock_course
from lms_plugin.drafts.errors import DraftNotFoundError, MediaUsedError
from lms_plugin.drafts.models import Draft, DraftMedia

MOST_FILES = 1_000
_PATH = re.compile(r"(?:modules/[a-z0-9-]{1,64}/)?media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NAMED = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def list_media(tenant_id: UUID, course_key: str) -> list[DraftMedia]:
    """The files of a course of this hospital, by path; none of anybody else's."""
    statement = (
        select(DraftMedia)
        .join(OwnCourse, OwnCourse.course_key == DraftMedia.course_key)
        .where(DraftMedia.course_key == course_key, OwnCourse.tenant_id == tenant_id)
        .order_by(DraftMedia.path)
    )
    return list(db.session.scalars(statement))


def add_media(author: Person, course_key: str, name: str, data: bytes, *, now: datetime) -> DraftMedia:
    """Take a picture in, under a safe name made of `name`; one that is there already is given back as it is.

    Raises MediaError for what is no picture, DraftNotFoundError where the course is not this hospital's.
    """
    kind = _picture(data)
    lock_own(author, course_key)
    files = list_media(author.tenant_id, course_key)
    digest = media_store().put(data)
    for file in files:
        if file.digest == digest and file.path == file.src:
            return file
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    slug = make_key(stem, {file.name.rpartition(".")[0] for file in files}, otherwise="picture")
    return _add(author, course_key, f"media/{slug}{kind.suffixes[0]}", digest, len(data), kind, now=now)


def put_media(author: Person, course_key: str, path: str, data: bytes, *, now: datetime) -> DraftMedia:
    """Put a file at a path of its own, as a copied or imported course has it. Of the same bytes there it is harmless.

    Raises MediaError for what no course may hold, and where another file has the path.
    """
    kind = sniff(data)
    if not _PATH.fullmatch(path) or not path.casefold().endswith(kind.suffixes):
        raise MediaError(f"The name {path[:100]} is not that of a {kind.mime} of a course", "Rename the file")
    lock_own(author, course_key)
    digest = media_store().put(data)
    there = db.session.get(DraftMedia, (course_key, path))
    if there is None:
        return _add(author, course_key, path, digest, len(data), kind, now=now)
    if there.digest != digest:
        raise MediaError(f"Another file is called {path}", "Rename one of them")
    return there


def lock_own(author: Person, course_key: str) -> None:
    """Let nobody else add to or take from a course of this hospital meanwhile. Raises DraftNotFoundError."""
    check_own(author.tenant_id, course_key)
    lock_course(course_key)


def check_own(tenant_id: UUID, course_key: str) -> None:
    """Raises DraftNotFoundError where a course is not this hospital's own."""
    statement = exists().where(OwnCourse.course_key == course_key, OwnCourse.tenant_id == tenant_id)
    if not db.session.scalar(select(statement)):
        raise DraftNotFoundError("There is no such course.")


def _picture(data: bytes) -> MediaKind:
    """The kind of a picture. Raises MediaError for all else."""
    kind = kind_of(data[:HEAD])
    if kind is None or kind.role != "picture":
        what = "The file is empty" if not data else "This file is no picture that browsers show"
        raise MediaError(what, "Choose a PNG, JPEG, GIF, WebP or SVG")
    return sniff(data)


def _add(
    author: Person, course_key: str, path: str, digest: str, size: int, kind: MediaKind, *, now: datetime
) -> DraftMedia:
    if len(list_media(author.tenant_id, course_key)) >= MOST_FILES:
        raise MediaError(f"A course may hold {MOST_FILES:,} files", "Remove those that nothing shows")
    file = DraftMedia(
        course_key=course_key,
        path=path,
        digest=digest,
        mime=kind.mime,
        size=size,
        width=kind.width,
        height=kind.height,
        uploaded_by=author.user_id,
        uploaded_at=now,
    )
    db.session.add(file)
    db.session.flush()
    _record("picture.added", author, file, now)
    return file


def remove_media(author: Person, course_key: str, path: str, *, now: datetime) -> None:
    """Take a file out of a course that names it nowhere, in no version. Its bytes stay.

    Raises MediaUsedError, DraftNotFoundError.
    """
    lock_own(author, course_key)
    file = db.session.get(DraftMedia, (course_key, path))
    if file is None:
        raise DraftNotFoundError("There is no such picture.")
    if file.path in used_paths(author.tenant_id, course_key, [file]):
        raise MediaUsedError("The picture is shown by something that is written or was published.")
    db.session.execute(delete(DraftMedia).where(DraftMedia.course_key == course_key, DraftMedia.path == path))
    _record("picture.removed", author, file, now)


def used_paths(tenant_id: UUID, course_key: str, files: Iterable[DraftMedia]) -> frozenset[str]:
    """The paths of files that a text names, as it is now or in any version that was published: those can be restored.

    A file of a module counts as used where any text of the course names another of its name.
    """
    named = set(named_in(_all_texts(tenant_id, course_key)))
    return frozenset(file.path for file in files if file.src in named)


def _all_texts(tenant_id: UUID, course_key: str) -> Iterator[str]:
    drafts = select(Draft.text).where(Draft.tenant_id == tenant_id, Draft.course_key == course_key)
    yield from db.session.scalars(drafts.where(Draft.text.contains("media/")))
    published = (
        select(PublishedText.text)
        .join(Publication, Publication.id == PublishedText.publication_id)
        .where(Publication.course_key == course_key, PublishedText.text.contains("media/"))
    )
    yield from db.session.scalars(published)


def named_in(texts: Iterable[str]) -> Iterator[str]:
    """The files that texts name, `media/desk.png`, as often as they do. What ends a sentence is no part of a name."""
    for text in texts:
        for found in _NAMED.findall(text):
            yield found.rstrip(".")


def place_media(course_key: str, texts: Mapping[str, str], root: Path) -> None:
    """Put the files that the texts name into the folder of a course that is about to be loaded."""
    named = set(named_in(texts.values()))
    if not named:
        return
    store = media_store()
    for file in db.session.scalars(select(DraftMedia).where(DraftMedia.course_key == course_key)):
        home = root / file.path.removesuffix(file.src)
        # A module that has no text yet would be a folder without module.yaml.
        if file.src in named and store.exists(file.digest) and home.is_dir():
            target = root / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(store.find(file.digest))


def _record(verb: str, author: Person, file: DraftMedia, now: datetime) -> None:
    record_event(
        verb,
        actor=author.actor,
        subject_kind="course",
        subject_id=file.course_key,
        details={"new" if verb == "picture.added" else "old": {"path": file.path, "digest": file.digest}},
        tenant_id=author.tenant_id,
        now=now,
    )
