"""From draft to version: what changes, whom it touches, a note; the history with differences, and bringing one back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import unified_diff
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editing import head_of, list_lines
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.running import count_running
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.changes import Change
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.drafts import publishing
from lms_plugin.drafts.files import change_text, get_draft
from lms_plugin.drafts.publishing import FileState, Version
from lms_plugin.errors import NotFoundError
from lms_plugin.regrading.services import KeyChange, find_key_changes

KIND_WORDS = {
    "new": ("New", "New tries only"),
    "cosmetic": ("Wording", "Statistics go on"),
    "substantive": ("Another question", "Statistics start again; old scores stand"),
    "key": ("Key", "Scores can be regraded after publishing"),
}
LONGEST_NOTE = 300


@blueprint.get("/<course>/<path:path>/publish")
@teachers_only
def review(course: str, path: str) -> str:
    """What publishing would change, and what stands in the way."""
    return _page(course, path)


def _chosen(path: str, states: Iterable[FileState]) -> list[str]:
    """The file itself, and the others that were ticked."""
    known = {state.path for state in states}
    return [path, *(each for each in request.values.getlist("also") if each in known and each != path)]


def _page(course: str, path: str, *, problem: str = "", note: str = "") -> str:
    tenant_id, now = get_viewer().tenant_id, datetime.now(UTC)
    draft, states = get_draft(tenant_id, course, path), publishing.list_states(tenant_id, course)
    chosen = _chosen(path, states)
    plan, errors = None, []
    try:
        plan = publishing.plan(tenant_id, course, chosen, now=now)
    except ContentErrors as error:
        errors = error.errors
    file = split_file(draft.text)
    stems = {line.key: line.headline for line in list_lines(file)}
    return render_template(
        "authoring/publish.html",
        course=course,
        path=path,
        title=head_of(file).get("title", path),
        plan=plan,
        changes=[_change(change, stems) for change in plan.changes] if plan else [],
        errors=[_error(error, path, stems) for error in errors],
        running=count_running(tenant_id, course, path),
        others=[s for s in states if s.is_changed and s.path not in (path, *publishing.SHARED)],
        chosen=chosen,
        problem=problem,
        note=note,
    )


def _change(change: Change, stems: Mapping[str, str]) -> dict[str, str]:
    word, effect = KIND_WORDS[change.kind]
    return {
        "key": change.key,
        "headline": stems.get(change.key, change.key),
        "kind": change.kind,
        "word": word,
        "effect": effect,
    }


def _error(error: ContentError, path: str, stems: Iterable[str]) -> dict[str, Any]:
    """A fault with the question that it stands in, if it is one of this file."""
    key = next((key for key in stems if error.path == path and f"'{key}'" in error.where), None)
    said = f"{error.where}: {error.problem}. {error.fix}." if error.where else f"{error.problem}. {error.fix}."
    return {"text": said if error.path == path else f"{error.path}: {said}", "key": key}


@blueprint.post("/<course>/<path:path>/publish")
@teachers_only
def publish(course: str, path: str) -> Response | tuple[str, int]:
    """Publish it. Nothing of a grade is sent by this."""
    check_token()
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    if not note:
        return _page(course, path, problem="Say in one line what changed."), 400
    chosen = _chosen(path, publishing.list_states(get_viewer().tenant_id, course))
    try:
        done = publishing.publish(author(), course, chosen, note=note, now=datetime.now(UTC))
    except ContentErrors:
        db.session.rollback()
        return _page(course, path, problem="Mend what stands in the way first.", note=note), 409
    db.session.commit()
    return redirect(url_for("editor.history", course=course, path=path, published=done.number), 303)


@blueprint.get("/<course>/<path:path>/history")
@teachers_only
def history(course: str, path: str) -> str:
    """The versions of a file, newest first, each with what it changed."""
    tenant_id = get_viewer().tenant_id
    draft = get_draft(tenant_id, course, path)
    versions = publishing.list_versions(course)
    texts = publishing.texts_of_file(course, path)
    rows = []
    for version in versions:
        before, text = texts.get(version.number - 1), texts.get(version.number)
        if text is not None and text != before:
            rows.append({"version": version, "diff": _differences(before or "", text), "is_now": text == draft.text})
    return render_template(
        "authoring/history.html",
        course=course,
        path=path,
        title=head_of(split_file(draft.text)).get("title", path),
        rows=rows,
        published=request.args.get("published", type=int),
        key_changes=_key_changes(course, versions),
    )


def _key_changes(course: str, versions: Sequence[Version]) -> list[KeyChange]:
    """Questions whose key the newest version changed, with the tries that the old key marked."""
    if len(versions) < 2:
        return []
    return find_key_changes(get_viewer().tenant_id, course, versions[1].id, versions[0].id)


def _differences(before: str, after: str) -> list[str]:
    """The lines that differ, with those around them; at most 200."""
    return list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))[2:202]


@blueprint.post("/<course>/<path:path>/restore")
@teachers_only
def restore(course: str, path: str) -> Response:
    """Make the text of a version the draft again. Learners see it once it is published."""
    check_token()
    number = request.form.get("number", type=int)
    text = publishing.texts_of_file(course, path).get(number) if number else None
    if text is None:
        raise NotFoundError("This quiz was not in that version.")
    change_text(author(), course, path, f"Brought back version {number}", lambda _: text, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="restored"), 303)
