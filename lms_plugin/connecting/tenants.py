"""The operators' page of hospitals: add, change, suspend, resume."""

from uuid import UUID

from flask import make_response, render_template, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from lms_plugin.connecting.forms import TenantForm
from lms_plugin.connecting.web import begin_act, check_button, finish, get_settings
from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.platforms.errors import TenantChoiceError
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_tenant, list_tenants
from lms_plugin.platforms.tenants import change_tenant, get_tenant, record, resume_tenant, suspend_tenant

blueprint = AdminBlueprint("tenants", __name__, prefix="/tenants", section="Hospitals", operators_only=True)


def _count_deployments() -> dict[UUID | None, int]:
    number = func.count().label("number")
    statement = select(Deployment.tenant_id, number).where(Deployment.status == "active")
    rows = db.session.execute(statement.group_by(Deployment.tenant_id)).all()
    return {row.tenant_id: row.number for row in rows}


def _render(form: TenantForm | None = None, *, tenant_id: UUID | None = None, status: int = 200) -> Response:
    """The page; `form` came back with errors, for one hospital or for a new one."""
    fresh = TenantForm(data={"timezone": get_settings().timezone})
    page = render_template(
        "connecting/tenants.html",
        rows=list_tenants(),
        deployments=_count_deployments(),
        new_form=form if form is not None and tenant_id is None else fresh,
        form=form,
        tenant_id=tenant_id,
        title_setting=get_settings().title,
    )
    return make_response(page, status)


@blueprint.get("")
def index() -> Response:
    """All hospitals."""
    return _render()


@blueprint.post("")
def add() -> Response:
    """Take in a hospital."""
    form = TenantForm(request.form)
    if not form.validate():
        return _render(form, status=400)
    try:
        row = add_tenant(form.name.data or "", timezone=form.timezone.data or "", title=form.title.data or None)
    except TenantChoiceError:
        form.name.errors = [f"There is a hospital called “{form.name.data}” already."]
        return _render(form, status=400)
    act = begin_act()
    record("added", row, actor=act.actor, now=act.now, details={"new": {"name": row.name}})
    return finish(f"{row.name} is added.", "tenants.index")


@blueprint.post("/<uuid:tenant_id>")
def change(tenant_id: UUID) -> Response:
    """Rename it, set its zone, and the tool's name there."""
    form = TenantForm(request.form)
    fits = form.validate()
    row = get_tenant(tenant_id)
    if not fits:
        return _render(form, tenant_id=tenant_id, status=400)
    act = begin_act()
    try:
        change_tenant(
            row,
            name=form.name.data or "",
            timezone=form.timezone.data or "",
            title=form.title.data or None,
            needs_second_person=bool(form.needs_second_person.data),
            actor=act.actor,
            now=act.now,
        )
    except TenantChoiceError as error:
        form.name.errors = [str(error)]
        return _render(form, tenant_id=tenant_id, status=400)
    return finish(f"{row.name} is changed.", "tenants.index")


@blueprint.post("/<uuid:tenant_id>/suspend")
def suspend(tenant_id: UUID) -> Response:
    """Nobody of it comes in any more."""
    act, row = check_button(), get_tenant(tenant_id)
    suspend_tenant(row, actor=act.actor, now=act.now)
    return finish(f"{row.name} is suspended. What is saved stays.", "tenants.index")


@blueprint.post("/<uuid:tenant_id>/resume")
def resume(tenant_id: UUID) -> Response:
    """Its people come in again."""
    act, row = check_button(), get_tenant(tenant_id)
    resume_tenant(row, actor=act.actor, now=act.now)
    return finish(f"{row.name} is on again.", "tenants.index")
