"""The one error handler: a refusal becomes plain words with a reference, and one log line with the same reference."""

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from lms_plugin.core.db.base import db
from lms_plugin.core.web.administrators import AdminNotAllowedError, is_admin_request
from lms_plugin.core.web.headers import answering_policy
from lms_plugin.core.web.reference import get_reference
from lms_plugin.core.web.viewer import find_viewer
from lms_plugin.errors import InvalidInputError, LmsPluginError, NotAllowedError, NotFoundError

log = structlog.get_logger()

HTTP_WORDS = {
    404: ("There is nothing at this address", "Go back to your LMS and open the link again."),
    405: ("This address does not take that request", "Go back to your LMS and open the link again."),
    413: ("That was too large", "Send less, or in smaller parts."),
}
# Under /admin nobody came from an LMS, and no educator can help.
ADMIN_REMEDIES = {
    NotFoundError.remedy: "Go back to the administration and choose from the bar at the top.",
    NotAllowedError.remedy: AdminNotAllowedError.remedy,
}


class DatabaseDownError(LmsPluginError):
    """Our own database does not answer."""

    status = 503
    title = "We cannot reach our records right now"
    remedy = "Wait a minute and try again. Every answer that was shown as saved is safe."


def wants_json() -> bool:
    """Whether the request was made by our own script, which reads JSON."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def answer_error(error: LmsPluginError) -> Response:
    """The page or JSON for an error, with its status and the request's reference."""
    reference = get_reference()
    if is_admin_request():
        error.remedy = ADMIN_REMEDIES.get(error.remedy, error.remedy)
    if wants_json():
        response = jsonify(
            error=error.title, message=str(error), remedy=error.remedy, reference=reference, **error.facts
        )
    else:
        template = getattr(error, "template", "core/admin_error.html" if is_admin_request() else "core/error.html")
        response = make_response(render_template(template, error=error, reference=reference, viewer=find_viewer()))
        if address := getattr(error, "answers_to", None):
            response.headers["Content-Security-Policy"] = answering_policy(address)
    response.status_code = error.status
    return response


def handle_known(error: LmsPluginError) -> Response:
    """Our own errors."""
    db.session.rollback()
    log.info(
        "refused",
        error=type(error).__name__,
        reason=getattr(error, "reason", None),
        status=error.status,
        reference=get_reference(),
        path=_endpoint(),
    )
    return answer_error(error)


def handle_http(error: HTTPException) -> Response:
    """Flask's and Werkzeug's: unknown address, wrong method, too large."""
    db.session.rollback()
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    title, remedy = HTTP_WORDS.get(error.code or 500, ("We could not read that request", NotFoundError.remedy))
    ours = LmsPluginError(title, remedy=remedy)
    ours.status, ours.title = error.code or 500, title
    response = answer_error(ours)
    if error.code == 405 and (allow := error.get_response().headers.get("Allow")):
        response.headers["Allow"] = allow
    return response


def handle_database(error: OperationalError | PoolTimeoutError) -> Response:
    """Our database is out, full or locked: nothing is claimed to be saved."""
    db.session.rollback()
    log.error("database_error", error=type(error).__name__, reference=get_reference(), path=_endpoint())
    return answer_error(DatabaseDownError())


def handle_unstorable(error: DataError) -> Response:
    """A request held what no database stores, such as a NUL in a name: it changes nothing and finds nothing."""
    db.session.rollback()
    log.warning("unstorable", error=type(error).__name__, reference=get_reference(), path=_endpoint())
    return answer_error(InvalidInputError())


def handle_unknown(error: Exception) -> Response:
    """A fault of ours."""
    db.session.rollback()
    log.exception("fault", error=type(error).__name__, reference=get_reference(), path=_endpoint())
    return answer_error(LmsPluginError())


def _endpoint() -> str | None:
    """The rule, not the address: an address may hold a launch id."""
    return request.url_rule.rule if request.url_rule else None


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(LmsPluginError, handle_known)
    app.register_error_handler(HTTPException, handle_http)
    app.register_error_handler(DataError, handle_unstorable)
    app.register_error_handler(OperationalError, handle_database)
    app.register_error_handler(PoolTimeoutError, handle_database)
    app.register_error_handler(Exception, handle_unknown)
