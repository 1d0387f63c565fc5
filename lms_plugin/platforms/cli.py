"""The command groups `platforms`, `tenants` and `keys`."""

import json
from datetime import UTC, datetime
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings
from lms_plugin.core.db.base import db
from lms_plugin.platforms.keys import ensure_key, list_keys
from lms_plugin.platforms.models import Registration
from lms_plugin.platforms.services import (
    add_tenant,
    choose_tenant,
    list_registrations,
    list_tenants,
    register_platform,
    set_idle_minutes,
)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


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
    settings = _settings()
    ensure_key(settings.key_secret, now=datetime.now(UTC))
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
    db.session.commit()


@click.group()
def tenants() -> None:
    """The hospitals served by this installation."""


@tenants.command("add")
@click.argument("name")
@click.option("--timezone", help="Such as America/Chicago; default: the installation's.")
@click.option("--title", help="The tool's name in this hospital.")
@with_appcontext
def add_one(name: str, timezone: str | None, title: str | None) -> None:
    """Take in a hospital; prints its id."""
    tenant = add_tenant(name, timezone=timezone or _settings().timezone, title=title)
    db.session.commit()
    click.echo(tenant.id)


@tenants.command("list")
@with_appcontext
def list_all() -> None:
    """All hospitals."""
    for tenant in list_tenants():
        click.echo(f"{tenant.id}  {tenant.name}  {tenant.timezone}  {tenant.status}")


@click.group()
def keys() -> None:
    """Our own signing keys."""


@keys.command("list")
@with_appcontext
def list_our_keys() -> None:
    """Each key with the time from which it signs."""
    for key in list_keys():
        state = "retired" if key.retired_at else "published"
        click.echo(f"{key.kid}  signs from {key.signs_from:%Y-%m-%d %H:%M} UTC  {state}")
