"""From the Viewer of a request to the ids that services take, and to the place behind the link. For views alone."""

from flask import url_for

from lms_plugin.core.web.viewer import Viewer
from lms_plugin.progress.errors import StepNotFoundError
from lms_plugin.progress.learner import PREVIEW_CYCLE, Learner
from lms_plugin.progress.places import Place, find_place


def learner_of(viewer: Viewer) -> Learner:
    """Whose progress this is. Whoever is not here to learn may try everything, and nothing of it is kept."""
    return Learner(
        tenant_id=viewer.tenant_id,
        context_id=viewer.context_id,
        user_id=viewer.user_id,
        cycle=1 if viewer.is_graded else PREVIEW_CYCLE,
        graded=viewer.is_graded,
        launch_id=viewer.launch_id,
    )


def find_asked_place(viewer: Viewer) -> Place | None:
    """The place behind the link; None where nothing is set up there."""
    return None if viewer.activity_id is None else find_place(learner_of(viewer), viewer.activity_id)


def get_asked_place(viewer: Viewer) -> Place:
    """The place behind the link. Raises StepNotFoundError."""
    place = find_asked_place(viewer)
    if place is None:
        raise StepNotFoundError("Nothing is set up behind this link yet.")
    return place


def inner_addresses(place: Place) -> dict[str, str]:
    """Where the inner links of texts lead: the steps of this place. A link to anything else leads nowhere."""
    found = {f"lesson:{step.key}": url_for("progress.lesson", key=step.key) for step in place.lessons}
    quizzes = (step for step in place.steps if step.kind == "quiz")
    found |= {f"quiz:{step.key}": url_for("quizzes.start_page", key=step.key) for step in quizzes}
    if place.module is not None:
        found[f"module:{place.module.key}"] = url_for("progress.home")
    return found
