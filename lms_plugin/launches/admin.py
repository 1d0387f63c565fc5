"""The launch log for administrators: who came in and what was refused, by ids, with what to change in the LMS."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.core.web.administrators import get_admin
from lms_plugin.launches.log import LaunchFilter, find_launches
from lms_plugin.lti.wording import find_fix
from lms_plugin.platforms.models import Deployment, Registration

PAGE = 50
SINCE = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "7d": timedelta(days=7)}
REFERENCE = re.compile(r"[^0-9A-Z]")

blueprint = AdminBlueprint("launch_log", __name__, prefix="/launches", section="Launches")


@blueprint.get("")
def index() -> str:
    """The newest launches that fit the filters of the address."""
    asked = {name: request.args.get(name, "").strip() for name in ("outcome", "platform", "since", "reference")}
    wanted = _read_filter(asked, now=datetime.now(UTC))
    rows = find_launches(wanted, limit=PAGE + 1)
    return render_template(
        "launches/log.html",
        rows=rows[:PAGE],
        older=rows[PAGE - 1].at.isoformat() if len(rows) > PAGE else None,
        asked=asked,
        platforms=_list_platforms(),
        find_fix=find_fix,
        is_filtered=any(asked.values()),
    )


def _read_filter(asked: dict[str, str], *, now: datetime) -> LaunchFilter:
    """What cannot be read filters nothing, except a reference: it finds nothing."""
    return LaunchFilter(
        accepted=asked["outcome"] != "refused",
        refused=asked["outcome"] != "accepted",
        since=now - SINCE[asked["since"]] if asked["since"] in SINCE else None,
        before=_read_moment(request.args.get("before")),
        registration_id=_read_id(asked["platform"]),
        reference=_read_reference(asked["reference"]),
        tenant_id=get_admin().tenant_id,
    )


def _read_moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read_reference(text: str) -> str | None:
    """As it stands in the table, however a person writes it down: abcd efgh is ABCD-EFGH."""
    letters = REFERENCE.sub("", text.upper())
    return f"{letters[:4]}-{letters[4:]}" if text else None


def _list_platforms() -> list[Any]:
    """Id and name of the platforms that this administrator may look at."""
    statement = select(Registration.id, Registration.name).order_by(Registration.name)
    if tenant_id := get_admin().tenant_id:
        theirs = select(Deployment.registration_id).where(Deployment.tenant_id == tenant_id)
        statement = statement.where(Registration.id.in_(theirs))
    return list(db.session.execute(statement).all())
