"""What stands behind the links of a course: chosen here, or copied with the course, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update

from lms_plugin.core.db.base import db
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.models import Context, ResourceLink


@dataclass(frozen=True)
class CopiedCourse:
    """Where a course was copied from; `links` counts those that are set up from there now."""

    title: str | None
    links: int


def get_link(context_id: UUID, link_id: UUID) -> Row[*tuple[Any, ...]]:
    """A link of this course, with the registration that it came through."""
    return db.session.execute(
        select(
            ResourceLink.id,
            ResourceLink.title,
            ResourceLink.activity_id,
            ResourceLink.origin,
            ResourceLink.copied_from,
            Deployment.registration_id,
        )
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Deployment, Deployment.id == Context.deployment_pk)
        .where(ResourceLink.id == link_id, ResourceLink.context_id == context_id)
    ).one()


def set_chosen(link_id: UUID, activity_id: UUID) -> None:
    """An educator says what the link opens."""
    values = {"activity_id": activity_id, "origin": "chosen", "copied_from": None}
    db.session.execute(update(ResourceLink).where(ResourceLink.id == link_id).values(**values))


def copied_course(context_id: UUID) -> CopiedCourse | None:
    """Where this course was copied from; None where it was not, as far as anybody told. One statement."""
    old = select(Context.id, Context.title).subquery()
    links = (
        select(func.count())
        .where(
            ResourceLink.context_id == context_id,
            ResourceLink.copied_from.is_not(None),
            ResourceLink.activity_id.is_not(None),
        )
        .scalar_subquery()
    )
    row = db.session.execute(
        select(old.c.title, links.label("links"))
        .select_from(Context)
        .join(old, old.c.id == Context.copied_from)
        .where(Context.id == context_id)
    ).one_or_none()
    return CopiedCourse(row.title, row.links) if row is not None else None


def list_copied(context_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The links of this course that were set up from another one, by title; `activity_id` is None where undone."""
    return db.session.execute(
        select(ResourceLink.id, ResourceLink.title, ResourceLink.activity_id, ResourceLink.origin)
        .where(ResourceLink.context_id == context_id, ResourceLink.copied_from.is_not(None))
        .order_by(ResourceLink.title, ResourceLink.id)
    ).all()


def set_undone(context_id: UUID, link_ids: Sequence[UUID]) -> list[UUID]:
    """Let these copied links of the course open nothing until somebody chooses; the ids of those that did."""
    statement = (
        update(ResourceLink)
        .where(
            ResourceLink.context_id == context_id,
            ResourceLink.id.in_(list(link_ids)),
            ResourceLink.copied_from.is_not(None),
            ResourceLink.activity_id.is_not(None),
        )
        .values(activity_id=None, origin="undone")
        .returning(ResourceLink.id)
        .execution_options(synchronize_session=False)
    )
    return list(db.session.scalars(statement))
