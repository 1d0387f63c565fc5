"""The editor's page of a course's references: where the right answers can be read up."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.checking import Fault
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.entry_forms import EntryForm
from lms_plugin.authoring.question_forms.fields import Field
from lms_plugin.authoring.shelves import title_of_course
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.specs import ReferenceSpec
from lms_plugin.drafts.errors import ChangedSinceError, EntryUsedError
from lms_plugin.drafts.keyed_lists import REFERENCES
from lms_plugin.drafts.media import check_own

Data = Mapping[str, Any]
FORM = EntryForm(
    kept=REFERENCES,
    layout=(
        Field(name="text", label="Reference", kind="text", help="Who, what, when: as a reader would look it up."),
        Field(name="url", label="Address", help="Such as https://www.who.int/… Leave it empty where there is none."),
        Field(name="checked", label="Looked up on", help="The day somebody last saw that it still holds."),
    ),
    spec=ReferenceSpec,
)


@blueprint.get("/<course>/references")
@placers_only
def references(course: str) -> str:
    """The references of a course of this hospital; with `key` the form holds that one."""
    key = request.args.get("key", "")
    check_own(get_viewer().tenant_id, course)
    return _page(course, key, FORM.entry(course, key) if key else _empty())


def _empty() -> dict[str, Any]:
    return {"checked": datetime.now(get_viewer().timezone).date().isoformat()}


def _page(course: str, key: str, data: Data, faults: tuple[Fault, ...] = (), problem: str = "") -> str:
    tenant_id, back = get_viewer().tenant_id, request.values.get("back", "")
    path, _, question = back.rpartition("/questions/")
    return render_template(
        "authoring/references.html",
        course=course,
        course_title=title_of_course(tenant_id, course),
        key=key,
        base=FORM.base(course, key),
        entries=REFERENCES.entries(tenant_id, course),
        cited=REFERENCES.used_keys(tenant_id, course),
        form=FORM.filled(data, faults),
        back=back,
        question=url_for("editor.question", course=course, path=path, key=question) if path else None,
        said=request.args.get("said", ""),
        problem=problem,
    )


@blueprint.post("/<course>/references")
@placers_only
def save_one_reference(course: str) -> Response | tuple[str, int]:
    """Save the reference `key`, or a new one. What does not fit is said at its field, and nothing is saved then."""
    check_token()
    key, data, faults = FORM.typed(course)
    if faults:
        return _page(course, key, data, faults), 400
    try:
        saved = FORM.save(course, key, data)
    except ChangedSinceError as error:
        db.session.rollback()
        return _page(course, key, data, problem=FORM.clash(error)), error.status
    db.session.commit()
    return _done(course, "saved", saved)


@blueprint.post("/<course>/references/remove")
@placers_only
def remove_one_reference(course: str) -> Response | tuple[str, int]:
    """Remove the reference `key`, which nothing cites."""
    check_token()
    try:
        REFERENCES.remove(author(), course, request.form.get("key", ""), now=datetime.now(UTC))
    except EntryUsedError as error:
        db.session.rollback()
        return _page(course, "", _empty(), problem=f"{error} {error.remedy}"), error.status
    db.session.commit()
    return _done(course, "removed")


def _done(course: str, said: str, key: str | None = None) -> Response:
    back = request.form.get("back") or None
    return redirect(url_for("editor.references", course=course, said=said, back=back, _anchor=key), 303)
