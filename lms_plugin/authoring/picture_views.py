"""The editor's page of a course's pictures: what each is and where it is shown; adding one, removing an unused one."""

from datetime import UTC, datetime

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.checking import Fault
from lms_plugin.authoring.editor import author, blueprint
from lms_plugin.authoring.picture_uses import uses_of_pictures
from lms_plugin.authoring.shelves import title_of_course
from lms_plugin.authoring.surroundings import PICTURE_FIELDS
from lms_plugin.authoring.uploads import MAX_UPLOAD, take_picture
from lms_plugin.core.db.base import db
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts.errors import MediaUsedError
from lms_plugin.drafts.media import check_own, list_media, remove_media, used_paths


@blueprint.get("/<course>/pictures")
@placers_only
def pictures(course: str) -> str:
    """The pictures of a course of this hospital."""
    return _page(course)


def _page(course: str, problem: str = "") -> str:
    tenant_id = get_viewer().tenant_id
    check_own(tenant_id, course)
    files = list_media(tenant_id, course)
    return render_template(
        "authoring/pictures.html",
        course=course,
        course_title=title_of_course(tenant_id, course),
        files=files,
        uses=uses_of_pictures(tenant_id, course),
        used=used_paths(tenant_id, course, files),
        said=request.args.get("said", ""),
        problem=problem,
    )


@blueprint.post("/<course>/pictures")
@placers_only
def add_picture(course: str) -> Response | tuple[str, int] | tuple[Response, int]:
    """Take in the file `picture`. A script is answered with its `choice` for the field that it names."""
    request.max_content_length = MAX_UPLOAD
    check_token()
    file = request.files.get("picture")
    if file is None or not file.filename:
        return _refused(course, Fault("picture", "No file was chosen", "Choose a picture first"))
    taken = take_picture(author(), course, file, "picture", now=datetime.now(UTC))
    if isinstance(taken, Fault):
        return _refused(course, taken)
    db.session.commit()
    if not wants_json():
        return redirect(url_for("editor.pictures", course=course, said="added", _anchor=taken.name), 303)
    name = request.form.get("field", "")
    field = name if name in PICTURE_FIELDS else PICTURE_FIELDS[0]
    choice = render_template("authoring/_picture_choice.html", src=taken.src, file=taken, name=field, checked=True)
    return jsonify(src=taken.src, choice=choice)


def _refused(course: str, fault: Fault) -> tuple[str, int] | tuple[Response, int]:
    words = f"{fault.problem}. {fault.fix}."
    return (jsonify(message=words), 400) if wants_json() else (_page(course, words), 400)


@blueprint.post("/<course>/pictures/remove")
@placers_only
def remove_picture(course: str) -> Response | tuple[str, int]:
    """Remove the picture at `path`, which nothing shows."""
    check_token()
    try:
        remove_media(author(), course, request.form.get("path", ""), now=datetime.now(UTC))
    except MediaUsedError as error:
        db.session.rollback()
        return _page(course, f"{error} {error.remedy}"), error.status
    db.session.commit()
    return redirect(url_for("editor.pictures", course=course, said="removed"), 303)
