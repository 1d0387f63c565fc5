"""The command group `keys`: our own signing keys."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from lms_plugin.config import Settings
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.platforms.rotation import KeyStanding, key_standings, record_key, replace_keys, rotate_key

MOMENT = "%Y-%m-%d %H:%M UTC"
LEAKED = (
    "Every other key is gone from our key set at once, and its private half is deleted. An LMS that keeps our old key "
    "set refuses our grades and rosters until it reads the new one: an hour as a rule, a day at most. No score is "
    "lost meanwhile; the worker sends it again."
)


@click.group()
def keys() -> None:
    """Our own signing keys."""


def _say(standing: KeyStanding) -> str:
    until = f"{standing.until:{MOMENT}}" if standing.until else ""
    return {
        "next": "next: published already, does not sign yet",
        "signing": f"signing until {until}" if until else "signing",
        "published": f"published until {until}, signs no more",
        "retired": f"retired {standing.key.retired_at or standing.key.signs_from:{MOMENT}}",
    }[standing.state]


@keys.command("list")
@with_appcontext
def list_our_keys() -> None:
    """Each key with the time from which it signs, and how it stands."""
    for standing in key_standings(datetime.now(UTC)):
        click.echo(f"{standing.key.kid}  signs from {standing.key.signs_from:{MOMENT}}  {_say(standing)}")


@keys.command("rotate")
@click.option("--now", "at_once", is_flag=True, help="For a key that leaked: a new one signs at once.")
@with_appcontext
def rotate(at_once: bool) -> None:
    """Publish the next signing key, which takes over a day later; platforms notice nothing."""
    settings: Settings = current_app.extensions["settings"]
    now = datetime.now(UTC)
    key = (replace_keys if at_once else rotate_key)(settings.key_secret, now=now)
    record_key("replaced" if at_once else "rotated", key, actor=Actor.command(), now=now)
    db.session.commit()
    click.echo(f"{key.kid}  signs from {key.signs_from:{MOMENT}}")
    if at_once:
        click.echo(LEAKED)
