"""Submission review: the LMS's gradebook names a person and a line item, and their tries are shown to be read.

LTI Submission Review 1.0. That this viewer may see that person's answers was decided with the launch (lti.launch).
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy import Row, select

from lms_plugin.core.db.base import db
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import Viewer, get_viewer, label_of
from lms_plugin.errors import NotFoundError
from lms_plugin.grades.models import LineItem
from lms_plugin.launches.reviewing import ReviewRequest, get_review_request
from lms_plugin.progress.learner import Learner
from lms_plugin.progress.places import Place, find_place
from lms_plugin.quizzes.attempts import get_sheet, list_attempts
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.results_page import result_page
from lms_plugin.roster.models import Context, User

blueprint = LaunchBlueprint("reviewing", __name__)


@blueprint.get("/review")
def review() -> str:
    """The newest try that was handed in, or the one that the address names; in words where there is none."""
    viewer = get_viewer()
    found = _find_person(viewer, get_review_request(viewer.launch_id))
    if found is None:
        return render_template("quizzes/nothing_to_review.html", person=None)
    label = label_of(found.name, found.sub)
    learner = Learner(
        tenant_id=viewer.tenant_id,
        context_id=viewer.context_id,
        user_id=found.user_id,
        cycle=found.cycle,
        graded=False,
    )
    place = find_place(learner, found.activity_id)
    tries = _tries(learner, place, found.activity_id)
    if not tries:
        return render_template("quizzes/nothing_to_review.html", person=label)
    chosen = _choose(tries)
    page = result_page(learner, place, get_sheet(learner, chosen.id), {}, now=datetime.now(UTC))
    return render_template("quizzes/review.html", person=label, tries=tries, chosen=chosen, **page)


def _find_person(viewer: Viewer, asked: ReviewRequest) -> Row[*tuple[Any, ...]] | None:
    """The person and the activity of the line item, both of the launched course and its platform."""
    digest = sha256(asked.line_item_url.encode()).hexdigest()
    return db.session.execute(
        select(User.id.label("user_id"), User.name, User.sub, LineItem.activity_id, LineItem.cycle)
        .select_from(Context)
        .join(LineItem, (LineItem.context_id == Context.id) & (LineItem.deployment_pk == Context.deployment_pk))
        .join(User, (User.registration_id == LineItem.registration_id) & (User.sub == asked.sub))
        .where(
            Context.id == viewer.context_id,
            Context.tenant_id == viewer.tenant_id,
            User.tenant_id == viewer.tenant_id,
            LineItem.url_digest == digest,
        )
    ).one_or_none()


def _tries(learner: Learner, place: Place | None, activity_id: UUID) -> list[Attempt]:
    """What that person handed in for the activity, or for the quizzes of the module that it is; newest first."""
    steps = place.steps if place is not None and place.step is None else ()
    activities = [step.activity_id for step in steps if step.kind == "quiz"] or [activity_id]
    done = [each for each in list_attempts(learner, activities) if each.submitted_at is not None]
    return sorted(done, key=lambda each: str(each.submitted_at), reverse=True)


def _choose(tries: list[Attempt]) -> Attempt:
    wanted = request.args.get("attempt")
    if wanted is None:
        return tries[0]
    found = next((each for each in tries if str(each.id) == wanted), None)
    if found is None:
        raise NotFoundError("This person has no such try here.")
    return found
