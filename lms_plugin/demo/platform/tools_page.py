"""The administrator's page "Tools": registering a tool by its address or by hand, activating it, what it may do."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lms_plugin.demo.platform import administration, scopes
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.invitations import find_invitation
from lms_plugin.demo.platform.pages import current_visit, page
from lms_plugin.demo.platform.profiles import PROFILES
from lms_plugin.demo.platform.tools import ACTIVE, NewTool
from lms_plugin.demo.platform.visits import Visit

STATE_WORDS = {
    "active": "Active",
    "pending": "Pending: nobody can use it until you activate it",
    "disabled": "Disabled: nobody can use it until you enable it",
    "off": "Switched off",
}

blueprint = Blueprint("tools", __name__, url_prefix="/tools")


@blueprint.get("")
def show() -> Response:
    platform = current_platform()
    visit = _administrator(platform)
    return page(
        "tools.html",
        visit,
        tools=[administration.described(platform, tool) for tool in platform.tools],
        words=STATE_WORDS,
        groups=scopes.GROUPS,
        profiles=PROFILES,
        chosen=platform.settings.profile,
        own_audience=platform.settings.habits.own_audience,
        shown=request.args.get("shown", ""),
    )


@blueprint.post("/profile")
def profile() -> AnyResponse:
    platform = current_platform()
    _administrator(platform)
    administration.choose_profile(platform, request.form.get("family", ""))
    return redirect("/tools", 303)


@blueprint.post("/register")
def register() -> AnyResponse:
    """Open the tool's registration address; where its host is known already, ask first, as Moodle does."""
    platform = current_platform()
    visit = _administrator(platform)
    url, answer = request.form.get("url", "").strip(), request.form.get("answer", "")
    known = None if answer else administration.known_at(platform, url)
    groups = request.form.getlist("groups")
    if known is not None:
        return page("tool_known.html", visit, tool=known, url=url, chosen=groups)
    updates = answer.removeprefix("update ") if answer.startswith("update ") else ""
    begun = administration.begin_registration(platform, url, scopes.of_groups(groups), updates)
    return redirect(f"/tools/registering?token={begun.token}", 303)


@blueprint.get("/registering")
def registering() -> Response:
    """The tool's own page, in a frame or, in Brightspace, in a new tab."""
    platform = current_platform()
    visit = _administrator(platform)
    begun = find_invitation(platform.store, request.args.get("token", ""))
    if begun is None or begun.expires <= platform.clock():
        raise PlatformError(404, "This registration is over. Begin again on the page Tools.")
    address = begun.address(platform.settings)
    return page("tool_registering.html", visit, address=address, tab=platform.settings.habits.opens_in_tab)


@blueprint.post("/add")
def add() -> AnyResponse:
    platform = current_platform()
    _administrator(platform)
    tool = administration.add_by_hand(platform, _read_form(request.form, request.form.getlist("groups")))
    return redirect(f"/tools?shown={tool.client_id}", 303)


@blueprint.post("/<client_id>/allow")
def allow(client_id: str) -> AnyResponse:
    """What the tool may do and is told, as the tick boxes say."""
    platform = current_platform()
    _administrator(platform)
    told = {name: name in request.form for name in ("names", "emails")}
    granted = scopes.of_groups(request.form.getlist("groups"))
    administration.change(platform, client_id, {"scopes": granted, **told})
    return redirect(f"/tools?shown={client_id}", 303)


@blueprint.post("/<client_id>/state")
def state(client_id: str) -> AnyResponse:
    platform = current_platform()
    _administrator(platform)
    administration.change(platform, client_id, {"state": request.form.get("state", ACTIVE)})
    return redirect(f"/tools?shown={client_id}", 303)


def _read_form(form: Mapping[str, str], groups: list[str]) -> NewTool:
    sent = {name: form.get(name, "").strip() for name in ("name", "target_url", "login_url", "redirects", "jwks_url")}
    return NewTool(
        name=sent["name"],
        login_url=sent["login_url"],
        target_url=sent["target_url"],
        redirects=tuple(line.strip() for line in sent["redirects"].splitlines() if line.strip()),
        jwks_url=sent["jwks_url"],
        scopes=scopes.of_groups(groups),
        picker_url=sent["target_url"],
        names="names" in form,
        emails="emails" in form,
        custom=_parameters(form.get("custom", "")),
    )


def _parameters(text: str) -> dict[str, str]:
    """Custom parameters, one `name=value` per line."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _administrator(platform: Platform) -> Visit:
    visit = current_visit(platform)
    if visit is None or not visit.person.administers:
        raise PlatformError(403, "Only an administrator of this LMS can see its tools. Become Rosa for that.")
    return visit
