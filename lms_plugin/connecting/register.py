"""Registering a platform: pick the LMS, then make a one-use link, or copy the values over by hand."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.connecting.access import get_invitation_row
from lms_plugin.connecting.faults import find_faults, split_lines
from lms_plugin.connecting.forms import InviteForm, PlatformForm
from lms_plugin.connecting.links import find_link, keep_link
from lms_plugin.connecting.presets import complete, fill_in, is_folded, list_fields, list_sites
from lms_plugin.connecting.views import WAITS
from lms_plugin.connecting.web import (
    Act,
    begin_act,
    blueprint,
    finish,
    get_settings,
    get_tenant_id,
    get_tool,
    list_choices,
)
from lms_plugin.core.audit.services import record_event
from lms_plugin.core.db.base import db
from lms_plugin.errors import NotFoundError
from lms_plugin.lti.families.known import FAMILIES
from lms_plugin.lti.families.shape import Family, Theirs
from lms_plugin.platforms.changes import record
from lms_plugin.platforms.errors import RegistrationNotFoundError
from lms_plugin.platforms.invitations import NewInvitation, invite
from lms_plugin.platforms.keys import ensure_key
from lms_plugin.platforms.models import Registration, Tenant
from lms_plugin.platforms.registering import find_registration
from lms_plugin.platforms.services import choose_tenant, register_platform
from lms_plugin.platforms.tenants import get_tenant
from lms_plugin.platforms.visibility import get_visible
from lms_plugin.preflight.gathering import Wanted
from lms_plugin.preflight.setup import make_checker


@dataclass(frozen=True)
class Known:
    """A registration of the same issuer and client id: `row` is None where it is another hospital's."""

    row: Registration | None


def _get_family(key: str) -> Family:
    for family in FAMILIES:
        if family.key == key:
            return family
    raise NotFoundError("We know no LMS of that name.", remedy="Go back to Register a platform, and pick one.")


def _our_values() -> dict[str, str]:
    tool = get_tool()
    return {
        "name": tool.title,
        "domain": tool.domain,
        "login": tool.login,
        "launch": tool.launch,
        "jwks": tool.jwks,
        "canvas_json": f"{tool.public_url}/lti/canvas.json",
        "register": f"{tool.public_url}/lti/register",
    }


def _site() -> str:
    return request.args.get("at", "")


def _make_form(family: Family) -> tuple[PlatformForm, list[Theirs]]:
    """The form with the LMS's labels, filled with what was sent, else with presets that hold for everybody."""
    fields = list_fields(family, _site())
    given = request.form if request.method == "POST" else _presets(fields)
    form = PlatformForm(given)
    form.use_words(fields)
    form.tenant.offer(list_choices())
    return form, fields


def _presets(fields: list[Theirs]) -> MultiDict[str, str]:
    return MultiDict((each.value, fill_in(each.preset, {})) for each in fields if each.preset)


def _render(
    family: Family,
    form: PlatformForm,
    fields: list[Theirs],
    *,
    known: Known | None = None,
    invite_form: InviteForm | None = None,
    status: int = 200,
) -> Response:
    if invite_form is None:
        invite_form = InviteForm()
        invite_form.tenant.offer(list_choices())
    page = render_template(
        "connecting/register.html",
        family=family,
        families=FAMILIES,
        sites=list_sites(family),
        site=_site(),
        ours=_our_values(),
        form=form,
        open_fields=[each for each in fields if not is_folded(each)],
        folded_fields=[each for each in fields if is_folded(each)],
        invite_form=invite_form,
        tenants=list_choices(),
        made=_find_made(),
        known=known,
        waits=WAITS,
    )
    return make_response(page, status)


def _find_made() -> dict[str, object] | None:
    """The link that the address names, where this sign-in made it."""
    try:
        row = get_invitation_row(UUID(request.args.get("link", "")), get_tenant_id())
    except (ValueError, NotFoundError):
        return None
    return {"row": row, "address": find_link(row.id, get_settings().public_url)}


@blueprint.get("/register")
def pick() -> Response:
    """To the first LMS of the row."""
    return redirect(url_for("platforms.register", family_key=FAMILIES[0].key), 303)


@blueprint.get("/register/<family_key>")
def register(family_key: str) -> Response:
    """One page for each LMS."""
    family = _get_family(family_key)
    return _render(family, *_make_form(family))


