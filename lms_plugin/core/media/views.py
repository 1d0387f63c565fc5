"""Files for browsers: by digest under a signed link, never as a page of ours. No cookie is read or set."""

import time
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request, send_file, url_for

from lms_plugin.config import Settings
from lms_plugin.core.media.links import STEP, expiry, is_signed, sign
from lms_plugin.core.media.sniff import HEAD, kind_of
from lms_plugin.core.media.store import MediaStore
from lms_plugin.errors import NotFoundError

blueprint = Blueprint("media", __name__)
POLICY = "default-src 'none'; sandbox"
_INLINE = ("picture", "video", "audio")


@blueprint.get("/media/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    """A file. Not there for a link that is not ours or has ended."""
    settings: Settings = current_app.extensions["settings"]
    until, signature = request.args.get("until", ""), request.args.get("sig", "")
    if not is_signed(settings.secret_key, digest, name, until, signature, now=time.time()):
        raise NotFoundError("This link has ended. Go back to the page and load it again.")
    store: MediaStore = current_app.extensions["media"]
    with store.open(digest) as content:
        kind = kind_of(content.read(HEAD))
    answer = send_file(
        store.find(digest),
        mimetype=kind.mime if kind else "application/octet-stream",
        as_attachment=kind is None or kind.role not in _INLINE,
        download_name=name,
        etag=digest,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # pages are another origin where MEDIA_URL is set
    answer.headers["Cache-Control"] = f"private, max-age={STEP}"
    return answer


def link_to(digest: str, name: str) -> str:
    """The signed address of a file for a page that is made now."""
    settings: Settings = current_app.extensions["settings"]
    until = expiry(time.time())
    values: dict[str, Any] = {"until": until, "sig": sign(settings.secret_key, digest, name, until)}
    return settings.media_url + url_for("media.file", digest=digest, name=name, **values)


def init_media(app: Flask) -> None:
    """The store, and `link_to(digest, name)` for every template."""
    settings: Settings = app.extensions["settings"]
    app.extensions["media"] = MediaStore(settings.media_store)
    app.jinja_env.globals["link_to"] = link_to
