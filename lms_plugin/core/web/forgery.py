"""Forged requests: a form must come from our own page (Fetch Metadata) and carry a token of its launch."""

import hmac
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import current_app, g, request
from wtforms import Form
from wtforms.csrf.core import CSRF
from wtforms.fields import HiddenField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from lms_plugin.config import Settings
from lms_plugin.core.web.administrators import get_admin, is_admin_request
from lms_plugin.errors import NotAllowedError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ForgedRequestError(NotAllowedError):
    """The request did not come from a page of ours."""

    title = "This did not come from our own page"
    remedy = "Go back to your LMS, open the link again, and repeat the last step. What was saved is safe."


class ForgedAdminRequestError(ForgedRequestError):
    """The same under /admin."""

    remedy = "Go back, reload the page, and repeat the last step. Nothing was changed."


def refuse_foreign_requests() -> None:
    """Before each request: an unsafe method outside /lti/ needs `Sec-Fetch-Site: same-origin`.

    Where a browser sends no such header, an `Origin` equal to ours will do. /lti/ is posted to by platforms.
    """
    if request.method in SAFE_METHODS or request.path.startswith("/lti/"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    settings: Settings = current_app.extensions["settings"]
    if site == "same-origin" or (site is None and request.headers.get("Origin") == settings.origin):
        return
    error = ForgedAdminRequestError if is_admin_request() else ForgedRequestError
    raise error("The browser says that this form was sent from another site.")


@lru_cache(maxsize=1024)  # a lesson has eight forms
def launch_token(secret_key: str, launch_id: str) -> str:
    """The token of every form of one launch; it ages with the launch, not by the hour. 64 hexadecimal digits."""
    return hmac.digest(secret_key.encode(), f"form:{launch_id}".encode(), "sha256").hex()


class LaunchCSRF(CSRF):
    """WTForms' seam for our token."""

    def generate_csrf_token(self, csrf_token_field: HiddenField) -> str:
        settings: Settings = current_app.extensions["settings"]
        return launch_token(settings.secret_key, g.launch_id)

    def validate_csrf_token(self, form: BaseForm, field: Any) -> None:
        if not hmac.compare_digest(field.current_token.encode(), (field.data or "").encode()):
            raise ForgedRequestError("The form carries no token of this launch.")


class LaunchForm(Form):
    """Base of every form in a launch: `csrf_token` is checked by `validate()` and refused with 403."""

    class Meta(DefaultMeta):
        csrf = True
        csrf_class = LaunchCSRF


def admin_token(secret_key: str, session_id: UUID) -> str:
    """The token of every form of one sign-in under /admin; it ages with the sign-in. 64 hexadecimal digits."""
    return hmac.digest(secret_key.encode(), f"admin-form:{session_id}".encode(), "sha256").hex()


class AdminCSRF(CSRF):
    """WTForms' seam for the administrators' token."""

    def generate_csrf_token(self, csrf_token_field: HiddenField) -> str:
        settings: Settings = current_app.extensions["settings"]
        return admin_token(settings.secret_key, get_admin().session_id)

    def validate_csrf_token(self, form: BaseForm, field: Any) -> None:
        if not hmac.compare_digest(field.current_token.encode(), (field.data or "").encode()):
            raise ForgedAdminRequestError("The form carries no token of this sign-in.")


class AdminForm(Form):
    """Base of every form of the administration: `csrf_token` is checked by `validate()` and refused with 403."""

    class Meta(DefaultMeta):
        csrf = True
        csrf_class = AdminCSRF


def has_token() -> bool:
    """Whether the request carries the token of its launch: header or field."""
    settings: Settings = current_app.extensions["settings"]
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token") or ""
    return hmac.compare_digest(launch_token(settings.secret_key, g.launch_id).encode(), given.encode())


def check_token() -> None:
    """Check the launch's token on a request that is not a WTForms form (a save by script)."""
    if not has_token():
        raise ForgedRequestError("The request carries no token of this launch.")
