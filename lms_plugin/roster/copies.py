"""Copied courses: which course and which link a new one comes from, as histories, a notice or a title tell.

Nothing is looked for outside one registration and one hospital: ids of different platforms may be the same.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.lti.histories import read_context_history, read_link_history
from lms_plugin.lti.launch import Launch
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.models import Context, ResourceLink


def find_origin(deployment_pk: UUID, ids: Sequence[str], *, but: str) -> UUID | None:
    """The newest known course among these ids of a platform, newest first; never the course `but` itself."""
    rows = db.session.execute(
        _of_platform(select(Context.id, Context.lti_id, Context.deployment_pk), deployment_pk).where(
            Context.lti_id.in_([each for each in ids if each != but])
        )
    ).all()
    found = sorted(rows, key=lambda row: (ids.index(row.lti_id), row.deployment_pk != deployment_pk, str(row.id)))
    return found[0].id if found else None


def find_copied_link(launch: Launch, *, deployment_pk: UUID, context_id: UUID | None, origin: UUID | None) -> Any:
    """The link (id, activity_id) that this launch's link was copied from, None where nothing tells.

    Its own history decides. Without one it is the only link of that title in the course that was copied.
    """
    history = read_link_history(launch.custom)
    if history:
        return _by_history(history, deployment_pk, context_id, read_context_history(launch.custom))
    if origin is None or launch.resource_link_title is None:
        return None
    rows = db.session.execute(
        select(ResourceLink.id, ResourceLink.activity_id)
        .where(
            ResourceLink.context_id == origin,
            ResourceLink.title == launch.resource_link_title,
            ResourceLink.activity_id.is_not(None),
        )
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None


def _by_history(history: Sequence[str], deployment_pk: UUID, context_id: UUID | None, courses: Sequence[str]) -> Any:
    statement = _of_platform(
        select(ResourceLink.id, ResourceLink.activity_id, ResourceLink.lti_id, Context.deployment_pk)
        .select_from(ResourceLink)
        .join(Context, Context.id == ResourceLink.context_id),
        deployment_pk,
    ).where(ResourceLink.lti_id.in_(list(history)), ResourceLink.activity_id.is_not(None))
    if courses:  # or the same course: an activity can be duplicated within one
        statement = statement.where(or_(Context.lti_id.in_(list(courses)), Context.id == context_id))
    rows = db.session.execute(statement).all()
    order = sorted(rows, key=lambda row: (history.index(row.lti_id), row.deployment_pk != deployment_pk, str(row.id)))
    return order[0] if order else None


def _of_platform(statement: Any, deployment_pk: UUID) -> Any:
    """Only what belongs to the hospital and the registration of this deployment."""
    here = select(Deployment.registration_id, Deployment.tenant_id).where(Deployment.id == deployment_pk).subquery()
    return statement.join(Deployment, Deployment.id == Context.deployment_pk).join(
        here,
        and_(here.c.registration_id == Deployment.registration_id, here.c.tenant_id == Context.tenant_id),
    )


def note_copied_context(
    *, registration_id: UUID, deployment_id: str, lti_id: str, title: str | None, origins: Sequence[str]
) -> UUID | None:
    """A platform tells that it made a course from others, before anybody opened it.

    The new course's id where it is linked to an old one now; None where the deployment is not in use here, or none of
    the old courses is known. Nothing but that link is made: no member, no result, no line item.
    """
    deployment = db.session.execute(
        select(Deployment.id, Deployment.tenant_id).where(
            Deployment.registration_id == registration_id,
            Deployment.deployment_id == deployment_id,
            Deployment.status == "active",
        )
    ).one_or_none()
    origin = find_origin(deployment.id, origins, but=lti_id) if deployment is not None else None
    if deployment is None or origin is None:
        return None
    values = {
        "id": new_id(),
        "tenant_id": deployment.tenant_id,
        "deployment_pk": deployment.id,
        "lti_id": lti_id,
        "title": title,
        "copied_from": origin,
    }
    statement = insert_into(Context).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=["deployment_pk", "lti_id"],
        set_={"copied_from": origin},
        where=Context.copied_from.is_(None),
    )
    made: UUID | None = db.session.execute(statement.returning(Context.id)).scalar_one_or_none()
    return made
