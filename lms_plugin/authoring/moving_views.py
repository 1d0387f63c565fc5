"""Choosing the quiz or bank that a question is moved to."""

from flask import render_template

from lms_plugin.authoring.editing import list_lines, title_of
from lms_plugin.authoring.editor import blueprint
from lms_plugin.core.web.viewer import get_viewer, placers_only
from lms_plugin.drafts import services as drafts
from lms_plugin.drafts.errors import DraftNotFoundError
from lms_plugin.drafts.places import is_bank


@blueprint.get("/<course>/<path:path>/questions/<key>/move")
@placers_only
def move(course: str, path: str, key: str) -> str:
    """The other quizzes and banks of the course."""
    files = list(drafts.list_question_files(get_viewer().tenant_id, course))
    here = next((file for draft, file in files if draft.path == path), None)
    if here is None:
        raise DraftNotFoundError("There is no such file.")
    drafts.get_block(here, key)
    return render_template(
        "authoring/move.html",
        course=course,
        path=path,
        key=key,
        title=title_of(here, path),
        line=next(line for line in list_lines(here) if line.key == key),
        others=[
            {
                "path": draft.path,
                "title": title_of(file, draft.path),
                "count": len(file.blocks),
                "is_bank": is_bank(draft.path),
            }
            for draft, file in files
            if draft.path != path
        ],
    )
