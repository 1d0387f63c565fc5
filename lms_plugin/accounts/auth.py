"""Authentication of /admin: Flask-Login on a cookie that exists there alone, and a row that has the last word.

Flask-Login asks Flask's session for the user before anything else. So that a learner's page can never be taken for
the administrator's, no session is opened outside /admin: browsers send its cookie nowhere else, nor would it be read.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user

from lms_plugin.accounts.models import AdministratorSession
from lms_plugin.accounts.sessions import SEEN_EVERY, find_session, note_seen
from lms_plugin.core.db.base import db, writing
from lms_plugin.core.web.administrators import ADMIN, AdminRole, AdminViewer, is_admin_path, is_admin_request

COOKIE = "__Secure-admin"


class AdminSessions(SecureCookieSessionInterface):
    """Flask's session under /admin; an empty one that cannot be written everywhere else."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if is_admin_path(request.path) else None


class Logins(LoginManager):  # type: ignore[misc]  # Flask-Login has no types
    """Nobody is remembered beyond a session, so there is no cookie to look after in each answer of the tool."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login keeps: the session's token in the cookie, and who that is."""

    token: str
    viewer: AdminViewer | None = None

    def get_id(self) -> str:
        return self.token


def _make_viewer(row: AdministratorSession) -> AdminViewer:
    return AdminViewer(
        id=row.administrator.id,
        session_id=row.id,
        email=row.administrator.email,
        role=cast("AdminRole", row.administrator.role),
        tenant_id=row.administrator.tenant_id,
    )


def load_signed_in(token: str) -> SignedIn | None:
    """Who a cookie's token stands for now. Notes once a minute that the session is in use, also for a GET."""
    now = datetime.now(UTC)
    row = find_session(token, now=now)
    if row is None:
        return None
    viewer = _make_viewer(row)
    if now - row.seen_at > SEEN_EVERY:
        db.session.rollback()  # a transaction that began reading may not write
        with writing():
            note_seen(viewer.session_id, now=now)
            db.session.commit()
    return SignedIn(token, viewer)


def authenticate_administrator() -> None:
    """Before each request: fill `g.admin` under /admin; nothing anywhere else."""
    if is_admin_request() and current_user.is_authenticated:
        g.admin = current_user.viewer


def init_auth(app: Flask) -> None:
    """Keep sessions under /admin alone, and know who is signed in there."""
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_PATH=ADMIN,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
    )
    app.session_interface = AdminSessions()
    manager = Logins()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(load_signed_in)
    app.before_request(authenticate_administrator)
