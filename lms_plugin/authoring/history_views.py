"""The versions of a file: who made each and who checked it, what it changed, and bringing one back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import unified_diff

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.colleagues import names_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.publish_page import differences_of
from lms_plugin.authoring.shelves import name_of
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts import publishing
from lms_plugin.drafts.files import change_text, get_draft
from lms_plugin.drafts.publishing import Version
from lms_plugin.errors import NotFoundError
from lms_plugin.regrading.services import KeyChange, find_key_changes


@blueprint.get("/<course>/<path:path>/history")
@placers_only
def history(course: str, path: str) -> str:
    """The versions of a file, newest first, each with what it changed."""
    tenant_id = get_viewer().tenant_id
    draft = get_draft(tenant_id, course, path)
    versions = publishing.list_versions(course)
    texts = publishing.texts_of_file(course, path)
    rows = []
    for version in versions:
        before, text = texts.get(version.number - 1, ""), texts.get(version.number)
        if text is not None and text != before:
            rows.append(
                {
                    "version": version,
                    "differences": differences_of(path, before, text),
                    "lines": _lines(before, text),
                    "is_now": text == draft.text,
                }
            )
    return render_template(
        "authoring/history.html",
        course=course,
        path=path,
        title=name_of(path, draft.text),
        rows=rows,
        names=names_of(tenant_id, [who for each in versions for who in (each.made_by, each.asked_by)]),
        published=request.args.get("published", type=int),
        key_changes=_key_changes(course, versions),
    )


def _key_changes(course: str, versions: Sequence[Version]) -> list[KeyChange]:
    """Questions whose key the newest version changed, with the tries that the old key marked."""
    if len(versions) < 2 or not get_viewer().teaches:
        return []
    return find_key_changes(get_viewer().tenant_id, course, versions[1].id, versions[0].id)


def _lines(before: str, after: str) -> list[str]:
    """The lines that differ, with those around them; at most 200."""
    return list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))[2:202]


@blueprint.post("/<course>/<path:path>/restore")
@placers_only
def restore(course: str, path: str) -> Response:
    """Make the text of a version the draft again. Learners see it once it is published."""
    check_token()
    number = request.form.get("number", type=int)
    text = publishing.texts_of_file(course, path).get(number) if number else None
    if text is None:
        raise NotFoundError("This file was not in that version.")
    change_text(author(), course, path, f"Brought back version {number}", lambda _: text, now=datetime.now(UTC))
    db.session.commit()
    return redirect(url_for("editor.quiz", course=course, path=path, said="restored"), 303)
