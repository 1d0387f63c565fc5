"""Bringing files into a hospital's own courses, and taking them out: all of it or nothing. The caller commits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from uuid import UUID

from sqlalchemy import exists, select

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.errors import ContentError, ContentErrors, NotYourCourseError
from lms_plugin.curriculum.models import Course, OwnCourse
from lms_plugin.drafts.bundles import Bundle, question_keys, write_folder
from lms_plugin.drafts.choosing import lock_course
from lms_plugin.drafts.errors import DiffersError, DraftNotFoundError
from lms_plugin.drafts.files import add_draft, change_text, list_drafts
from lms_plugin.drafts.loading import load_from
from lms_plugin.drafts.own_media import bring_media, read_media_files
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.services import claim_course

Texts = Mapping[str, str]
REPLACED = "Replaced by a file"


@dataclass(frozen=True, kw_only=True)
class FilePlan:
    """What bringing in does to one file; the keys of its questions that become others, come, or go."""

    path: str
    verdict: Literal["new", "same", "differs"]
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BringingPlan:
    """What bringing in does to a course."""

    course: str
    is_new: bool
    files: tuple[FilePlan, ...]

    def count(self, verdict: str) -> int:
        """How many files have this verdict."""
        return sum(file.verdict == verdict for file in self.files)


def place_single(tenant_id: UUID, course_key: str, bundle: Bundle) -> Bundle:
    """A single file at the place where the course has one of its kind and name already, in a module perhaps."""
    [(path, text)] = bundle.texts.items()
    places = [draft.path for draft in list_drafts(tenant_id, course_key) if f"/{draft.path}".endswith(f"/{path}")]
    return replace(bundle, texts={places[0] if places else path: text})


def take_out(tenant_id: UUID, course_key: str) -> Bundle:
    """A course of this hospital as it is being written. Raises DraftNotFoundError."""
    texts = {draft.path: draft.text for draft in list_drafts(tenant_id, course_key)}
    if not texts:
        raise DraftNotFoundError(f"This hospital has no course of its own called {course_key}.")
    return Bundle(course=course_key, texts=texts, media=read_media_files(tenant_id, course_key))


def plan_bringing(tenant_id: UUID, course_key: str, bundle: Bundle) -> BringingPlan:
    """What bringing the files in would do; nothing is written.

    Raises NotYourCourseError, and ContentErrors where a key would stand twice in the course.
    """
    is_new = _is_new(tenant_id, course_key)
    before = {draft.path: draft.text for draft in list_drafts(tenant_id, course_key)}
    after = {**before, **bundle.texts}
    if errors := [*_doubled_keys(after, bundle.texts), *_doubled_files(after, bundle.texts)]:
        raise ContentErrors(errors)
    files = [_plan_text(path, before.get(path), text) for path, text in sorted(bundle.texts.items())]
    media = read_media_files(tenant_id, course_key) if bundle.media else {}
    files += [_plan_media(path, media.get(path), data) for path, data in sorted(bundle.media.items())]
    return BringingPlan(course=course_key, is_new=is_new, files=tuple(files))


def _is_new(tenant_id: UUID, course_key: str) -> bool:
    """Whether there is no such course yet. Raises NotYourCourseError where it is shipped, or another hospital's."""
    owner = db.session.scalar(select(OwnCourse.tenant_id).where(OwnCourse.course_key == course_key))
    is_known = owner is not None or db.session.scalar(select(exists().where(Course.key == course_key)))
    if is_known and owner != tenant_id:
        raise NotYourCourseError(
            f"There is another course called {course_key} here.", remedy="Name another key with --course."
        )
    return not is_known


def _plan_text(path: str, before: str | None, text: str) -> FilePlan:
    if before is None:
        return FilePlan(path=path, verdict="new", added=tuple(_blocks(text)) if is_question_file(path) else ())
    if before == text or not is_question_file(path):
        return FilePlan(path=path, verdict="same" if before == text else "differs")
    old, new = _blocks(before), _blocks(text)
    return FilePlan(
        path=path,
        verdict="differs",
        changed=tuple(key for key in new if key in old and new[key] != old[key]),
        added=tuple(key for key in new if key not in old),
        gone=tuple(key for key in old if key not in new),
    )


