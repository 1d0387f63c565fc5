"""Signing in, in one or two steps, and signing out."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from flask import Blueprint, flash, render_template, request, session, url_for
from flask_login import login_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.accounts.auth import SignedIn
from lms_plugin.accounts.browsers import describe_browser
from lms_plugin.accounts.forms import CodeForm, LoginForm
from lms_plugin.accounts.login import (
    Try,
    count_code_try,
    count_try,
    give_back,
    pass_code,
    pass_password,
    record_failure,
    sign_in,
)
from lms_plugin.accounts.models import Administrator, AdministratorSession
from lms_plugin.accounts.services import get_administrator
from lms_plugin.accounts.sessions import end_session
from lms_plugin.accounts.web import get_actor, get_settings
from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import ask_to_sign_in
from lms_plugin.core.web.administrators import find_admin, get_admin, safe_next
from lms_plugin.core.web.forgery import AdminForm

PENDING = "pending"
PENDING_LIFE = timedelta(minutes=5)
# A refusal takes this or a multiple of it, so that the time of reading and writing does not tell whether an account is
# there: hashing, which takes longest, is done in any case.
REFUSAL_SECONDS = 0.4
REFUSED = "This e-mail and password do not fit together, or there were too many wrong tries. Check both; after five \
wrong tries wait a few minutes, at most 15."
WRONG_CODE = "This code does not work, or there were too many wrong tries. Wait for the next code; after five wrong \
tries wait a few minutes, at most 15."

Answer = Response | tuple[str, int]

log = structlog.get_logger()
blueprint = Blueprint("accounts", __name__, url_prefix="/admin")


def _go_on(address: str | None) -> Response:
    return redirect(safe_next(address) or url_for("administration.first_page"), 303)


@blueprint.get("/login")
def login() -> Response | str:
    """The first step."""
    if find_admin() is not None:
        return _go_on(request.args.get("next"))
    return render_template("accounts/login.html", form=LoginForm(next=safe_next(request.args.get("next")) or ""))


@blueprint.post("/login")
def check_password() -> Answer:
    """Check the password; leads to the second step where there is one, else in."""
    began = time.monotonic()
    form = LoginForm(request.form)
    if not form.validate():
        return render_template("accounts/login.html", form=form), 400
    tried = count_try(form.email.data or "", now=datetime.now(UTC))
    db.session.commit()
    row = pass_password(tried, form.password.data or "")
    if row is None:
        _refuse(tried, "password", began)
        return render_template("accounts/login.html", form=form, refused=REFUSED), 401
    if row.has_second_factor:
        give_back(row)
        db.session.commit()
        session[PENDING] = {"id": str(row.id), "at": datetime.now(UTC).isoformat(), "next": form.next.data}
        return redirect(url_for("accounts.code"), 303)
    return _let_in(row, form.next.data)


def _refuse(tried: Try, what: str, began: float) -> None:
    record_failure(tried, what=what, now=datetime.now(UTC))
    db.session.commit()
    log.info("sign_in_refused", step=what, administrator=str(tried.administrator_id or "") or None)
    if REFUSAL_SECONDS:
        time.sleep((began - time.monotonic()) % REFUSAL_SECONDS)


def _let_in(row: Administrator, next_page: str | None) -> Response:
    session.clear()
    opened = sign_in(row, browser=describe_browser(request.user_agent.string), now=datetime.now(UTC))
    db.session.commit()
    login_user(SignedIn(opened.token))
    return _go_on(next_page)


def _find_pending() -> Administrator | None:
    """Whose password was right in this browser within the last minutes, with that same password still."""
    kept = session.get(PENDING)
    if kept is None:
        return None
    since = datetime.fromisoformat(kept["at"])
    row = get_administrator(UUID(kept["id"]))
    is_fresh = datetime.now(UTC) - since < PENDING_LIFE and row.password_changed_at <= since
    return row if is_fresh and row.has_second_factor else None


@blueprint.get("/login/code")
def code() -> Response | str:
    """The second step."""
    if _find_pending() is None:
        return redirect(url_for("accounts.login"), 303)
    return render_template("accounts/code.html", form=CodeForm())


@blueprint.post("/login/code")
def check_code() -> Answer:
    """Check the code of the app, or a recovery code."""
    began = time.monotonic()
    row = _find_pending()
    if row is None:
        return redirect(url_for("accounts.login"), 303)
    form = CodeForm(request.form)
    if not form.validate():
        return render_template("accounts/code.html", form=form), 400
    now = datetime.now(UTC)
    tried = count_code_try(row.id, now=now)
    db.session.commit()
    if tried.administrator_id is None or not pass_code(
        row, form.code.data or "", key_secret=get_settings().key_secret, now=now
    ):
        _refuse(tried, "code", began)
        return render_template("accounts/code.html", form=form, refused=WRONG_CODE), 401
    return _let_in(row, session[PENDING].get("next"))


@blueprint.post("/logout")
def logout() -> Response:
    """End this session."""
    if find_admin() is None:
        return ask_to_sign_in()
    AdminForm(request.form).validate()
    admin = get_admin()
    row = db.session.get_one(AdministratorSession, admin.session_id)
    end_session(row, actor=get_actor(), verb="signed_out", reason="signed out", now=datetime.now(UTC))
    db.session.commit()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("accounts.login"), 303)
