"""Choosing what a link opens, from inside the link; and taking back what came with a copied course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.curriculum.services import resolve_activity
from lms_plugin.grades.services import count_results, drop_line_items, note_line_item
from lms_plugin.placing.catalogue import Item
from lms_plugin.placing.errors import LinkDecidedElsewhereError, ResultsThereError
from lms_plugin.roster.links import get_link, list_copied, set_chosen, set_undone


@dataclass(frozen=True, kw_only=True)
class ChosenLink:
    """A link and what it opens now. `is_ours`: it may be chosen here, as no parameter of the link itself says it."""

    id: UUID
    title: str | None
    activity_id: UUID | None
    is_ours: bool
    results: int


@dataclass(frozen=True, kw_only=True)
class CopiedLink:
    """A link that came with a copied course; `opens` is None where that was taken back."""

    id: UUID
    title: str | None
    opens: UUID | None


def read_link(context_id: UUID, link_id: UUID) -> ChosenLink:
    """How a link of this course stands."""
    row = get_link(context_id, link_id)
    return ChosenLink(
        id=row.id,
        title=row.title,
        activity_id=row.activity_id,
        is_ours=row.activity_id is None or row.origin != "custom",
        results=count_results(context_id, row.activity_id) if row.activity_id is not None else 0,
    )


def choose_activity(
    *, tenant_id: UUID, context_id: UUID, link_id: UUID, item: Item, anyway: bool, by: Person, now: datetime
) -> None:
    """Let a link open `item` from now on. Its column, where it has one, carries that activity then.

    Raises LinkDecidedElsewhereError (the link's own parameters say what it opens) and ResultsThereError (people have
    results behind it, and `anyway` is False).
    """
    link = read_link(context_id, link_id)
    if not link.is_ours:
        raise LinkDecidedElsewhereError
    activity_id = resolve_activity(tenant_id, item.custom)
    if activity_id is None or activity_id == link.activity_id:
        return
    if link.results and not anyway:
        raise ResultsThereError
    set_chosen(link_id, activity_id)
    drop_line_items([link_id])
    note_line_item(link_id, registration_id=get_link(context_id, link_id).registration_id, now=now)
    _record("link.chosen", by, [link_id], now)


def list_copied_links(context_id: UUID) -> list[CopiedLink]:
    """What was set up from the course that this one was copied from, and what of it was taken back."""
    return [CopiedLink(id=row.id, title=row.title, opens=row.activity_id) for row in list_copied(context_id)]


def undo_copies(context_id: UUID, link_ids: Sequence[UUID], *, by: Person, now: datetime) -> None:
    """Take back what these links got by the copy.

    Their grade columns hear no more from us; results that people have here meanwhile stay.
    """
    undone = set_undone(context_id, link_ids)
    drop_line_items(undone)
    _record("link.copy_undone", by, undone, now)


def _record(verb: str, by: Person, links: Sequence[UUID], now: datetime) -> None:
    """An audit event of each link, in the transaction of the act."""
    for link_id in links:
        record_event(
            verb, actor=by.actor, subject_kind="resource_link", subject_id=str(link_id), tenant_id=by.tenant_id, now=now
        )
