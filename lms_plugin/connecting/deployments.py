"""Acts on one deployment: approve, refuse, switch off and on, its hospital, its idle minutes; and adding one."""

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from lms_plugin.connecting.access import get_deployment, get_own
from lms_plugin.connecting.faults import find_id_fault
from lms_plugin.connecting.figures import find_used
from lms_plugin.connecting.forms import DeploymentForm
from lms_plugin.connecting.registration_page import Shown, render
from lms_plugin.connecting.web import (
    begin_act,
    blueprint,
    check_button,
    choose_tenant_id,
    finish,
    get_tenant_id,
    list_choices,
)
from lms_plugin.platforms.changes import record
from lms_plugin.platforms.deployment_changes import change_deployment, keep_out, let_in
from lms_plugin.platforms.models import Deployment
from lms_plugin.platforms.services import add_deployment


def _read_form(prefix: str = "") -> DeploymentForm:
    form = DeploymentForm(request.form, prefix=prefix)
    form.tenant.offer(list_choices())
    form.validate()
    return form


def _done(row: Deployment, words: str) -> Response:
    return finish(f"Deployment {row.deployment_id} {words}", "platforms.show", registration_id=row.registration_id)


def _refuse(row: Deployment, form: DeploymentForm) -> Response:
    return render(row.registration, Shown(deployment=form, deployment_row=row.id), status=400)


@blueprint.post("/<uuid:registration_id>/deployments")
def add(registration_id: UUID) -> Response:
    """Add a deployment by its id."""
    row, form = get_own(registration_id, get_tenant_id()), _read_form("new-")
    typed, tenant_id = form.deployment_id.data or "", choose_tenant_id(form.tenant, known=row.tenant_id)
    fault = find_id_fault(typed) if typed else "This is empty. Copy the deployment id from the LMS."
    if any(each.deployment_id == typed for each in row.deployments):
        fault = f"“{typed}” is there already, in the list above."
    if fault:
        form.deployment_id.errors = [fault]
    elif tenant_id is None:
        form.tenant.errors = ["Choose the hospital that this deployment belongs to."]
    else:
        act = begin_act()
        made = add_deployment(row.id, typed, tenant_id=tenant_id)
        record("deployment_added", row, actor=act.actor, now=act.now, details={"new": {"deployment": typed}})
        return _done(made, "is added. People can come in by it.")
    return render(row, Shown(deployment=form), status=400)


@blueprint.post("/deployments/<uuid:deployment_id>/approve")
def let_deployment_in(deployment_id: UUID) -> Response:
    """Approve one that waits, or switch one on again."""
    row, form, act = get_deployment(deployment_id, get_tenant_id()), _read_form(), begin_act()
    tenant_id = row.tenant_id or choose_tenant_id(form.tenant, known=row.registration.tenant_id)
    if tenant_id is None:
        form.tenant.errors = ["Choose the hospital that this deployment belongs to."]
        return _refuse(row, form)
    let_in(row, tenant_id, actor=act.actor, now=act.now)
    return _done(row, "is approved. People can open the tool there now.")


@blueprint.post("/deployments/<uuid:deployment_id>/refuse")
def keep_deployment_out(deployment_id: UUID) -> Response:
    """Refuse one that waits, or switch one off."""
    act = check_button()
    row = get_deployment(deployment_id, get_tenant_id())
    words = "is refused. It does not ask again." if row.status == "pending" else "is switched off."
    keep_out(row, actor=act.actor, now=act.now)
    return _done(row, words)


@blueprint.post("/deployments/<uuid:deployment_id>")
def change_one(deployment_id: UUID) -> Response:
    """Its idle minutes, and its hospital while nobody has come by it."""
    row, form, act = get_deployment(deployment_id, get_tenant_id()), _read_form(), begin_act()
    try:
        minutes = form.minutes
    except ValueError as error:
        form.idle_minutes.errors = [str(error)]
        return _refuse(row, form)
    chosen = None if find_used([row.id]) else form.tenant.chosen
    change_deployment(row, tenant_id=chosen, idle_minutes=minutes, actor=act.actor, now=act.now)
    return _done(row, "is changed.")
