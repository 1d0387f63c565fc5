"""One registration: how it stands, what waits, what it is, and what was done with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from lms_plugin.accounts.models import Administrator
from lms_plugin.connecting.access import get_own, get_visible, is_shared
from lms_plugin.connecting.faults import find_faults, split_lines
from lms_plugin.connecting.figures import find_used
from lms_plugin.connecting.forms import DeploymentForm, PlatformForm, RenameForm
from lms_plugin.connecting.links import find_link
from lms_plugin.connecting.presets import list_fields
from lms_plugin.connecting.register import note_invitation
from lms_plugin.connecting.trail import say_act
from lms_plugin.connecting.views import make_lines
from lms_plugin.connecting.web import (
    begin_act,
    blueprint,
    check_button,
    finish,
    get_settings,
    get_tenant_id,
    get_tool,
    list_choices,
)
from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.lti.families.known import get_family
from lms_plugin.lti.families.shape import Theirs
from lms_plugin.lti.registration_services import WANTED
from lms_plugin.platforms.approvals import accept_new_deployments
from lms_plugin.platforms.changes import (
    ADDRESSES,
    change_addresses,
    record,
    rename_registration,
    switch_registration,
)
from lms_plugin.platforms.duplicates import duplicate_registration
from lms_plugin.platforms.errors import RegistrationExistsError
from lms_plugin.platforms.invitations import invite_to_update
from lms_plugin.platforms.models import Registration

EVENTS = 20
DUPLICATED = ("client_id", "deployment_id", "auth_token_url", "jwks_url")


@dataclass(kw_only=True)
class Shown:
    """What of the page is not as usual: a form that came back, or a change that waits for its confirmation."""

    rename: RenameForm | None = None
    addresses: PlatformForm | None = None
    changes: list[tuple[str, str, str]] | None = None
    copy: PlatformForm | None = None
    deployment: DeploymentForm | None = None
    deployment_row: UUID | None = None


def address_fields(row: Registration) -> list[Theirs]:
    """The fields of the addresses, with the LMS's labels in its order; all but what the LMS has none of."""
    return [each for each in list_fields(get_family(row.family)) if each.value in ADDRESSES]


def _address_form(row: Registration) -> PlatformForm:
    form = PlatformForm(data={name: getattr(row, name) or "" for name in ADDRESSES})
    form.use_words(address_fields(row))
    return form


def _copy_fields(row: Registration) -> list[Theirs]:
    return [each for each in list_fields(get_family(row.family)) if each.value in DUPLICATED]


def _copy_form(row: Registration) -> PlatformForm:
    ids = "\n".join(each.deployment_id for each in row.deployments if each.status == "active")
    form = PlatformForm(
        data={"auth_token_url": row.auth_token_url, "jwks_url": row.jwks_url, "deployment_id": ids},
        prefix="copy-",
    )
    form.use_words(_copy_fields(row))
    return form


def _new_deployment_form() -> DeploymentForm:
    form = DeploymentForm(prefix="new-")
    form.tenant.offer(list_choices())
    return form


def render(row: Registration, shown: Shown | None = None, *, status: int = 200) -> Response:
    """The page."""
    shown, act = shown or Shown(), begin_act()
    [line] = make_lines([row], now=act.now)
    page = render_template(
        "connecting/registration.html",
        line=line,
        row=row,
        shared=is_shared(row, get_tenant_id()),
        tenants=list_choices(),
        used=find_used([each.id for each in line.deployments]),
        wanted=WANTED,
        address_fields=address_fields(row),
        copy_fields=_copy_fields(row),
        rename_form=shown.rename or RenameForm(data={"name": row.name}),
        address_form=shown.addresses or _address_form(row),
        changes=shown.changes,
        copy_form=shown.copy or _copy_form(row),
        new_form=shown.deployment if shown.deployment and not shown.deployment_row else _new_deployment_form(),
        deployment_form=shown.deployment if shown.deployment_row else None,
        deployment_row=shown.deployment_row,
        update_link=_find_update_link(),
        canvas_json=f"{get_tool().public_url}/lti/canvas.json",
        events=_list_events(row.id),
        say_act=say_act,
    )
    return make_response(page, status)


def _find_update_link() -> str | None:
    try:
        return find_link(UUID(request.args.get("link", "")), get_settings().public_url)
    except ValueError:
        return None


def _list_events(registration_id: UUID) -> list[Any]:
    """The last events, newest first, each with the e-mail of who did it."""
    statement = (
        select(AuditEvent, Administrator.email)
        .outerjoin(Administrator, Administrator.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_kind == "registration", AuditEvent.subject_id == str(registration_id))
        .options(joinedload(AuditEvent.detail))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    return list(db.session.execute(statement.limit(EVENTS)))


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
        tenant_id = form.tenant.chosen or row.tenant_id or get_tenant_id() or next(iter(list_choices()), None)
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
    fields = _copy_fields(row)
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
