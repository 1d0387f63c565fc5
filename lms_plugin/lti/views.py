"""What an LMS's administrator sees of us: dynamic registration inside the LMS, and Canvas's configuration.

Pages here have no session and set no cookie. The invitation in the address is all that lets anybody in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from uuid import UUID

from flask import Blueprint, Response, current_app, g, jsonify, make_response, render_template, request

from lms_plugin.config import Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.web.errors import handle_known
from lms_plugin.core.web.headers import content_security_policy
from lms_plugin.errors import LmsPluginError
from lms_plugin.lti.canvas_json import canvas_configuration
from lms_plugin.lti.registration import RegistrationAnswer, post_registration, read_configuration
from lms_plugin.lti.registration_configuration import PlatformConfiguration, find_unusual
from lms_plugin.lti.registration_message import ToolFace, build_message, choose_scopes
from lms_plugin.lti.registration_services import find_not_granted, split_offered
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.invitations import claim_invitation, get_invitation, release_invitation
from lms_plugin.platforms.keys import ensure_key
from lms_plugin.platforms.models import Invitation, Registration
from lms_plugin.platforms.registering import NewRegistration, check_may_update, store_registration

blueprint = Blueprint("registration", __name__, url_prefix="/lti")


@dataclass(frozen=True)
class Asked:
    """What the LMS and our own link put into the address."""

    configuration: str
    token: str
    invite: str


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _outbound() -> Outbound:
    outbound: Outbound = current_app.extensions["outbound"]
    return outbound


def _tool() -> ToolFace:
    return ToolFace(_settings().title, _settings().public_url)


def _asked() -> Asked:
    given = request.values
    return Asked(given.get("openid_configuration", ""), given.get("registration_token", ""), given.get("invite", ""))


def _framed(view: Callable[[], Response]) -> Callable[[], Response]:
    """Answer a refusal, and let the platform alone frame the page once it is known."""

    @wraps(view)
    def answer() -> Response:
        try:
            response = view()
        except LmsPluginError as error:
            response = handle_known(error)
        if sources := g.get("frame_sources"):
            response.headers["Content-Security-Policy"] = content_security_policy(frames=sources)
        return response

    return answer


@blueprint.get("/canvas.json")
def canvas() -> Response:
    """What Canvas reads when a developer key is made by address."""
    return jsonify(canvas_configuration(_tool()))


@blueprint.get("/register")
@_framed
def show() -> Response:
    """Who asks, and what will be registered; changes nothing. Nobody is asked anything without an invitation."""
    asked = _asked()
    invitation = get_invitation(asked.invite, now=datetime.now(UTC))
    configuration = _ask(asked, invitation)
    return _confirm(asked, configuration)


@blueprint.post("/register")
@_framed
def register() -> Response:
    """Register with the LMS that was shown. A refused or lost answer leaves the invitation as good as it was."""
    asked, now = _asked(), datetime.now(UTC)
    invitation = get_invitation(asked.invite, now=now)
    invitation_id = invitation.id
    claim_invitation(invitation_id, now=now)
    ensure_key(_settings().key_secret, now=now)
    db.session.commit()
    try:
        configuration = _ask(asked, invitation)
        if request.form.get("seen") != configuration.digest:
            _release(invitation_id)
            return _confirm(asked, configuration, changed=True)
        return _register(asked, configuration)
    except Exception:
        _release(invitation_id)
        raise


def _ask(asked: Asked, invitation: Invitation) -> PlatformConfiguration:
    """The platform's configuration. No transaction waits for it."""
    updates = invitation.updates
    issuer = updates.issuer if updates else None
    db.session.rollback()
    configuration = read_configuration(_outbound(), asked.configuration, asked.token)
    g.frame_sources = configuration.frame_sources
    if issuer is not None:
        check_may_update(issuer, configuration.issuer)
    return configuration


def _confirm(asked: Asked, configuration: PlatformConfiguration, *, changed: bool = False) -> Response:
    offered, missing = split_offered(configuration)
    page = render_template(
        "lti/register.html",
        asked=asked,
        platform=configuration,
        tool=_tool(),
        offered=offered,
        missing=missing,
        unusual=find_unusual(configuration, trial=_settings().trial),
        changed=changed,
    )
    return make_response(page, 409 if changed else 200)


def _register(asked: Asked, configuration: PlatformConfiguration) -> Response:
    message = build_message(_tool(), configuration)
    answer = post_registration(_outbound(), configuration, asked.token, message)
    invitation = get_invitation(asked.invite, now=datetime.now(UTC))
    registration = store_registration(invitation, _found(configuration, answer), now=datetime.now(UTC))
    deployed = any(each.status == "active" for each in registration.deployments)
    page = _done(configuration, registration, deployed=deployed, updated=invitation.updates_id is not None)
    db.session.commit()
    registrations: RegistrationCache = current_app.extensions["registrations"]
    registrations.forget()
    return page


def _found(configuration: PlatformConfiguration, answer: RegistrationAnswer) -> NewRegistration:
    return NewRegistration(
        issuer=configuration.issuer,
        client_id=answer.client_id,
        auth_login_url=configuration.authorization_endpoint,
        auth_token_url=configuration.token_endpoint,
        jwks_url=configuration.jwks_uri,
        token_audience=configuration.token_audience,
        deployment_id=answer.deployment_id,
        family=configuration.family_key,
        version=configuration.version,
        frame_origins=configuration.frame_origins,
        scopes_asked=choose_scopes(configuration),
        scopes_granted=answer.scopes,
        unusual=find_unusual(configuration, trial=_settings().trial),
    )


def _done(
    configuration: PlatformConfiguration, registration: Registration, *, deployed: bool, updated: bool
) -> Response:
    granted = None if registration.scopes_granted is None else tuple(registration.scopes_granted)
    return make_response(
        render_template(
            "lti/registered.html",
            platform=configuration,
            registration=registration,
            deployed=deployed,
            updated=updated,
            not_granted=find_not_granted(choose_scopes(configuration), granted),
        )
    )


def _release(invitation_id: UUID) -> None:
    db.session.rollback()
    release_invitation(invitation_id)
    db.session.commit()
