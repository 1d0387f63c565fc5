"""The questions of a quiz as a sheet or as Aiken, with what these cannot hold said before they are downloaded."""

from collections.abc import Callable, Mapping, Sequence

from flask import Response, render_template

from lms_plugin.authoring.checking import check_block
from lms_plugin.authoring.editing import head_of
from lms_plugin.authoring.editor import blueprint
from lms_plugin.core.web.downloads import CSV, XLSX, download
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.drafts import services as drafts
from lms_plugin.errors import NotFoundError
from lms_plugin.exchange.writing import Written, write_aiken, write_sheet
from lms_plugin.questions.specs import QuestionSpec

WRITERS: Mapping[str, Callable[[Sequence[QuestionSpec]], Written]] = {
    "xlsx": lambda questions: write_sheet(questions, "xlsx"),
    "csv": lambda questions: write_sheet(questions, "csv"),
    "txt": write_aiken,
}
TYPES = {"csv": CSV, "xlsx": XLSX, "txt": "text/plain; charset=utf-8"}


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
@teachers_only
def export_page(course: str, path: str) -> str:
    """What each kind of file would leave behind, and the files."""
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    reports = {kind: write(file, kind).report for kind in ("csv", "txt")}
    title = head_of(file).get("title") or path
    return render_template("authoring/export.html", course=course, path=path, title=title, reports=reports)


@blueprint.get("/<course>/<path:path>/export-as/<kind>")
@teachers_only
def export_as(course: str, path: str, kind: str) -> Response:
    """The file of a kind."""
    if kind not in WRITERS:
        raise NotFoundError("There is no such kind of file.")
    file = drafts.read_file(get_viewer().tenant_id, course, path)
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return download(write(file, kind).data, f"{name}.{kind}", TYPES[kind])
