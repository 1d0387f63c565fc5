"""What a link should say after a launch: above all what it opens, and who says so."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from lms_plugin.lti.launch import Launch
from lms_plugin.roster.copies import find_copied_link

FindActivity = Callable[[UUID, Mapping[str, str]], UUID | None]


def link_facts(
    row: Any, launch: Launch, find_activity: FindActivity, context_id: UUID, origin: UUID | None
) -> dict[str, Any]:
    """Every fact of the link, by the name of its column. `row` is what was known (roster.reading)."""
    service = launch.grade_service
    return {
        **_decide_activity(row, launch, find_activity, context_id, origin),
        "title": launch.resource_link_title,
        "custom": dict(launch.custom),
        "line_item_url": service.line_item if service else None,
        "line_items_url": service.line_items if service else None,
        "scopes": list(service.scopes) if service else [],
    }


def _decide_activity(
    row: Any, launch: Launch, find_activity: FindActivity, context_id: UUID, origin: UUID | None
) -> dict[str, Any]:
    """What the link opens, and who says so; looked for where its parameters changed or it opens nothing so far.

    Parameters that lead somewhere win, then what an educator chose here; a link without either may be a copy.
    """
    changed = launch.custom != row.custom
    now = {"activity_id": row.activity_id, "origin": row.origin or "custom", "copied_from": row.copied_from}
    if not changed and (row.activity_id is not None or row.origin == "undone"):
        return now
    own = find_activity(row.tenant_id, launch.custom)
    if row.origin in ("undone", "chosen") and own is not None and _leads_as_before(row, launch):
        return now
    is_new = row.link_id is None
    if own is not None:
        copy = find_copied_link(launch, **_where(row, context_id, origin)) if is_new and origin is not None else None
        from_link = copy.id if copy is not None else row.copied_from
        return {"activity_id": own, "origin": "custom", "copied_from": from_link}
    if row.origin in ("chosen", "copied", "undone"):
        return now
    copy = find_copied_link(launch, **_where(row, context_id, origin))
    if copy is None:
        return {**now, "activity_id": None}
    return {"activity_id": copy.activity_id, "origin": "copied", "copied_from": copy.id}


def _leads_as_before(row: Any, launch: Launch) -> bool:
    """Whether the parameters that name content are the ones of before, whatever else has changed."""
    return all(launch.custom.get(name) == row.custom.get(name) for name in ("course", "module", "lesson", "quiz"))


def _where(row: Any, context_id: UUID, origin: UUID | None) -> dict[str, Any]:
    return {"deployment_pk": row.deployment_pk, "context_id": context_id, "origin": origin}
