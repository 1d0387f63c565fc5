"""Security headers of every answer. Flask-Talisman is not used: it rewrites our cookies to SameSite=Lax."""

from urllib.parse import urlsplit

from flask import Response, current_app, request

from lms_plugin.core.web.administrators import is_admin_request
from lms_plugin.core.web.viewer import find_viewer

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:{0}; font-src 'self'; "
    "connect-src 'self'; media-src 'self'{0}; base-uri 'none'"
)

ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),  # "no-referrer" would turn the Origin of our own forms into "null"
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


def content_security_policy(*, form_targets: tuple[str, ...] = (), frames: tuple[str, ...] | None = None) -> str:
    """The policy of this request. A page without a session holds no secret and no form of its own: any frame may.

    `form_targets` are where a form of this page may go besides to ourselves; `frames` are who may frame it, where
    that is not for the session to say. The administration is framed by nobody.
    """
    viewer = find_viewer()
    if is_admin_request():
        frames = ("'none'",)
    elif frames is None:
        frames = ("*",) if viewer is None else ("'self'", *viewer.frame_origins)
    ancestors = " ".join(frames)
    targets = " ".join(("'self'", *form_targets))
    media = current_app.extensions["settings"].media_url
    policy = POLICY.format(f" {media}" if media else "")
    return f"{policy}; form-action {targets}; frame-ancestors {ancestors}"


def answering_policy(address: str) -> str:
    """The policy of a page from which an answer goes to the LMS at this web address.

    Any https besides: browsers hold form-action against every redirect that follows a form.
    """
    parts = urlsplit(address)
    return content_security_policy(form_targets=("https:", f"{parts.scheme}://{parts.netloc}"))


def add_headers(response: Response) -> Response:
    """After each request. Static files may be kept for a year: their addresses carry a hash of their content."""
    headers = response.headers
    if "Content-Security-Policy" not in headers:
        headers.add("Content-Security-Policy", content_security_policy())
    headers.extend(ALWAYS)  # no view sets these
    if is_admin_request():
        headers["X-Frame-Options"] = "DENY"
    if request.endpoint == "static" and "v" in request.args:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
