"""Rules for all answers: security headers, errors in plain words, no forms from other sites."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.faults import service_of
from lms_plugin.demo.platform.hospital import current_platform
from lms_plugin.demo.platform.pages import current_visit, page
from lms_plugin.demo.platform.services import answer_json

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'self'; frame-src {frames}; form-action {forms}"
)
POSTED_BY_TOOLS = ("oidc.auth", "content.take")  # by a browser that comes from the tool's site
LARGEST_BODY = 1_000_000  # bytes


def set_rules(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_foreign_forms)
    app.after_request(_add_headers)
    app.register_error_handler(PlatformError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)


def _refuse_foreign_forms() -> AnyResponse | None:
    foreign = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if foreign and request.method == "POST" and request.endpoint not in POSTED_BY_TOOLS:
        raise PlatformError(403, "This form was sent from another site.")
    if request.endpoint == "people.people" and _is_other_name():
        return redirect(f"{current_platform().settings.base_url}/", 303)
    return None


def _is_other_name() -> bool:
    """Whether the browser came by another of this machine's names than our own.

    The session cookie it would get there would be unknown at the address that tools send it to.
    """
    here, ours = urlsplit(f"//{request.host}"), urlsplit(current_platform().settings.base_url)
    return {here.hostname, ours.hostname} == {"localhost", "127.0.0.1"}


def _add_headers(answer: Response) -> Response:
    # Browsers hold form-action against every redirect that follows, so the page that posts to the tool allows all.
    forms = "*" if g.get("posts_elsewhere") else "'self'"
    frames = "*" if request.endpoint in ("course.course", "tools.registering") else "'none'"
    answer.headers.setdefault("Content-Security-Policy", POLICY.format(frames=frames, forms=forms))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _refuse_http(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:  # Werkzeug's own redirects travel as exceptions
        return error.get_response()
    answer = _refuse(PlatformError(error.code, f"{error.name}."))
    if "Allow" in error.get_response().headers:
        answer.headers["Allow"] = error.get_response().headers["Allow"]
    return answer


def _refuse(error: PlatformError) -> Response:
    if request.path.startswith("/api/"):
        return answer_json({"error": error.message}, "application/json", error.status)
    if service_of(request.path) in (None, "auth"):
        return page("refused.html", current_visit(current_platform()), error.status, message=error.message)
    # The shape of Moodle's own refusals.
    about = {"method": request.method, "url": request.path, "contentType": request.mimetype}
    content = {"status": error.status, "reason": error.message, "request": about}
    answer = answer_json(content, "application/json", error.status)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
