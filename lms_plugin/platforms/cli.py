"""The command group `platforms`."""

import json
from datetime import UTC, datetime
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings
from lms_plugin.core.audit.services import Actor, record_event
from lms_plugin.core.db.base import JsonObject, db
from lms_plugin.platforms.approvals import (
    accept_new_deployments,
    approve_deployment,
    approve_registration,
    get_registration,
)
from lms_plugin.platforms.changes import record
from lms_plugin.platforms.invitations import (
    DEFAULT_DAYS,
    MAX_DAYS,
    invite,
    invite_to_update,
    list_invitations,
    withdraw_invitation,
)
from lms_plugin.platforms.keys import ensure_key
from lms_plugin.platforms.models import Registration
from lms_plugin.platforms.services import (
    choose_tenant,
    list_registrations,
    register_platform,
    set_idle_minutes,
)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _record(verb: str, registration_id: UUID, new: JsonObject | None = None) -> None:
    """What was done at the command line to a registration."""
    details = None if new is None else {"new": new}
    record(verb, get_registration(registration_id), actor=Actor.command(), now=datetime.now(UTC), details=details)


def _record_invitation(verb: str, invitation_id: UUID, now: datetime) -> None:
    record_event(
        f"invitation.{verb}", actor=Actor.command(), subject_kind="invitation", subject_id=invitation_id, now=now
    )


@click.group()
def platforms() -> None:
    """The LMSs that may launch this tool."""


@platforms.command()
@click.option("--issuer", required=True, help="Platform ID or issuer, exactly as the LMS writes it.")
@click.option("--client-id", required=True, help="The client id that the LMS gave this tool.")
@click.option("--auth-login-url", required=True, help="Authentication request URL.")
@click.option("--auth-token-url", required=True, help="Access token URL.")
@click.option("--jwks-url", required=True, help="Public keyset URL.")
@click.option("--token-audience", help="Where the LMS names one that is not the access token URL (Brightspace).")
@click.option("--deployment-id", "deployment_ids", multiple=True, help="May be given several times.")
@click.option("--name", help="What to call it; default: the issuer's host.")
@click.option("--tenant", help="The hospital; default: the only one, made if there is none.")
@with_appcontext
def add(
    issuer: str,
    client_id: str,
    auth_login_url: str,
    auth_token_url: str,
    jwks_url: str,
    token_audience: str | None,
    deployment_ids: tuple[str, ...],
    name: str | None,
    tenant: str | None,
) -> None:
    """Register a platform by hand; prints the registration id."""
    settings, now = _settings(), datetime.now(UTC)
    ensure_key(settings.key_secret, now=now)
    registration = register_platform(
        tenant=choose_tenant(tenant, timezone=settings.timezone),
        issuer=issuer,
        client_id=client_id,
        auth_login_url=auth_login_url,
        auth_token_url=auth_token_url,
        jwks_url=jwks_url,
        token_audience=token_audience,
        deployment_ids=deployment_ids,
        name=name,
        trial=settings.trial,
    )
    record("added", registration, actor=Actor.command(), now=now)
    db.session.commit()
    click.echo(registration.id)


def _describe(row: Registration) -> dict[str, object]:
    return {
        "id": str(row.id),
        "name": row.name,
        "issuer": row.issuer,
        "client_id": row.client_id,
        "status": row.status,
        "deployments": [
            {
                "deployment_id": each.deployment_id,
                "status": each.status,
                "tenant": each.tenant.name if each.tenant else None,
            }
            for each in row.deployments
        ],
    }


@platforms.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@with_appcontext
def list_platforms(as_json: bool) -> None:
    """All registered platforms with their deployments."""
    rows = list_registrations()
    if as_json:
        click.echo(json.dumps([_describe(row) for row in rows], indent=2))
        return
    if not rows:
        click.echo("No platform is registered yet. Register one with: lms-plugin platforms add --help")
    for row in rows:
        click.echo(f"{row.id}  {row.name}  {row.issuer}  client {row.client_id}  {row.status}")
        for each in row.deployments:
            hospital = each.tenant.name if each.tenant else "no hospital yet"
            click.echo(f"    deployment {each.deployment_id}  {each.status}  {hospital}")


