"""The page of one registration, also when a form of it came back or a change waits to be confirmed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from lms_plugin.accounts.models import Administrator
from lms_plugin.connecting.access import is_shared
from lms_plugin.connecting.figures import find_used
from lms_plugin.connecting.forms import DeploymentForm, PlatformForm, RenameForm
from lms_plugin.connecting.links import find_link
from lms_plugin.connecting.presets import list_fields
from lms_plugin.connecting.trail import say_act
from lms_plugin.connecting.views import make_lines
from lms_plugin.connecting.web import (
    begin_act,
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
from lms_plugin.platforms.changes import (
    ADDRESSES,
)
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


def copy_fields(row: Registration) -> list[Theirs]:
    """The fields of a duplicate, in the same way."""
    return [each for each in list_fields(get_family(row.family)) if each.value in DUPLICATED]


def _copy_form(row: Registration) -> PlatformForm:
    ids = "\n".join(each.deployment_id for each in row.deployments if each.status == "active")
    form = PlatformForm(
        data={"auth_token_url": row.auth_token_url, "jwks_url": row.jwks_url, "deployment_id": ids},
        prefix="copy-",
    )
    form.use_words(copy_fields(row))
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
        copy_fields=copy_fields(row),
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
