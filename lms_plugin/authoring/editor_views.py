"""The editor's first page: a hospital's own quizzes and banks."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editor import author, blueprint, open_shelf
from lms_plugin.authoring.shelves import list_shelves
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.copying import list_sources
from lms_plugin.errors import InvalidInputError

PURPOSE_WORDS = {
    "module_quiz": "A quiz that is graded",
    "practice": "Practice, as often as people like",
    "final": "A final examination",
    "pretest": "A test before the course",
    "posttest": "A test after the course",
    "retention": "A test some weeks later",
    "evaluation": "An evaluation: opinions, no marks",
    "attestation": "Statements to sign",
}
LONGEST_TITLE = 500


@blueprint.get("/")
@placers_only
def start() -> str:
    """What the hospital writes itself, course by course."""
    return _start()


def _start(problem: str = "", typed: str = "") -> str:
    tenant_id = get_viewer().tenant_id
    return render_template(
        "authoring/own.html",
        shelves=list_shelves(tenant_id),
        sources=list_sources(tenant_id),
        copied=request.args.get("copied", ""),
        purposes=PURPOSE_WORDS,
        problem=problem,
        typed=typed,
    )


@blueprint.post("/")
@placers_only
def add_quiz() -> Response | tuple[str, int]:
    """A new, empty quiz on the hospital's shelf."""
    check_token()
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    purpose = request.form.get("purpose", "module_quiz")
    if not title:
        return _start("Give the quiz a name."), 400
    if purpose not in PURPOSE_WORDS:
        raise InvalidInputError("There is no such kind of quiz.")
    now = datetime.now(UTC)
    shelf = open_shelf(now)
    path = drafts.new_quiz(author(), shelf, title=title, purpose=purpose, now=now)
    db.session.commit()
    return redirect(url_for("editor.quiz", course=shelf, path=path), 303)
