"""The command group `scores`, and `deliver`."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Row, select

from lms_plugin.config import ConfigurationError, Settings
from lms_plugin.core.db.base import db
from lms_plugin.core.db.schema import schema_problem
from lms_plugin.core.stopping import stop_on_signal
from lms_plugin.grades.courier import Courier
from lms_plugin.grades.models import Delivery, LineItem

STATES = ("due", "accepted", "confirmed", "parked", "overridden", "withheld")


def make_courier(app: Flask) -> Courier:
    """The courier of this installation. Raises ConfigurationError where its database is not up to date."""
    if problem := schema_problem(db.engine):
        raise ConfigurationError(f"{problem[0].upper()}{problem[1:]}.", remedy="")
    settings: Settings = app.extensions["settings"]
    return Courier(
        outbound=app.extensions["outbound"],
        tokens=app.extensions["tokens"],
        registrations=app.extensions["registrations"],
        key_secret=settings.key_secret,
    )


@click.command()
@click.option("--once", is_flag=True, help="Send what is due and end.")
@with_appcontext
def deliver(once: bool) -> None:
    """Send scores to the LMSs, and nothing else."""
    ended = make_courier(current_app).run(once=once, stopped=stop_on_signal().is_set)
    click.echo(f"{ended} messages ended.")


@click.group()
def scores() -> None:
    """The ledger of grades sent to the LMSs."""


def _rows(state: str | None, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(Delivery, LineItem.url, LineItem.context_id, LineItem.activity_id)
        .join(LineItem, LineItem.id == Delivery.line_item_id)
        .order_by(Delivery.due_at)
        .limit(limit)
    )
    if state:
        statement = statement.where(Delivery.state == state)
    return db.session.execute(statement).all()


def _describe(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    delivery: Delivery = row.Delivery
    return {
        "line_item": row.url,
        "user": str(delivery.user_id),
        "state": delivery.state,
        "reason": delivery.reason,
        "wanted_revision": delivery.wanted_revision,
        "accepted_revision": delivery.accepted_revision,
        "tries": delivery.tries,
        "due_at": delivery.due_at.isoformat(),
    }


@scores.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--limit", default=200, show_default=True, help="At most so many, the longest due first.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@with_appcontext
def list_scores(state: str | None, limit: int, as_json: bool) -> None:
    """Each grade column and person: what is wanted, what the LMS took, what waits and why."""
    rows = _rows(state, limit)
    if as_json:
        click.echo(json.dumps([_describe(row) for row in rows], indent=2))
        return
    if not rows:
        click.echo("Nothing in the ledger." if state is None else f"Nothing is {state}.")
    now = datetime.now(UTC)
    for row in rows:
        delivery: Delivery = row.Delivery
        click.echo(
            f"{delivery.state:9} person {delivery.user_id}  revision {delivery.accepted_revision} of "
            f"{delivery.wanted_revision}  {_why(delivery, now)}  {row.url}"
        )


def _why(delivery: Delivery, now: datetime) -> str:
    words = [delivery.reason] if delivery.reason else []
    if delivery.state == "due":
        words.append(f"next try in {max(0, int((delivery.due_at - now).total_seconds()))} s")
    return ", ".join(words)
