"""Submission review: a teacher goes from a cell of the gradebook to what that person handed in at the tool.

`GET /review/<column>/<sub>` starts the launch, for columns that a deep link made with `lineItem.submissionReview`.
"""

import json
from typing import Any

from flask import Blueprint, Response

from lms_plugin.demo.platform.columns import find_column
from lms_plugin.demo.platform.errors import AuthError, PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.launch import LTI
from lms_plugin.demo.platform.members import find_anyone
from lms_plugin.demo.platform.pages import current_visit, login_page
from lms_plugin.demo.platform.people import Person
from lms_plugin.demo.platform.settings import Link
from lms_plugin.demo.platform.visits import REVIEW, make_hint

FOR_USER = "https://purl.imsglobal.org/spec/lti/claim/for_user"

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/review/<int:column_id>/<sub>")
def review(column_id: int, sub: str) -> Response:
    platform = current_platform()
    visit = current_visit(platform)
    if visit is None or not visit.person.teaches:
        raise PlatformError(403, "Only those who teach this course can look at what people handed in.")
    column = find_column(platform.store, column_id)
    if column is None or column.review is None or find_anyone(platform.store, sub) is None:
        raise PlatformError(404, "There is nothing to review here.")
    seen = platform.within(column.course, column.tool)
    place = {"course": column.course, "tool": column.tool, "about": f"{column_id} {sub}"}
    hint = make_hint(platform.store, visit, REVIEW, platform.clock(), **place)
    return login_page(seen, visit, "Review", hint, json.loads(column.review).get("url", ""))


def review_claims(platform: Platform, person: Person, about: str, nonce: str) -> dict[str, Any]:
    """The claims of an LtiSubmissionReviewRequest (LTI Submission Review 1.0, section 3)."""
    column_id, _, sub = about.partition(" ")
    column, learner = find_column(platform.store, int(column_id)), find_anyone(platform.store, sub)
    if column is None or column.review is None or learner is None:
        raise AuthError("invalid_request", "The grade column is not in the course any more.")
    asked = json.loads(column.review)
    link = platform.find_link(column.resource_link_id or "") or Link("", column.label, {}, tool=column.tool)
    claims = platform.launch_claims(person, link, nonce)
    claims[f"{LTI}/message_type"] = "LtiSubmissionReviewRequest"
    claims[f"{LTI}/target_link_uri"] = asked.get("url") or claims[f"{LTI}/target_link_uri"]
    claims[f"{LTI}/custom"] |= asked.get("custom", {})
    claims[FOR_USER] = _for_user(platform, learner)
    if not link.id:
        del claims[f"{LTI}/resource_link"]
    return claims | platform.service_claims(column)


def _for_user(platform: Platform, learner: Person) -> dict[str, Any]:
    told = {"given_name": learner.given_name, "family_name": learner.family_name, "name": learner.name}
    content: dict[str, Any] = {"user_id": learner.sub, "roles": list(learner.roles)}
    content["person_sourcedid"] = learner.staff_number
    if platform.shares_names:
        content |= {name: value for name, value in told.items() if value}
    if platform.shares_emails and learner.email:
        content["email"] = learner.email
    return content
