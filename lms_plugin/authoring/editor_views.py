"""The editor's first page: a hospital's own quizzes and banks."""

from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms_plugin.authoring.editing import head_of
from lms_plugin.authoring.editor import author, blueprint, open_shelf
from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import check_token
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.publishing import list_states
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
@teachers_only
def start() -> str:
    """The hospital's own quizzes and banks."""
    return _start()


def _start(problem: str = "", typed: str = "") -> str:
    tenant_id = get_viewer().tenant_id
    files: list[dict[str, Any]] = [
        {"draft": draft, "title": head_of(file).get("title") or draft.path, "count": len(file.blocks)}
        for draft, file in drafts.list_question_files(tenant_id)
    ]
    states = {
        (course, state.path): state
        for course in {each["draft"].course_key for each in files}
        for state in list_states(tenant_id, course)
    }
    return render_template(
        "authoring/own.html", files=files, states=states, purposes=PURPOSE_WORDS, problem=problem, typed=typed
    )


@blueprint.post("/")
@teachers_only
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
