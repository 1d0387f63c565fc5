"""The educator's first page: people × activities of the launched course."""

from datetime import UTC, datetime

from flask import render_template, request

from lms_plugin.analytics.matrix import FILTERS, read_matrix
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer, teachers_only
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.places import find_place
from lms_plugin.roster.refresh import find_roster_line

blueprint = LaunchBlueprint("analytics", __name__)


@blueprint.get("/people")
@teachers_only
def people() -> str:
    """Who is where. Filters are in the address, so that a view can be kept and shared."""
    viewer = get_viewer()
    learner = Learner(tenant_id=viewer.tenant_id, context_id=viewer.context_id, user_id=viewer.user_id, graded=False)
    place = find_place(learner, viewer.activity_id) if viewer.activity_id else None
    if place is None:
        return render_template("analytics/nothing.html")
    name, state = request.args.get("name", "").strip(), request.args.get("state", "")
    unit = request.args.get("unit", "").strip()
    page = request.args.get("page", 1, type=int)
    matrix = read_matrix(viewer.context_id, place, page=page, name=name, state=state, unit=unit)
    return render_template(
        "analytics/people.html",
        matrix=matrix,
        place=place,
        name=name,
        state=state if state in FILTERS else "",
        unit=unit,
        roster=find_roster_line(viewer.context_id, now=datetime.now(UTC)),
    )
