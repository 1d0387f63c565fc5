"""What the page of a timed attempt asks now and then: how long there is, by the server's clock."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, jsonify

from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.filters import clock
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.progress.asking import learner_of
from lms_plugin.quizzes.attempts import get_times

blueprint = LaunchBlueprint("clock", __name__)


@blueprint.get("/attempts/<uuid:attempt_id>/time")
def left(attempt_id: UUID) -> Response:
    """`now` and `closes` in milliseconds (none: no limit any more), `until` as a time of day, whether it is open.

    No sign of life: it writes nothing and renews nothing. One statement, and only timed attempts ask.
    """
    is_open, closes_at = get_times(learner_of(get_viewer()), attempt_id)
    return jsonify(
        now=milliseconds(datetime.now(UTC)),
        closes=milliseconds(closes_at) if closes_at is not None else None,
        until=clock(closes_at) if closes_at is not None else None,
        open=is_open,
    )


def milliseconds(moment: datetime) -> int:
    """Since 1970, as scripts count."""
    return round(moment.timestamp() * 1000)
