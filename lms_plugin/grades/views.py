"""The grade line of a page, which asks for itself again until the LMS has the grade."""

from datetime import UTC, datetime
from uuid import UUID

from flask import render_template, request

from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.grades.services import find_grade_line

blueprint = LaunchBlueprint("grades", __name__)


@blueprint.get("/grade/<uuid:activity_id>")
def line(activity_id: UUID) -> str:
    """The line as a fragment; `turn` counts how often it was asked for."""
    viewer = get_viewer()
    found = find_grade_line(context_id=viewer.context_id, activity_id=activity_id, user_id=viewer.user_id)
    number = request.args.get("turn", 0, type=int)
    return render_template(
        "grades/line.html", line=found, activity_id=activity_id, number=number, looked_at=datetime.now(UTC)
    )
