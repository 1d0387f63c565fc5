"""What the views of these pages share: settings, who acts, hospitals to choose from, and the way back after an act."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import current_app, flash, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.config import Settings
from lms_plugin.connecting.forms import TenantField
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.core.web.administrators import get_admin
from lms_plugin.core.web.forgery import AdminForm
from lms_plugin.lti.registration_message import ToolFace
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.services import list_tenants

blueprint = AdminBlueprint("platforms", __name__, prefix="/platforms", section="Platforms")


@dataclass(frozen=True)
class Act:
    """Who does something, and when."""

    actor: Actor
    now: datetime


def get_settings() -> Settings:
    """The installation's settings."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def get_tool() -> ToolFace:
    """Ourselves as LMSs see us."""
    return ToolFace(get_settings().title, get_settings().public_url)


def get_tenant_id() -> UUID | None:
    """The administrator's hospital; None for operators."""
    return get_admin().tenant_id


def begin_act() -> Act:
    """By the administrator of this request, now."""
    return Act(Actor.administrator(get_admin().id), datetime.now(UTC))


def check_button() -> Act:
    """For a button's form: its token, then who pressed it."""
    AdminForm(request.form).validate()
    return begin_act()


def list_choices() -> dict[UUID, str]:
    """The hospitals that this administrator may choose from, by name."""
    mine = get_tenant_id()
    return {row.id: row.name for row in list_tenants() if mine in (None, row.id)}


def choose_tenant_id(field: TenantField, *, known: UUID | None) -> UUID | None:
    """The administrator's own hospital; else the one chosen, the one known, or the only one."""
    choices = list_choices()
    only = next(iter(choices)) if len(choices) == 1 else None
    return get_tenant_id() or field.chosen or known or only


def finish(words: str, endpoint: str, **values: object) -> Response:
    """Commit, say what was done, and go back; other processes know within half a minute."""
    db.session.commit()
    registrations: RegistrationCache = current_app.extensions["registrations"]
    registrations.forget()
    flash(words)
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]  # Any of werkzeug's converters
