"""The editor's page of a course's glossary: the words that a lesson explains where they first stand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.checking import Fault, FormSource, as_faults
from lms_plugin.authoring.editing import QuestionForm
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.fields import Field
from lms_plugin.authoring.question_forms.filling import fill
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.specs import TermSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import YamlText
from lms_plugin.drafts.errors import ChangedSinceError, EntryUsedError
from lms_plugin.drafts.keyed_lists import GLOSSARY, digest_of_entry
from lms_plugin.drafts.media import check_own

LAYOUT = (
    Field(name="term", label="Term", help="As a lesson says it: protected health information."),
    Field(name="short", label="Abbreviation", help="Such as PHI. May stay empty."),
    Field(name="text", label="What it means", kind="text", help="One or two plain sentences."),
)


@blueprint.get("/<course>/glossary")
@placers_only
def glossary(course: str) -> str:
    """The terms of a course of this hospital; with `key` the form holds that one."""
    tenant_id, key = get_viewer().tenant_id, request.args.get("key", "")
    check_own(tenant_id, course)
    return _page(course, key, GLOSSARY.get(tenant_id, course, key) if key else {})


def _page(course: str, key: str, data: Mapping[str, Any], faults: tuple[Fault, ...] = (), problem: str = "") -> str:
    tenant_id = get_viewer().tenant_id
    return render_template(
        "authoring/glossary.html",
        course=course,
        key=key,
        base=digest_of_entry(GLOSSARY.get(tenant_id, course, key)) if key else "",
        terms=sorted(GLOSSARY.entries(tenant_id, course), key=lambda each: str(each.get("term", "")).casefold()),
        used=GLOSSARY.used_keys(tenant_id, course),
        form=QuestionForm(kind="", kind_name="", parts=fill(LAYOUT, data), faults=faults, asked=None),
        said=request.args.get("said", ""),
        problem=problem,
    )


@blueprint.post("/<course>/glossary")
@placers_only
def save_one_term(course: str) -> Response | tuple[str, int]:
    """Save the term `key`, or a new one. What does not fit is said at its field, and nothing is saved then."""
    check_token()
    tenant_id, key = get_viewer().tenant_id, request.form.get("key", "")
    check_own(tenant_id, course)
    data = read_form(LAYOUT, request.form, GLOSSARY.get(tenant_id, course, key) if key else {})
    errors: list[ContentError] = []
    validate(TermSpec, FormSource("", YamlText({"key": "a", **data}, {})), errors)
    if errors:
        return _page(course, key, data, as_faults(errors)), 400
    fields = {field.name: data.get(field.name) for field in LAYOUT}
    base = request.form.get("base", "")
    try:
        saved = GLOSSARY.save(author(), course, key or None, fields, base=base, now=datetime.now(UTC))
    except ChangedSinceError as error:
        db.session.rollback()
        words = f"Somebody else changed the term “{error.theirs}” meanwhile."
        words += " What you typed is below. Save it to put it in place of theirs."
        return _page(course, key, data, problem=words), error.status
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