def _tenant_of(form: InviteForm | PlatformForm) -> Tenant:
    """The administrator's own hospital, the one chosen, or the only one; made where there is none yet."""
    tenant_id = get_tenant_id() or form.tenant.chosen
    return get_tenant(tenant_id) if tenant_id else choose_tenant(None, timezone=get_settings().timezone)


def _check_tenant(form: InviteForm | PlatformForm) -> bool:
    """Whether it is clear which hospital is meant."""
    if form.tenant.is_asked and get_tenant_id() is None and not form.tenant.chosen:
        form.tenant.errors = ["Choose the hospital that this LMS belongs to."]
        return False
    return True


@blueprint.post("/register/<family_key>/link")
def make_link(family_key: str) -> Response:
    """Make a one-use link and show it."""
    family = _get_family(family_key)
    invite_form = InviteForm(request.form)
    invite_form.tenant.offer(list_choices())
    if not invite_form.validate() or not _check_tenant(invite_form):
        form, fields = PlatformForm(_presets(list_fields(family))), list_fields(family)
        form.use_words(fields)
        form.tenant.offer(list_choices())
        return _render(family, form, fields, invite_form=invite_form, status=400)
    act, tenant = begin_act(), _tenant_of(invite_form)
    made = invite(now=act.now, tenant_id=tenant.id, name=invite_form.name.data or None)
    note_invitation(made, tenant.id, act)
    return finish("The link is made.", "platforms.register", family_key=family.key, link=made.id)


def note_invitation(made: NewInvitation, tenant_id: UUID | None, act: Act) -> None:
    """Keep a link for its maker, and record that it was made."""
    keep_link(made)
    record_event(
        "invitation.made",
        actor=act.actor,
        subject_kind="invitation",
        subject_id=made.id,
        tenant_id=tenant_id,
        now=act.now,
    )


@blueprint.post("/register/<family_key>")
def save(family_key: str) -> Response:
    """Register by hand, and check at once. What was typed stays where something does not fit."""
    family = _get_family(family_key)
    form, fields = _make_form(family)
    fits = form.validate()
    values = complete(fields, form.values(fields))
    faults = _find_faults(family, form, fields, values)
    form.complain(faults)
    if not _check_tenant(form) or not fits or faults:
        return _render(family, form, fields, status=400)
    if known := _find_known(values):
        return _render(family, form, fields, known=known, status=409)
    return _check(_register(family, form, values))


def _find_faults(family: Family, form: PlatformForm, fields: list[Theirs], values: dict[str, str]) -> dict[str, str]:
    """What follows from a value that does not fit is not complained about, too."""
    faults = find_faults(fields, values, lms=family.name, trial=get_settings().trial)
    if {"issuer", "client_id"} & set(faults):
        typed = form.values(fields)
        followed = {
            each.value
            for each in fields
            if each.preset and typed[each.value] in ("", fill_in(each.preset, typed)) and "{" in each.preset
        }
        faults = {name: words for name, words in faults.items() if name not in followed}
    return faults


def _find_known(values: dict[str, str]) -> Known | None:
    row = find_registration(values["issuer"], values["client_id"])
    if row is None:
        return None
    try:
        return Known(get_visible(row.id, get_tenant_id()))
    except RegistrationNotFoundError:
        return Known(None)


def _register(family: Family, form: PlatformForm, values: dict[str, str]) -> Registration:
    act, tenant, settings = begin_act(), _tenant_of(form), get_settings()
    ensure_key(settings.key_secret, now=act.now)
    row = register_platform(
        tenant=tenant,
        issuer=values["issuer"],
        client_id=values["client_id"],
        auth_login_url=values["auth_login_url"],
        auth_token_url=values["auth_token_url"],
        jwks_url=values["jwks_url"],
        token_audience=values.get("token_audience") or None,
        deployment_ids=split_lines(values["deployment_id"]),
        name=form.name.data or None,
        family=family.key,
        trial=settings.trial,
    )
    row.tenant_id, row.registered_at = tenant.id, act.now
    db.session.flush()
    new = {name: values[name] for name in ("issuer", "client_id", "deployment_id")}
    record("added", row, actor=act.actor, now=act.now, details={"new": new})
    return row


def _check(row: Registration) -> Response:
    """Save, then try at once what can be tried before the first launch; to what was found."""
    registration_id = row.id
    answer = finish(f"{row.name} is registered.", "preflight.show", registration_id=registration_id)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself
    wanted = Wanted(registration_id=registration_id, tenant_id=get_tenant_id())
    make_checker(app).check(wanted, actor=begin_act().actor)
    return answer
