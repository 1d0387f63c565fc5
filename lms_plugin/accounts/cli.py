"""The command group `admins`."""

import json
import sys
from datetime import UTC, datetime
from uuid import UUID

import click
from flask.cli import with_appcontext

from lms_plugin.accounts.errors import RoleError
from lms_plugin.accounts.models import Administrator
from lms_plugin.accounts.services import (
    create_administrator,
    get_by_email,
    list_administrators,
    reset_administrator,
)
from lms_plugin.accounts.web import get_tenant_names
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db

from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group()
def admins() -> None:
    """Those who look after this installation in a browser, under /admin."""


def _ask_password(password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password (12 or more characters)", hide_input=True, confirmation_prompt=True)
    return password


def _tenant_id(name: str | None) -> UUID | None:
    if name is None:
        return None
    found = next((each for each, known in get_tenant_names().items() if known == name), None)
    if found is None:
        raise RoleError(f"There is no hospital called {name!r}.", remedy="See them with: lms-plugin tenants list")
    return found


@admins.command()
@click.argument("email")
@click.option("--role", type=click.Choice(["operator", "admin", "officer"]), default="operator", show_default=True)
@click.option("--tenant", help="The hospital of an admin or officer, by name.")
@from_stdin
@with_appcontext
def create(email: str, role: str, tenant: str | None, password_stdin: bool) -> None:
    """Make an account; the password is asked for twice."""
    row = create_administrator(
        email,
        _ask_password(password_stdin),
        role=role,
        tenant_id=_tenant_id(tenant),
        actor=Actor.command(),
        now=datetime.now(UTC),
    )
    db.session.commit()
    click.echo(row.id)


def _describe(row: Administrator, tenants: dict[UUID, str]) -> dict[str, object]:
    return {
        "id": str(row.id),
        "email": row.email,
        "role": row.role,
        "tenant": tenants.get(row.tenant_id) if row.tenant_id else None,
        "second_factor": row.has_second_factor,
        "disabled": row.disabled_at is not None,
        "locked_until": row.locked_until.isoformat() if row.locked_until else None,
    }


@admins.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@with_appcontext
def list_all(as_json: bool) -> None:
    """All accounts by e-mail."""
    rows, tenants = list_administrators(), get_tenant_names()
    if as_json:
        click.echo(json.dumps([_describe(row, tenants) for row in rows], indent=2))
        return
    if not rows:
        click.echo("There is no administrator yet. Make one with: lms-plugin admins create EMAIL")
    for row in rows:
        hospital = tenants.get(row.tenant_id) if row.tenant_id else "every hospital"
        factor = "second factor" if row.has_second_factor else "password alone"
        click.echo(f"{row.id}  {row.email}  {row.role}  {hospital}  {factor}{'  disabled' if row.disabled_at else ''}")


@admins.command()
@click.argument("email")
@from_stdin
@with_appcontext
def reset(email: str, password_stdin: bool) -> None:
    """Give a new password: signs out everywhere, takes the second factor away, unlocks and enables the account."""
    row = get_by_email(email)
    reset_administrator(row, _ask_password(password_stdin), actor=Actor.command(), now=datetime.now(UTC))
    db.session.commit()
    click.echo(f"{row.email} has a new password. The second factor is off, and all sessions have ended.")
