"""A quiz as a file of ours, a sheet or Aiken, with what these cannot hold said before; its course as a zip."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from flask import Response, render_template, request

from lms_plugin.authoring.checking import check_block
from lms_plugin.authoring.editing import title_of
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.core.audit.exports import record_export
from lms_plugin.core.db.base import db
from lms_plugin.core.web.downloads import CSV, XLSX, download
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.bringing import take_out
from lms_plugin.drafts.bundles import as_package
from lms_plugin.drafts.files import list_drafts
from lms_plugin.errors import NotFoundError
from lms_plugin.exchange.writing import Written, write_aiken, write_sheet
from lms_plugin.questions.specs import QuestionSpec

WRITERS: Mapping[str, Callable[[Sequence[QuestionSpec]], Written]] = {
    "xlsx": lambda questions: write_sheet(questions, "xlsx"),
    "csv": lambda questions: write_sheet(questions, "csv"),
    "txt": write_aiken,
}
TYPES = {
    "csv": CSV,
    "xlsx": XLSX,
    "txt": "text/plain; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "zip": "application/zip",
}


def write(file: QuestionFileText, kind: str) -> Written:
    """The questions that are sound, and what is left behind, in words."""
    specs, report = list[QuestionSpec](), list[str]()
    for block in file.blocks:
        spec = check_block(block).spec
        if isinstance(spec, QuestionSpec):
            specs.append(spec)
        else:
            report.append(f"{block.key}: not a finished question; left out.")
    written = WRITERS[kind](specs)
    return Written(written.data, (*report, *written.report))


@blueprint.get("/<course>/<path:path>/export-as")
@placers_only
def export_page(course: str, path: str) -> str:
    """What each kind of file would leave behind, and the files."""
    tenant_id = get_viewer().tenant_id
    file = drafts.read_file(tenant_id, course, path)
    return render_template(
        "authoring/export.html",
        course=course,
        path=path,
        title=title_of(file, path),
        reports={kind: write(file, kind).report for kind in ("csv", "txt")},
        files=[draft.path for draft in list_drafts(tenant_id, course)],
    )


@blueprint.post("/<course>/<path:path>/export-as")
@placers_only
def export_as(course: str, path: str) -> Response:
    """The file of a `kind`: the questions written out, the file as it stands, or its whole course as a zip. That it
    was taken out is kept in the trail."""
    check_token()
    kind = request.form.get("kind", "")
    if kind not in TYPES:
        raise NotFoundError("There is no such kind of file.")
    data = _data(course, path, kind)
    name = course if kind == "zip" else path.rpartition("/")[2].removesuffix(".yaml")
    subject, now = course if kind == "zip" else f"{course}/{path}", datetime.now(UTC)
    record_export("questions", author(), subject_kind="draft", subject_id=subject, part={"kind": kind}, now=now)
    db.session.commit()
    return download(data, f"{name}.{kind}", TYPES[kind])


def _data(course: str, path: str, kind: str) -> str | bytes:
    tenant_id = get_viewer().tenant_id
    file = drafts.read_file(tenant_id, course, path)
    if kind == "zip":
        return as_package(take_out(tenant_id, course))
    return file.text if kind == "yaml" else write(file, kind).data
