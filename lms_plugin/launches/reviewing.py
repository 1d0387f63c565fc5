"""A submission review for as long as its session lasts: whose work, in which line item (LTI Submission Review 1.0)."""

from dataclasses import dataclass
from typing import Any

from lms_plugin.core.db.base import db
from lms_plugin.errors import NotFoundError
from lms_plugin.launches.models import LaunchSession
from lms_plugin.lti.launch import Launch

DETAIL = "review"


@dataclass(frozen=True)
class ReviewRequest:
    """The person's `sub` at the platform, and the address of the line item."""

    sub: str
    line_item_url: str


def keep_review(launch: Launch) -> dict[str, Any]:
    """What a session's details say of the review; nothing for a launch of another kind."""
    if launch.for_user is None or launch.grade_service is None:
        return {}
    return {DETAIL: {"sub": launch.for_user, "line_item_url": launch.grade_service.line_item}}


def get_review_request(launch_id: str) -> ReviewRequest:
    """The review that a launch began with. Raises NotFoundError for a launch of another kind."""
    session = db.session.get(LaunchSession, launch_id)
    kept = session.details.get(DETAIL) if session is not None else None
    if kept is None:
        raise NotFoundError("Your LMS did not ask for anybody's answers with this launch.")
    return ReviewRequest(kept["sub"], kept["line_item_url"])
