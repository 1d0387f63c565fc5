"""The command group `tenants`: the hospitals."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.platforms.services import add_tenant, choose_tenant, list_tenants
from lms_plugin.platforms.tenants import change_tenant, record


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


@tenants.command("change")
@click.argument("name")
@click.option(
    "--second-person/--no-second-person",
    required=True,
    help="Whether what an educator wrote is published by a colleague who checked it.",
)
@with_appcontext
def change_one(name: str, second_person: bool) -> None:
    """Say how a hospital publishes."""
    settings: Settings = current_app.extensions["settings"]
    tenant = choose_tenant(name, timezone=settings.timezone)
    change_tenant(
        tenant,
        name=tenant.name,
        timezone=tenant.timezone,
        title=tenant.title,
        needs_second_person=second_person,
        actor=Actor.command(),
        now=datetime.now(UTC),
    )
    db.session.commit()
    click.echo(f"{tenant.name}: {'a second person publishes' if second_person else 'whoever writes may publish'}.")


@tenants.command("list")
@with_appcontext
def list_all() -> None:
    """All hospitals."""
    for tenant in list_tenants():
        click.echo(f"{tenant.id}  {tenant.name}  {tenant.timezone}  {tenant.status}")
