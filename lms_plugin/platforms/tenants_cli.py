"""The command group `tenants`: the hospitals."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.platforms.services import add_tenant, list_tenants
from lms_plugin.platforms.tenants import record


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
    settings: Settings = current_app.extensions["settings"]
    tenant = add_tenant(name, timezone=timezone or settings.timezone, title=title)
    record("added", tenant, actor=Actor.command(), now=datetime.now(UTC))
    db.session.commit()
    click.echo(tenant.id)


@tenants.command("list")
@with_appcontext
def list_all() -> None:
    """All hospitals."""
    for tenant in list_tenants():
        click.echo(f"{tenant.id}  {tenant.name}  {tenant.timezone}  {tenant.status}")
