"""The editor's page of a lesson: its fields and its Markdown, saved as they are typed, and how learners see it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.lesson_checking import check_lesson
from lms_plugin.authoring.lesson_surroundings import read_surroundings
from lms_plugin.core.db.base import db
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.filters import clock
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts.errors import LessonChangedSinceError
from lms_plugin.drafts.files import digest_of, get_draft, own_last_act
from lms_plugin.drafts.lessons import front_problem, save_lesson, split_lesson, tidy, write_lesson
from lms_plugin.drafts.models import Draft
from lms_plugin.drafts.states import find_published
from lms_plugin.progress.texts import Writer

# The address that editor.quiz has for the file, so that the pages of every file lead back to it alike.
RULE = "/<course>/modules/<module>/lessons/<key>.md/"
FIELDS = ("title", "objective", "minutes", "review_by")


def path_of(module: str, key: str) -> str:
    """Where a lesson stands in its course."""
    return f"modules/{module}/lessons/{key}.md"


@blueprint.get(RULE)
@placers_only
def lesson(course: str, module: str, key: str) -> str:
    """A lesson as it stands."""
    draft = get_draft(get_viewer().tenant_id, course, path_of(module, key))
    return _page(draft, module, key, draft.text)


@blueprint.post(RULE)
@placers_only
def save(course: str, module: str, key: str) -> Response | tuple[str, int] | tuple[Response, int]:
    """Save what was typed; with `go` = `text` the whole file. A save by script is answered with JSON."""
    check_token()
    path, now = path_of(module, key), datetime.now(UTC)
    draft = get_draft(get_viewer().tenant_id, course, path)
    base = tidy(request.form.get("base_text", ""))
    if request.form.get("go") == "text":
        after = tidy(request.form.get("as_text", ""))
        if problem := front_problem(after):
            return _page(draft, module, key, base, as_text=after, text_problem=problem), 400
    else:
        after = write_lesson(base, _fields(base), tidy(request.form.get("body", "")))
    try:
        save_lesson(author(), course, path, after, base=digest_of(base), now=now)
    except LessonChangedSinceError as error:
        db.session.rollback()
        if wants_json():
            return jsonify(error=error.title, message=str(error)), error.status
        draft = get_draft(get_viewer().tenant_id, course, path)
        return _page(draft, module, key, after, theirs=_differing(draft.text, base)), error.status
    db.session.commit()
    here = url_for("editor.lesson", course=course, module=module, key=key)
    if not wants_json():
        return redirect(here, 303)
    draft = get_draft(get_viewer().tenant_id, course, path)
    told = render_template("authoring/_lesson_told.html", **_told(draft, draft.text))
    return jsonify(address=here, base_text=draft.text, told=told, saved_at=clock(now))


def _differing(theirs: str, base: str) -> str:
    """What the other one saved: the Markdown, and the fields above it where one of these is another."""
    halves = split_lesson(theirs)
    return halves.body if halves.front == split_lesson(base).front else theirs


def _fields(base: str) -> dict[str, Any]:
    """The fields as typed; a whole number where one stands, and None for what was left empty."""
    before = split_lesson(base).front
    fields: dict[str, Any] = {}
    for name in FIELDS:
        if name in request.form:
            typed = " ".join(tidy(request.form[name]).split())
            same = typed == _shown(before.get(name))
            number = name == "minutes" and typed.isascii() and typed.isdecimal() and len(typed) < 5
            fields[name] = before.get(name) if same else int(typed) if number else typed or None
    return fields


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _told(draft: Draft, text: str) -> dict[str, Any]:
    """What stands beside the form."""
    around = read_surroundings(get_viewer().tenant_id, draft.course_key, draft.path)
    writer = Writer(around.words)
    return {
        "course": draft.course_key,
        "path": draft.path,
        "checked": check_lesson(draft.path, text, around),
        "act": own_last_act(draft, get_viewer().user_id),
        "objectives": around.known["objective"],
        "text": writer.block,
        "inline": writer.line,
        "place_links": writer.place,
    }


def _page(draft: Draft, module: str, key: str, text: str, **extra: Any) -> str:
    """`text` is what stands in the form, on top of the draft as it is now."""
    published = find_published(draft.course_key).text(draft.path)
    halves = split_lesson(text)
    return render_template(
        "authoring/lesson.html",
        module=module,
        key=key,
        base_text=draft.text,
        **{"as_text": text, **extra},
        fields=_as_typed(halves.front),
        body=halves.body,
        is_changed=published != draft.text,
        was_published=published is not None,
        said=request.args.get("said", ""),
        **_told(draft, text),
    )


def _as_typed(front: Mapping[str, Any]) -> dict[str, str]:
    return {name: _shown(front.get(name)) for name in FIELDS}


@blueprint.get(f"{RULE}now")
@placers_only
def lesson_now(course: str, module: str, key: str) -> Response:
    """The digest of a lesson as it stands, for a page that is open in front of somebody else."""
    draft = get_draft(get_viewer().tenant_id, course, path_of(module, key))
    return jsonify(digest=digest_of(draft.text))
