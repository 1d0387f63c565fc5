"""The operators' page of all administrators: make, switch off, switch on, sign out."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, make_response, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.accounts.errors import AdministratorExistsError, BadEmailError, RoleError, WeakPasswordError
from lms_plugin.accounts.forms import CreateForm
from lms_plugin.accounts.services import (
    create_administrator,
    disable_administrator,
    enable_administrator,
    get_administrator,
    list_administrators,
)
from lms_plugin.accounts.sessions import count_open, end_sessions
from lms_plugin.accounts.web import get_actor, get_tenant_names
from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.core.web.administrators import get_admin
from lms_plugin.core.web.forgery import AdminForm

blueprint = AdminBlueprint(
    "administrators", __name__, prefix="/administrators", section="Administrators", operators_only=True
)


def _render(form: CreateForm, status: int = 200) -> FlaskResponse:
    now = datetime.now(UTC)
    page = render_template(
        "accounts/administrators.html",
        rows=list_administrators(),
        tenants=get_tenant_names(),
        open_sessions=count_open(now=now),
        me=get_admin().id,
        form=form,
    )
    return make_response(page, status)


def _make_form() -> CreateForm:
    form = CreateForm(request.form)
    form.offer_tenants(get_tenant_names())
    return form


@blueprint.get("")
def index() -> FlaskResponse:
    """All of them."""
    return _render(_make_form())


@blueprint.post("")
def create() -> Response:
    """Make an account with a first password."""
    form = _make_form()
    if not form.validate():
        return _render(form, 400)
    try:
        row = create_administrator(
            form.email.data or "",
            form.password.data or "",
            role=form.role.data,
            tenant_id=form.tenant_id,
            actor=get_actor(),
            now=datetime.now(UTC),
        )
    except (BadEmailError, AdministratorExistsError) as error:
        form.email.errors = [str(error)]
    except WeakPasswordError as error:
        form.password.errors = [f"{error} {error.remedy}"]
    except RoleError as error:
        form.tenant.errors = [str(error)]
    else:
        return _back(f"{row.email} can sign in now. Tell them the password, and to change it on their account page.")
    db.session.rollback()
    return _render(form, 400)


def _back(words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("administrators.index"), 303)


@blueprint.post("/<uuid:administrator_id>/disable")
def disable(administrator_id: UUID) -> Response:
    """Switch an account off."""
    AdminForm(request.form).validate()
    row = get_administrator(administrator_id)
    disable_administrator(row, actor=get_actor(), now=datetime.now(UTC))
    return _back(f"{row.email} is switched off and signed out.")


@blueprint.post("/<uuid:administrator_id>/enable")
def enable(administrator_id: UUID) -> Response:
    """Switch it on again."""
    AdminForm(request.form).validate()
    row = get_administrator(administrator_id)
    enable_administrator(row, actor=get_actor(), now=datetime.now(UTC))
    return _back(f"{row.email} can sign in again.")


@blueprint.post("/<uuid:administrator_id>/sessions/end")
def sign_out(administrator_id: UUID) -> Response:
    """End all sessions of an account."""
    AdminForm(request.form).validate()
    row = get_administrator(administrator_id)
    end_sessions(row.id, actor=get_actor(), reason="ended by an operator", now=datetime.now(UTC))
    return _back(f"{row.email} is signed out everywhere.")
