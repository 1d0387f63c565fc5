"""Uploading the hospital's list of units: the file, what it would change, and the deed."""

import csv
import io
from datetime import UTC, datetime
from uuid import UUID

from flask import Response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from lms_plugin.core.audit.exports import record_export
from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.core.spreadsheets import neutral
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.downloads import CSV, download
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.errors import ConflictError
from lms_plugin.roster.forms import ConfirmForm, UndoForm, UploadForm
from lms_plugin.roster.models import FactUpload
from lms_plugin.roster.unit_list import TEMPLATE, UnreadableListError, read_unit_list
from lms_plugin.roster.units import (
    Plan,
    apply_upload,
    find_last_applied,
    get_upload,
    keep_upload,
    make_plan,
    undo_upload,
)

MAX_UPLOAD = 8 * 1024 * 1024
PER_PAGE = 50
# In the order in which they are shown: what changes first.
SHOWN = ("moves", "changes", "new", "waiting", "left_out")
WORDS = {
    "same": "Stays the same",
    "moves": "Moves",
    "changes": "Changes",
    "new": "New",
    "waiting": "Not in this course yet. Waits until they come",
}

blueprint = LaunchBlueprint("units", __name__, prefix="/units")


@blueprint.get("/")
@teachers_only
def start() -> str:
    """The form for a file, and the last list with its undo."""
    return _start_page()


def _start_page(error: UnreadableListError | None = None) -> str:
    viewer = get_viewer()
    last = find_last_applied(tenant_id=viewer.tenant_id, context_id=viewer.context_id)
    return render_template("roster/units.html", last=last, error=error, undone="undone" in request.args)


@blueprint.get("/template.csv")
@teachers_only
def template() -> Response:
    """A list with the headings that we know."""
    return download(TEMPLATE, "units.csv", CSV)


@blueprint.post("/")
@teachers_only
def upload() -> BaseResponse | tuple[str, int]:
    """Read a file and keep it; nothing is changed. 50 000 rows are more than other forms may hold."""
    request.max_content_length = MAX_UPLOAD
    form = UploadForm(request.form)
    form.validate()
    file = request.files.get("list")
    content = file.read() if file is not None else b""
    viewer = get_viewer()
    try:
        found = read_unit_list(content)
    except UnreadableListError as error:
        return _start_page(error), 400
    kept = keep_upload(
        found,
        content,
        tenant_id=viewer.tenant_id,
        context_id=viewer.context_id,
        user_id=viewer.user_id,
        file_name=(file.filename if file else None) or "list.csv",
        all_or_nothing=bool(form.all_or_nothing.data),
        now=datetime.now(UTC),
    )
    db.session.commit()
    return redirect(url_for("units.preview", upload_id=kept.id), 303)


def _find(upload_id: UUID) -> FactUpload:
    viewer = get_viewer()
    return get_upload(upload_id, tenant_id=viewer.tenant_id, context_id=viewer.context_id)


@blueprint.get("/<uuid:upload_id>")
@teachers_only
def preview(upload_id: UUID) -> str | BaseResponse:
    """What the list would change."""
    kept = _find(upload_id)
    if kept.state != "preview":
        return redirect(url_for("units.start"), 303)
    return _preview_page(kept, make_plan(kept))


def _preview_page(kept: FactUpload, plan: Plan, *, changed: bool = False) -> str:
    show = request.args.get("show", "")
    kinds = (show,) if show in WORDS or show == "left_out" else SHOWN
    chosen = sorted((each for each in plan.changes if each.kind in kinds), key=lambda each: kinds.index(each.kind))
    pages = max(1, -(-len(chosen) // PER_PAGE))
    page = max(1, min(request.args.get("page", 1, type=int), pages))
    return render_template(
        "roster/unit_preview.html",
        upload=kept,
        plan=plan,
        shown=chosen[(page - 1) * PER_PAGE : page * PER_PAGE],
        show=show if show in kinds else "",
        page=page,
        pages=pages,
        words=WORDS,
        changed=changed,
    )


@blueprint.post("/<uuid:upload_id>/report.csv")
@teachers_only
def report(upload_id: UUID) -> Response:
    """Every row of the list and what becomes of it. That it was taken out is kept in the trail."""
    check_token()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["row", "person", "unit", "manager", "state"])
    changes = make_plan(_find(upload_id)).changes
    author, now = Person.of(get_viewer()), datetime.now(UTC)
    rows: JsonObject = {"rows": len(changes)}
    record_export("people", author, subject_kind="unit_list", subject_id=upload_id, part=rows, now=now)
    db.session.commit()
    for each in changes:
        cells = (each.label, each.row.unit, each.row.manager, each.row.problem or WORDS[each.kind])
        writer.writerow([each.row.line, *(neutral(cell or "") for cell in cells)])
    return download(out.getvalue(), "unit-report.csv", CSV)


@blueprint.post("/<uuid:upload_id>")
@teachers_only
def confirm(upload_id: UUID) -> BaseResponse | tuple[str, int]:
    """Write the list, where it still changes what was shown; else show anew."""
    form = ConfirmForm(request.form)
    form.validate()
    kept = _find(upload_id)
    try:
        apply_upload(kept, digest=form.digest.data or "", now=datetime.now(UTC))
    except ConflictError:
        db.session.rollback()
        kept = _find(upload_id)
        if kept.state != "preview":
            return redirect(url_for("units.start"), 303)
        return _preview_page(kept, make_plan(kept), changed=True), 409
    db.session.commit()
    return redirect(url_for("units.start"), 303)


@blueprint.post("/<uuid:upload_id>/undo")
@teachers_only
def undo(upload_id: UUID) -> BaseResponse:
    """Put back what the last list replaced."""
    UndoForm(request.form).validate()
    _find(upload_id)
    viewer = get_viewer()
    last = find_last_applied(tenant_id=viewer.tenant_id, context_id=viewer.context_id)
    if last is None or last.id != upload_id:
        raise ConflictError("Another list was uploaded since, so this one cannot be undone any more.")
    undo_upload(last)
    db.session.commit()
    return redirect(url_for("units.start", undone=1), 303)
