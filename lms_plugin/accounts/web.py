"""What the administrators' own pages share: the settings, who acts, and the hospitals' names."""

from uuid import UUID

from flask import current_app

from lms_plugin.config import Settings
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.web.administrators import get_admin


def get_settings() -> Settings:
    """The installation's settings."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def get_actor() -> Actor:
    """The administrator of this request."""
    return Actor.administrator(get_admin().id)


def get_tenant_names() -> dict[UUID, str]:
    """The hospitals by id. The room of hospitals stands beside this one, so the app factory hands them in."""
    names: dict[UUID, str] = current_app.extensions["tenant_names"]()
    return names
