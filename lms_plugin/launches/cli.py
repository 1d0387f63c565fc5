"""The command group `launches`."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Row

from lms_plugin.launches.log import LaunchFilter, find_launches

AGO = re.compile(r"(\d{1,4})([mhd])\Z")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Since(click.ParamType[datetime]):
    """A moment: so long ago, or a date with or without a time (UTC where no zone is given)."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if ago := AGO.match(str(value)):
            return datetime.now(UTC) - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no moment. Write 30m, 12h, 7d, 2026-11-22 or 2026-11-22T14:00.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group()
def launches() -> None:
    """Who came in, and what was refused."""


def _describe(row: Row[Any]) -> dict[str, Any]:
    common = {
        "outcome": "refused" if row.reason else "accepted",
        "at": row.at.isoformat(),
        "id": str(row.id),
        "registration": str(row.registration_id) if row.registration_id else None,
        "platform": row.platform,
        "message_type": row.message_type,
    }
    if not row.reason:
        return common | {"user": str(row.user_id), "role": row.role}
    return common | {
        "stage": row.stage,
        "reason": row.reason,
        "reference": row.reference,
        "claim_names": row.claim_names,
        "count": row.times,
    }


def _line(row: Row[Any]) -> str:
    begin = f"{row.at:%Y-%m-%d %H:%M:%S}  {'refused ' if row.reason else 'accepted'}  {row.platform or 'unknown LMS'}"
    if not row.reason:
        return f"{begin}  {row.role}  {row.message_type}  person {row.user_id}"
    more = f"  and {row.times - 1} more" if row.times > 1 else ""
    return f"{begin}  {row.stage}  {row.reason}  reference {row.reference}{more}"


@launches.command("list")
@click.option("--refused", is_flag=True, help="Only what was refused.")
@click.option("--accepted", is_flag=True, help="Only what was accepted.")
@click.option("--since", type=Since(), help="Such as 30m, 12h, 7d, 2026-11-22 or 2026-11-22T14:00 (UTC).")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@with_appcontext
def list_all(refused: bool, accepted: bool, since: datetime | None, limit: int, as_json: bool) -> None:
    """Launches and refusals, newest first, times in UTC. Shows ids, never names or tokens."""
    both = refused == accepted
    rows = find_launches(LaunchFilter(accepted=accepted or both, refused=refused or both, since=since), limit=limit)
    if as_json:
        click.echo(json.dumps([_describe(row) for row in rows], indent=2))
        return
    if not rows:
        click.echo("No launch is in the log.")
    for row in rows:
        click.echo(_line(row))
