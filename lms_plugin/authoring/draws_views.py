"""What a quiz draws from banks: a page of its own, one row for each draw."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.checking import Fault
from lms_plugin.authoring.drawn import list_banks
from lms_plugin.authoring.draws_form import DRAWS, as_rows, faults_of, into_sections, layout
from lms_plugin.authoring.editing import QuestionForm, title_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.question_forms.filling import fill
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import DraftNotFoundError
from lms_plugin.drafts.files import change_file, digest_of
from lms_plugin.drafts.places import is_bank
from lms_plugin.drafts.sections import Sections, keys_in, sections_of


@blueprint.get("/<course>/<path:path>/draws")
@placers_only
def draws(course: str, path: str) -> str:
    """The draws of a quiz as they stand, and a row for another."""
    return _page(course, path, as_rows(sections_of(_quiz(course, path))))


def _quiz(course: str, path: str) -> QuestionFileText:
    if is_bank(path):
        raise DraftNotFoundError("A bank draws from nothing.")
    return drafts.read_file(get_viewer().tenant_id, course, path)


def _page(
    course: str, path: str, data: Mapping[str, Any], faults: tuple[Fault, ...] = (), *, is_late: bool = False
) -> str:
    files = list(drafts.list_question_files(get_viewer().tenant_id, course))
    banks = [(key, called) for key, called, _ in list_banks(files)]
    parts = fill(layout(banks), data, more={DRAWS: 1})
    quiz = _quiz(course, path)
    return render_template(
        "authoring/draws.html",
        course=course,
        path=path,
        title=title_of(quiz, path),
        base=_digest(sections_of(quiz)),
        is_late=is_late,
        form=QuestionForm(kind="", kind_name="", parts=parts, faults=faults, asked=None),
        has_banks=bool(banks),
    )


def _digest(sections: Sections) -> str:
    """Of what the form was filled from: rows are told by their number."""
    return digest_of(repr(as_rows(sections)))


@blueprint.post("/<course>/<path:path>/draws")
@placers_only
def save_draws(course: str, path: str) -> Response | tuple[str, int]:
    """Save them; `go` is `more` for a further row, or `drop:draws.1` to take one out."""
    check_token()
    go = request.form.get("go", "")
    sections = sections_of(_quiz(course, path))
    if request.form.get("base") != _digest(sections):
        return _page(course, path, read_form(layout(()), request.form, {}), is_late=True), 409
    data = read_form(layout(()), request.form, as_rows(sections))
    rows = list(data.get(DRAWS) or ())
    dropped = go.removeprefix(f"drop:{DRAWS}.")
    if dropped != go and dropped.isdecimal() and int(dropped) < len(rows):
        del rows[int(dropped)]
    faults = faults_of(rows)
    if faults:
        return _page(course, path, {DRAWS: rows}, faults), 400

    def change(file: QuestionFileText) -> QuestionFileText:
        return file.edit_fields({"sections": into_sections(rows, sections_of(file), keys_in(file)) or None})

    change_file(author(), course, path, "Changed what is drawn", change, now=datetime.now(UTC))
    db.session.commit()
    if go and go != "save":
        return redirect(url_for("editor.draws", course=course, path=path), 303)
    return redirect(url_for("editor.quiz", course=course, path=path, said="draws"), 303)
