"""The page of one's own account: password, second factor, and where one is signed in."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.accounts.enrolment import begin_enrolment, confirm_enrolment, count_recovery_codes, turn_off
from lms_plugin.accounts.errors import SessionEndedError, WeakPasswordError, WrongCodeError, WrongPasswordError
from lms_plugin.accounts.forms import ConfirmForm, PasswordForm, TurnOffForm
from lms_plugin.accounts.models import Administrator
from lms_plugin.accounts.second_factor import draw_qr, open_secret, spell
from lms_plugin.accounts.services import change_password, get_administrator
from lms_plugin.accounts.sessions import end_session, end_sessions, list_open
from lms_plugin.accounts.web import get_actor, get_settings, get_tenant_names
from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.core.web.administrators import get_admin
from lms_plugin.core.web.forgery import AdminForm

blueprint = AdminBlueprint("account", __name__, prefix="/account", section="Account", own_pages=True)


def _me() -> Administrator:
    return get_administrator(get_admin().id)


def _render(
    password_form: PasswordForm | None = None, off_form: TurnOffForm | None = None, status: int = 200
) -> FlaskResponse:
    row = _me()
    page = render_template(
        "accounts/account.html",
        row=row,
        tenant=get_tenant_names().get(row.tenant_id) if row.tenant_id else None,
        password_form=password_form or PasswordForm(),
        off_form=off_form or TurnOffForm(),
        codes_left=count_recovery_codes(row.id),
        sessions=list_open(row.id, now=datetime.now(UTC)),
        here=get_admin().session_id,
    )
    return make_response(page, status)


@blueprint.get("")
def index() -> FlaskResponse:
    """My account."""
    return _render()


def _back(words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("account.index"), 303)


@blueprint.post("/password")
def save_password() -> Response:
    """Change it; my other sessions end."""
    form = PasswordForm(request.form)
    if not form.validate():
        return _render(password_form=form, status=400)
    try:
        change_password(
            _me(),
            old=form.old.data or "",
            new=form.new.data or "",
            keep_session=get_admin().session_id,
            actor=get_actor(),
            now=datetime.now(UTC),
        )
    except WrongPasswordError as error:
        form.old.errors = [str(error)]
    except WeakPasswordError as error:
        form.new.errors = [f"{error} {error.remedy}"]
    else:
        return _back("Your password is changed. Your other sessions have ended.")
    db.session.rollback()
    return _render(password_form=form, status=400)


@blueprint.post("/second-factor")
def begin_second_factor() -> Response:
    """Make a secret, and go to the page that shows it."""
    AdminForm(request.form).validate()
    begin_enrolment(_me(), key_secret=get_settings().key_secret)
    db.session.commit()
    return redirect(url_for("account.second_factor"), 303)


def _render_enrolment(row: Administrator, form: ConfirmForm, status: int = 200) -> FlaskResponse:
    secret = open_secret(row.totp_secret or "", get_settings().key_secret)
    page = render_template(
        "accounts/second_factor.html",
        form=form,
        secret=spell(secret),
        picture=draw_qr(secret, email=row.email, title=get_settings().title),
    )
    return make_response(page, status)


@blueprint.get("/second-factor")
def second_factor() -> Response:
    """The secret, to be taken into an app; only while it is not confirmed."""
    row = _me()
    if row.totp_secret is None or row.has_second_factor:
        return redirect(url_for("account.index"), 303)
    return _render_enrolment(row, ConfirmForm())


@blueprint.post("/second-factor/confirm")
def confirm_second_factor() -> Response:
    """Turn it on. The answer itself shows the recovery codes, which are kept nowhere and so cannot be shown again."""
    form, row = ConfirmForm(request.form), _me()
    is_complete = form.validate()
    if row.totp_secret is None or row.has_second_factor:
        return redirect(url_for("account.index"), 303)
    if not is_complete:
        return _render_enrolment(row, form, 400)
    try:
        codes = confirm_enrolment(
            row, form.code.data or "", key_secret=get_settings().key_secret, actor=get_actor(), now=datetime.now(UTC)
        )
    except WrongCodeError as error:
        form.code.errors = [f"{error} {error.remedy}"]
        return _render_enrolment(row, form, 400)
    db.session.commit()
    return make_response(render_template("accounts/recovery_codes.html", codes=codes))


@blueprint.post("/second-factor/off")
def turn_second_factor_off() -> Response:
    """Asks for the password and a code."""
    form, row = TurnOffForm(request.form), _me()
    is_complete = form.validate()
    if not row.has_second_factor:
        return redirect(url_for("account.index"), 303)
    if not is_complete:
        return _render(off_form=form, status=400)
    try:
        turn_off(
            row,
            password=form.password.data or "",
            code=form.code.data or "",
            key_secret=get_settings().key_secret,
            actor=get_actor(),
            now=datetime.now(UTC),
        )
    except WrongPasswordError as error:
        form.password.errors = [str(error)]
    except WrongCodeError as error:
        form.code.errors = [str(error)]
    else:
        return _back("The second factor is off. Only your password is asked for now.")
    db.session.rollback()
    return _render(off_form=form, status=400)


@blueprint.post("/sessions/<uuid:session_id>/end")
def end_one(session_id: UUID) -> Response:
    """Sign out one other browser of mine."""
    AdminForm(request.form).validate()
    now = datetime.now(UTC)
    row = next((each for each in list_open(get_admin().id, now=now) if each.id == session_id), None)
    if row is None:
        raise SessionEndedError("It is not open any more. Nothing was changed.")
    end_session(row, actor=get_actor(), verb="session_ended", reason="ended by its owner", now=now)
    return _back("That session has ended.")


@blueprint.post("/sessions/end")
def end_others() -> Response:
    """Sign out all other browsers of mine."""
    AdminForm(request.form).validate()
    admin = get_admin()
    end_sessions(admin.id, but=admin.session_id, actor=get_actor(), reason="ended by its owner", now=datetime.now(UTC))
    return _back("Your other sessions have ended.")
