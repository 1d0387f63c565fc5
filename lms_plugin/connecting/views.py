"""All platforms on one page, and the one-use links that wait to be used."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from lms_plugin.connecting.access import get_invitation_row, list_deployments, list_open_invitations, list_visible
from lms_plugin.connecting.checks import find_last_checks
from lms_plugin.connecting.figures import Figures, find_figures
from lms_plugin.connecting.health import Finding, judge
from lms_plugin.connecting.links import find_link
from lms_plugin.connecting.web import blueprint, check_button, find_check_page, finish, get_settings, get_tenant_id
from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.audit.services import record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.web.administrators import get_admin
from lms_plugin.lti.families.known import get_family
from lms_plugin.lti.families.shape import Family
from lms_plugin.platforms.invitations import withdraw_invitation
from lms_plugin.platforms.models import Deployment, Invitation, Registration

# The page asks again 2, 5, 15 and 60 seconds after it was opened, then each minute, for a quarter of an hour.
WAITS = (2, 3, 10, 45, *(60,) * 14)


@dataclass(frozen=True)
class Line:
    """One registration as the list shows it."""

    row: Registration
    family: Family
    deployments: list[Deployment]
    figures: Figures
    findings: list[Finding]
    check_page: str | None


def make_lines(rows: list[Registration], *, now: datetime) -> list[Line]:
    """What there is to say of each; the number of statements does not grow with them."""
    figures = find_figures(get_tenant_id(), now=now)
    checks = find_last_checks([row.id for row in rows])
    return [_make_line(row, figures.get(row.id, Figures()), checks.get(row.id), now) for row in rows]


def _make_line(row: Registration, figures: Figures, check: Any, now: datetime) -> Line:
    deployments = list_deployments(row, get_tenant_id())
    findings = judge(row, deployments, figures, check, today=now.date())
    return Line(row, get_family(row.family), deployments, figures, findings, find_check_page(row.id))


@blueprint.get("")
def index() -> str:
    """Every registration with its health, and the open links."""
    now = datetime.now(UTC)
    invitations = list_open_invitations(get_tenant_id(), now)
    return render_template(
        "connecting/platforms.html",
        lines=make_lines(list_visible(get_tenant_id()), now=now),
        invitations=invitations,
        links={each.id: find_link(each.id, get_settings().public_url) for each in invitations},
        made_here=_made_by_me(invitations),
    )


def _made_by_me(invitations: list[Invitation]) -> set[str]:
    statement = select(AuditEvent.subject_id).where(
        AuditEvent.subject_kind == "invitation",
        AuditEvent.subject_id.in_([str(each.id) for each in invitations]),
        AuditEvent.actor_id == get_admin().id,
    )
    return set(db.session.scalars(statement))


@blueprint.get("/links/<uuid:invitation_id>")
def link_state(invitation_id: UUID) -> str:
    """What became of a link: a piece of the page that made it, asked for by htmx."""
    turn = request.args.get("turn", "0")
    return render_template(
        "connecting/_link_state.html",
        invitation=get_invitation_row(invitation_id, get_tenant_id()),
        lms=get_family(request.args.get("lms")).name,
        lms_key=request.args.get("lms"),
        turn=min(int(turn), len(WAITS)) if turn.isdecimal() and len(turn) < 4 else len(WAITS),
        waits=WAITS,
    )


@blueprint.post("/links/<uuid:invitation_id>/cancel")
def cancel_link(invitation_id: UUID) -> Response:
    """Make an unused link useless."""
    act = check_button()
    row = get_invitation_row(invitation_id, get_tenant_id())
    withdraw_invitation(row.id, now=act.now)
    record_event(
        "invitation.withdrawn",
        actor=act.actor,
        subject_kind="invitation",
        subject_id=row.id,
        tenant_id=row.tenant_id,
        now=act.now,
    )
    return finish("The link is useless now.", "platforms.index")