def _plan_media(path: str, before: bytes | None, data: bytes) -> FilePlan:
    return FilePlan(path=path, verdict="new" if before is None else "same" if before == data else "differs")


def _blocks(text: str) -> dict[str, str]:
    """The questions of a file by key, as they are written."""
    return {block.key: block.text.strip() for block in split_file(text).blocks if block.key is not None}


def _doubled_keys(after: Texts, coming: Texts) -> Iterator[ContentError]:
    """Questions that come under a key that another question of the course has."""
    paths = [*(path for path in after if path not in coming), *sorted(coming)]
    seen = dict[str, str]()
    for path in filter(is_question_file, paths):
        for key, line in question_keys(after[path]):
            if key in seen and path in coming:
                fix = "Keys are unique in the course: take one of them out, or name another course with --course"
                problem = f"this key is already used in {seen[key]}"
                yield ContentError(path, line, f"question '{key}'", problem, fix)
            seen.setdefault(key, path)


def _doubled_files(after: Texts, coming: Texts) -> Iterator[ContentError]:
    """Quizzes that come under a name that another quiz of the course has, and the same of banks and lessons."""
    seen = dict[tuple[str, str], str]()
    for path in [*(path for path in after if path not in coming), *sorted(coming)]:
        *_, folder, name = ["", *path.split("/")]
        if folder not in ("quizzes", "banks", "lessons"):
            continue
        if (folder, name) in seen and path in coming:
            fix = "Rename it, or bring it in at that place with --as"
            yield ContentError(path, 1, "", f"this name is already used in {seen[folder, name]}", fix)
        seen.setdefault((folder, name), path)


def find_faults(tenant_id: UUID, course_key: str, bundle: Bundle, *, now: datetime) -> list[ContentError]:
    """What of these files stands in the way of publishing them once they are in the course, with their paths in it."""
    texts = {draft.path: draft.text for draft in list_drafts(tenant_id, course_key)} | dict(bundle.texts)
    media = {**read_media_files(tenant_id, course_key), **bundle.media}
    with TemporaryDirectory() as folder:
        root = Path(folder) / course_key
        write_folder(Bundle(course=course_key, texts=texts, media=media), root)
        try:
            load_from(root, now=now)
        except ContentErrors as error:
            return [each for each in error.errors if each.path in bundle.files()]
    return []


def bring_in(author: Person, course_key: str, bundle: Bundle, *, update: bool, now: datetime) -> BringingPlan:
    """Make the files drafts of this course; what is there already with the same text stays untouched.

    A file that differs from the one that is there replaces it with `update`; of a text, that is an act which can be
    undone. Raises DiffersError without `update`, and what `plan_bringing` raises.
    """
    is_new = _is_new(author.tenant_id, course_key)
    claim_course(author, course_key)
    # Two who bring something in at once do it one after the other.
    lock_course(course_key)
    plan = replace(plan_bringing(author.tenant_id, course_key, bundle), is_new=is_new)
    if (count := plan.count("differs")) and not update:
        raise DiffersError(plan.course, count)
    for file in plan.files:
        text = bundle.texts.get(file.path)
        if text is not None and file.verdict == "new":
            add_draft(author, course_key, file.path, text, now=now)
        elif text is not None and file.verdict == "differs":
            change_text(author, course_key, file.path, REPLACED, partial(_replaced, text), now=now)
        elif text is None and file.verdict != "same":
            bring_media(author, course_key, file.path, bundle.media[file.path], now=now)
    _record(author, plan, now)
    return plan


def _replaced(text: str, before: str) -> str:
    """The text of a file in the place of the one before."""
    return text


def _record(author: Person, plan: BringingPlan, now: datetime) -> None:
    changed = {file.path: file.verdict for file in plan.files if file.verdict != "same"}
    if changed:
        record_event(
            "course.imported",
            actor=author.actor,
            subject_kind="course",
            subject_id=plan.course,
            details={"new": {"files": changed}},
            tenant_id=author.tenant_id,
            now=now,
        )
