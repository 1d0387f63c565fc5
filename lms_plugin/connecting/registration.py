"""Acts on one registration: name, addresses, switches, approval, a link that updates it, a duplicate."""

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from lms_plugin.connecting.access import get_own
from lms_plugin.connecting.faults import find_faults, split_lines
from lms_plugin.connecting.forms import DeploymentForm, PlatformForm, RenameForm
from lms_plugin.connecting.register import note_invitation
from lms_plugin.connecting.registration_page import Shown, address_fields, copy_fields, render
from lms_plugin.connecting.web import (
    begin_act,
    blueprint,
    check_button,
    choose_tenant_id,
    finish,
    get_settings,
    get_tenant_id,
    list_choices,
)
from lms_plugin.lti.families.known import get_family
from lms_plugin.platforms.approvals import accept_new_deployments
from lms_plugin.platforms.changes import (
    change_addresses,
    record,
    rename_registration,
    switch_registration,
)
from lms_plugin.platforms.duplicates import duplicate_registration
from lms_plugin.platforms.errors import RegistrationExistsError
from lms_plugin.platforms.invitations import invite_to_update
from lms_plugin.platforms.visibility import get_visible


@blueprint.get("/<uuid:registration_id>")
def show(registration_id: UUID) -> Response:
    """The page of one registration."""
    return render(get_visible(registration_id, get_tenant_id()))


@blueprint.post("/<uuid:registration_id>/name")
def rename(registration_id: UUID) -> Response:
    """What our pages call it."""
    row, form = get_own(registration_id, get_tenant_id()), RenameForm(request.form)
    if not form.validate():
        return render(row, Shown(rename=form), status=400)
    act = begin_act()
    rename_registration(row, form.name.data or "", actor=act.actor, now=act.now)
    return finish("The name is changed.", "platforms.show", registration_id=registration_id)


@blueprint.post("/<uuid:registration_id>/addresses")
def change(registration_id: UUID) -> Response:
    """Change its addresses: the first time the page names the consequence and asks; confirmed, it does."""
    row, form = get_own(registration_id, get_tenant_id()), PlatformForm(request.form)
    fields = address_fields(row)
    form.use_words(fields)
    form.validate()
    values = form.values(fields)
    faults = find_faults(fields, values, lms=get_family(row.family).name, trial=get_settings().trial)
    form.complain(faults)
    if faults:
        return render(row, Shown(addresses=form), status=400)
    old = {each.value: getattr(row, each.value) or "" for each in fields}
    changes = [
        (each.label, old[each.value], values[each.value]) for each in fields if old[each.value] != values[each.value]
    ]
    if not changes:
        return finish("Nothing was different, so nothing was changed.", "platforms.show", registration_id=row.id)
    if request.form.get("confirmed") != "yes":
        return render(row, Shown(addresses=form, changes=changes))
    act = begin_act()
    wanted = {name: value or None for name, value in values.items()}
    change_addresses(row, wanted, actor=act.actor, now=act.now)
    return finish("The addresses are changed.", "platforms.show", registration_id=registration_id)


@blueprint.post("/<uuid:registration_id>/on")
def switch_on(registration_id: UUID) -> Response:
    """People come in again."""
    return _switch(registration_id, "active", "switched_on", "{} is switched on.")


@blueprint.post("/<uuid:registration_id>/off")
def switch_off(registration_id: UUID) -> Response:
    """Nobody comes in any more."""
    return _switch(registration_id, "disabled", "switched_off", "{} is switched off. What was saved is safe.")


@blueprint.post("/<uuid:registration_id>/approve")
def approve(registration_id: UUID) -> Response:
    """Let a held registration in, with all that is unusual about it."""
    return _switch(registration_id, "active", "approved", "{} is approved.", was="pending")


@blueprint.post("/<uuid:registration_id>/reject")
def reject(registration_id: UUID) -> Response:
    """Keep a held registration out."""
    return _switch(registration_id, "disabled", "rejected", "{} is rejected and switched off.", was="pending")


def _switch(registration_id: UUID, status: str, verb: str, words: str, *, was: str | None = None) -> Response:
    act = check_button()
    row = get_own(registration_id, get_tenant_id())
    if was is None and row.status == "pending":
        was = "active"  # what is held is approved or rejected, and not let in by another button
    if was in (None, row.status):
        switch_registration(row, status, verb=verb, actor=act.actor, now=act.now)
    else:
        words = "Nothing was changed: {} stands otherwise by now."
    return finish(words.format(row.name), "platforms.show", registration_id=registration_id)


@blueprint.post("/<uuid:registration_id>/accept")
def accept(registration_id: UUID) -> Response:
    """Whether new deployments are let in at once, for which hospital."""
    row, form = get_own(registration_id, get_tenant_id()), DeploymentForm(request.form)
    form.tenant.offer(list_choices())
    form.validate()
    act, wanted = begin_act(), request.form.get("accept") == "yes"
    if wanted != row.accept_new_deployments:
        tenant_id = choose_tenant_id(form.tenant, known=row.tenant_id)
        if wanted and tenant_id is None:
            words = "Nothing was changed: choose the hospital that new deployments belong to."
            return finish(words, "platforms.show", registration_id=registration_id)
        accept_new_deployments(row.id, wanted, tenant_id=tenant_id if wanted else None)
        record("deployments_accepted" if wanted else "deployments_held", row, actor=act.actor, now=act.now)
    words = "New deployments are let in at once." if wanted else "New deployments wait for your approval."
    return finish(words, "platforms.show", registration_id=registration_id)


@blueprint.post("/<uuid:registration_id>/update-link")
def make_update_link(registration_id: UUID) -> Response:
    """A one-use link with which the LMS registers anew and updates this registration."""
    act = check_button()
    row = get_own(registration_id, get_tenant_id())
    made = invite_to_update(row.id, now=act.now)
    note_invitation(made, row.tenant_id, act)
    record("update_invited", row, actor=act.actor, now=act.now)
    return finish("The link is made.", "platforms.show", registration_id=registration_id, link=made.id)


@blueprint.post("/<uuid:registration_id>/duplicate")
def duplicate(registration_id: UUID) -> Response:
    """The same LMS with another client id: an Open edX has one for each block."""
    row, form = get_own(registration_id, get_tenant_id()), PlatformForm(request.form, prefix="copy-")
    fields = copy_fields(row)
    form.use_words(fields)
    form.validate()
    values = form.values(fields)
    faults = find_faults(fields, values, lms=get_family(row.family).name, trial=get_settings().trial)
    act = begin_act()
    if not faults:
        try:
            made = duplicate_registration(
                row,
                client_id=values["client_id"],
                addresses={name: values[name] for name in ("auth_token_url", "jwks_url")},
                deployment_ids=split_lines(values["deployment_id"]),
                name=form.name.data or None,
                actor=act.actor,
                now=act.now,
            )
            return finish(f"{made.name} is registered.", "platforms.show", registration_id=made.id)
        except RegistrationExistsError:
            faults = {"client_id": f"“{values['client_id']}” is registered with this issuer already."}
    form.complain(faults)
    return render(row, Shown(copy=form), status=400)
