"""The editor's page of a course's glossary: the words that a lesson explains where they first stand."""

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
from lms_plugin.curriculum.specs import TermSpec
from lms_plugin.drafts.errors import ChangedSinceError, EntryUsedError
from lms_plugin.drafts.keyed_lists import GLOSSARY
from lms_plugin.drafts.media import check_own

FORM = EntryForm(
    kept=GLOSSARY,
    layout=(
        Field(name="term", label="Term", help="As a lesson says it: protected health information."),
        Field(name="short", label="Abbreviation", help="Such as PHI. May stay empty."),
        Field(name="text", label="What it means", kind="text", help="One or two plain sentences."),
    ),
    spec=TermSpec,
)


@blueprint.get("/<course>/glossary")
@placers_only
def glossary(course: str) -> str:
    """The terms of a course of this hospital; with `key` the form holds that one."""
    key = request.args.get("key", "")
    check_own(get_viewer().tenant_id, course)
    return _page(course, key, FORM.entry(course, key))


def _page(course: str, key: str, data: Mapping[str, Any], faults: tuple[Fault, ...] = (), problem: str = "") -> str:
    tenant_id = get_viewer().tenant_id
    return render_template(
        "authoring/glossary.html",
        course=course,
        course_title=title_of_course(tenant_id, course),
        key=key,
        base=FORM.base(course, key),
        terms=sorted(GLOSSARY.entries(tenant_id, course), key=lambda each: str(each.get("term", "")).casefold()),
        used=GLOSSARY.used_keys(tenant_id, course),
        form=FORM.filled(data, faults),
        said=request.args.get("said", ""),
        problem=problem,
    )


@blueprint.post("/<course>/glossary")
@placers_only
def save_one_term(course: str) -> Response | tuple[str, int]:
    """Save the term `key`, or a new one. What does not fit is said at its field, and nothing is saved then."""
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
    return redirect(url_for("editor.glossary", course=course, said="saved", _anchor=saved), 303)


@blueprint.post("/<course>/glossary/remove")
@placers_only
def remove_one_term(course: str) -> Response | tuple[str, int]:
    """Remove the term `key`, which nothing uses."""
    check_token()
    try:
        GLOSSARY.remove(author(), course, request.form.get("key", ""), now=datetime.now(UTC))
    except EntryUsedError as error:
        db.session.rollback()
        return _page(course, "", {}, problem=f"{error} {error.remedy}"), error.status
    db.session.commit()
    return redirect(url_for("editor.glossary", course=course, said="removed"), 303)