@platforms.command("idle")
@click.argument("registration", type=click.UUID)
@click.option("--deployment-id", required=True, help="As `platforms list` shows it.")
@click.option("--minutes", type=click.IntRange(2, 480), help="Without it the default holds again: 10.")
@with_appcontext
def set_idle(registration: UUID, deployment_id: str, minutes: int | None) -> None:
    """After how many minutes without a sign of life the pages of a deployment lock."""
    set_idle_minutes(registration, deployment_id, minutes)
    _record("deployment_changed", registration, {"deployment": deployment_id, "idle_minutes": minutes})
    db.session.commit()


@platforms.command("invite")
@click.option("--name", help="What to call the platform; default: the host of its issuer.")
@click.option("--tenant", help="The hospital; default: the only one, made if there is none.")
@click.option("--days", type=click.IntRange(1, MAX_DAYS), default=DEFAULT_DAYS, show_default=True, help="Good so long.")
@click.option("--update", "updates", type=click.UUID, help="Only to update this registration.")
@with_appcontext
def make_invitation(name: str | None, tenant: str | None, days: int, updates: UUID | None) -> None:
    """Print a link that registers one LMS by dynamic registration; it works once."""
    settings, now = _settings(), datetime.now(UTC)
    if updates is not None:
        made = invite_to_update(updates, now=now, days=days)
    else:
        hospital = choose_tenant(tenant, timezone=settings.timezone)
        made = invite(now=now, tenant_id=hospital.id, name=name, days=days)
    _record_invitation("made", made.id, now)
    db.session.commit()
    click.echo(made.address(settings.public_url))


@platforms.command("invitations")
@with_appcontext
def show_invitations() -> None:
    """All invitations and what came of each; a link itself is shown once, when it is made."""
    now = datetime.now(UTC)
    for each in list_invitations():
        what = f"  registered {each.registration.name}" if each.registration else ""
        until = f"until {each.expires_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{each.id}  {each.name or 'no name'}  {each.state(now)}  {until}{what}")


@platforms.command("withdraw")
@click.argument("invitation", type=click.UUID)
@with_appcontext
def withdraw(invitation: UUID) -> None:
    """Make an unused invitation useless."""
    now = datetime.now(UTC)
    withdraw_invitation(invitation, now=now)
    _record_invitation("withdrawn", invitation, now)
    db.session.commit()


@platforms.command("approve")
@click.argument("registration", type=click.UUID)
@click.option("--deployment-id", help="Approve this deployment; without it the registration itself.")
@click.option("--tenant", help="The hospital of the deployment; default: the registration's own, else the only one.")
@with_appcontext
def approve(registration: UUID, deployment_id: str | None, tenant: str | None) -> None:
    """Let in what waits for you: a registration that is unusual, or a deployment not seen before."""
    actor, now = Actor.command(), datetime.now(UTC)
    if deployment_id is None:
        for each in approve_registration(registration, actor=actor, now=now).unusual:
            click.echo(f"Approved although: {each}")
    else:
        row = get_registration(registration)
        hospital = None if tenant is None and row.tenant_id else choose_tenant(tenant, timezone=_settings().timezone)
        hospital_id = hospital.id if hospital else None
        approve_deployment(registration, deployment_id, tenant_id=hospital_id, actor=actor, now=now)
    db.session.commit()


@platforms.command("accept")
@click.argument("registration", type=click.UUID)
@click.option("--new-deployments/--no-new-deployments", required=True, help="Let them in at once, or hold them.")
@click.option("--tenant", help="The hospital that new deployments belong to; default: as in approve.")
@with_appcontext
def accept(registration: UUID, new_deployments: bool, tenant: str | None) -> None:
    """Whether deployments not seen before are let in at once."""
    row = get_registration(registration)
    hospital = None
    if new_deployments and (tenant is not None or row.tenant_id is None):
        hospital = choose_tenant(tenant, timezone=_settings().timezone)
    accept_new_deployments(registration, new_deployments, tenant_id=hospital.id if hospital else None)
    _record("deployments_accepted" if new_deployments else "deployments_held", registration)
    db.session.commit()
