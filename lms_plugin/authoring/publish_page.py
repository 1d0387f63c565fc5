"""The page before publishing: what changes in which words, whom it touches, and who may publish it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import render_template

from lms_plugin.authoring.differences import Differences, compare_files, compare_texts
from lms_plugin.authoring.editing import head_of, headlines
from lms_plugin.authoring.reviewing import stand
from lms_plugin.authoring.running import count_touched
from lms_plugin.authoring.shelves import name_of
from lms_plugin.authoring.withdrawing import is_withdrawn
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.changes import Change
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.curriculum.publishing import Plan, newest_publication, published_questions
from lms_plugin.drafts import publishing
from lms_plugin.drafts.choosing import SHARED
from lms_plugin.drafts.copying import find_copy
from lms_plugin.drafts.files import get_draft
from lms_plugin.drafts.lessons import find_lesson, split_lesson
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.reviews import find_waiting
from lms_plugin.drafts.states import CourseState, read_state
from lms_plugin.regrading.services import count_marked

KIND_WORDS = {  # what deserves most of a look first
    "key": ("Key", "No try was marked by the old key"),
    "substantive": ("Another question", "Statistics start again; old scores stand"),
    "new": ("New", "New tries only"),
    "cosmetic": ("Wording", "Statistics go on"),
}
_NAMED = re.compile(r"question '([^']+)'")


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """A file that is published, with what differs from its last version."""

    path: str
    title: str
    differences: Differences


@dataclass(frozen=True, kw_only=True)
class Row:
    """A question that changes, in the table."""

    name: str
    summary: str
    kind: str
    word: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What stands in the way; `key` is the question of the file in which it does."""

    text: str
    key: str | None


def publish_page(
    course: str, path: str, chosen: list[str], *, problem: str = "", note: str = "", missing: str = ""
) -> str:
    """The page for who is asking. Of a check that this person may answer, the files are those that were sent."""
    viewer, now = get_viewer(), datetime.now(UTC)
    draft = get_draft(viewer.tenant_id, course, path)
    waiting = find_waiting(viewer.tenant_id, course, path)
    if waiting is not None and waiting.asked_by != viewer.user_id:
        chosen = waiting.paths
    state = read_state(viewer.tenant_id, course)
    plan, errors = _plan(state, chosen, now)
    file = None if find_lesson(path) else split_file(draft.text)
    stems = headlines(file) if file else {}
    changes = list_file_changes(state, chosen)
    return render_template(
        "authoring/publish.html",
        course=course,
        path=path,
        title=name_of(path, draft.text),
        is_lesson=file is None,
        is_first_of_copy=plan is not None and plan.number == 1 and find_copy(course) is not None,
        plan=plan,
        rows=_rows(viewer.tenant_id, course, plan.changes, changes, stems) if plan else [],
        changes=changes,
        errors=[_fault(error, path, stems, split_lesson(draft.text).offset) for error in errors],
        touched=count_touched(viewer.tenant_id, course, path),
        others=[
            (draft.path, name_of(draft.path, draft.text))
            for draft, file_state in zip(state.drafts, state.files(), strict=True)
            if file_state.is_changed and draft.path not in (path, *SHARED)
        ],
        chosen=chosen,
        standing=stand(state, path, chosen, viewer),
        is_withdrawn=file is not None and is_withdrawn(head_of(file)),
        problem=problem,
        note=note or _usual_note(state.published.get(path, ""), file),
        missing=missing,
    )


def _usual_note(before: str, file: QuestionFileText | None) -> str:
    """What is written for the author, where taking it out of use is what changed, or putting it back."""
    if file is None:
        return ""
    was, is_now = is_withdrawn(head_of(split_file(before))), is_withdrawn(head_of(file))
    if was == is_now:
        return ""
    return "Taken out of use" if is_now else "Put back into use"


def list_file_changes(state: CourseState, chosen: Collection[str]) -> list[FileChange]:
    """The files that are published and differ, with what they differ in."""
    before = state.before
    return [
        FileChange(
            path=draft.path,
            title=name_of(draft.path, draft.text),
            differences=differences_of(draft.path, before.get(draft.path, ""), draft.text),
        )
        for draft in state.chosen(chosen)
        if draft.text != before.get(draft.path) and (before or draft.path not in SHARED)
    ]


def differences_of(path: str, before: str, after: str) -> Differences:
    """By question where there are some, else by words."""
    return compare_files(before, after) if is_question_file(path) else compare_texts(before, after)


def _plan(state: CourseState, chosen: Collection[str], now: datetime) -> tuple[Plan | None, Sequence[ContentError]]:
    try:
        return publishing.plan(state, chosen, now=now), ()
    except ContentErrors as error:
        return None, error.errors


def _rows(
    tenant_id: UUID, course: str, changed: Sequence[Change], files: Sequence[FileChange], stems: Mapping[str, str]
) -> list[Row]:
    marked = _count_marked(tenant_id, course, [change.key for change in changed if change.kind == "key"])
    rows: list[tuple[int, int, Row]] = []
    for change in changed:
        found = next((each for file in files if (each := file.differences.find(change.key))), None)
        word, effect = KIND_WORDS[change.kind]
        if count := marked.get(change.key):
            effect = f"{count} {'try was' if count == 1 else 'tries were'} marked by the old key"
        headline = found.headline if found else stems.get(change.key, change.key)
        row = Row(
            name=f"{found.number}. {headline}" if found else headline,
            summary=found.summary if found else "",
            kind=change.kind,
            word=word,
            effect=effect,
        )
        rows.append((list(KIND_WORDS).index(change.kind), found.number if found else 0, row))
    return [row for *_, row in sorted(rows, key=lambda each: each[:2])]


def _count_marked(tenant_id: UUID, course: str, keys: Sequence[str]) -> Mapping[str, int]:
    newest = newest_publication(course) if keys else None
    if newest is None:
        return {}
    published = published_questions(newest.id)
    return count_marked(tenant_id, course, {key: published[key].spec.edition for key in keys})


def _fault(error: ContentError, path: str, stems: Collection[str], offset: int) -> Fault:
    """A fault with the question that it stands in, if it is one of this file, or with the line of a lesson's text."""
    named = [*reversed(_NAMED.findall(error.where))]  # the innermost first
    key = next((key for key in named if error.path == path and key in stems), None)
    said = f"{error.where}: {error.problem}. {error.fix}." if error.where else f"{error.problem}. {error.fix}."
    if offset and error.path == path and error.line > offset:
        said = f"Line {error.line - offset} of the text: {said}"
    return Fault(text=said if error.path == path else f"{error.path}: {said}", key=key)
