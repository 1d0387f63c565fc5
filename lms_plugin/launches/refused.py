"""Answering a refused login or launch: the page at once, the row after it."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from lms_plugin.core.db.base import db
from lms_plugin.core.web.errors import handle_known
from lms_plugin.core.web.reference import get_reference
from lms_plugin.launches.cookies import BROWSER
from lms_plugin.launches.refusals import NewRefusal, RefusalLog
from lms_plugin.launches.services import find_way_back
from lms_plugin.lti.errors import LaunchRefusedError

STAGES = {"front.login": "login", "front.launch": "launch"}


def _way_back(error: LaunchRefusedError) -> str | None:
    """An address from a verified launch: this one, or this browser's last through the same registration."""
    browser = request.cookies.get(BROWSER)
    if error.return_url or error.registration_id is None or not browser:
        return error.return_url
    try:
        return find_way_back(browser, error.registration_id)
    except SQLAlchemyError:
        return None
    finally:
        db.session.rollback()


def answer_refusal(error: LaunchRefusedError) -> Response:
    """The page in plain words. The refusal is kept once the answer has gone out."""
    db.session.rollback()
    error.return_url = _way_back(error)
    response = handle_known(error)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # used after the request has ended
    refusal = NewRefusal(
        registration_id=error.registration_id,
        reference=get_reference(),
        at=datetime.now(UTC),
        stage=STAGES.get(request.endpoint or "", "launch"),
        reason=error.reason,
        message_type=error.message_type,
        claim_names=error.claim_names,
    )

    @response.call_on_close
    def keep() -> None:
        log: RefusalLog = app.extensions["refusals"]
        with app.app_context():
            log.keep(refusal)

    return response


def answer_too_large(_error: RequestEntityTooLarge) -> Response:
    """More than we take in at once (413)."""
    return answer_refusal(
        LaunchRefusedError("too_large", "", detail="the request is larger than this tool takes in", status=413)
    )


def answer_refusals(front: Blueprint) -> None:
    """Answer what the front door refuses."""
    front.register_error_handler(LaunchRefusedError, answer_refusal)
    front.register_error_handler(RequestEntityTooLarge, answer_too_large)
