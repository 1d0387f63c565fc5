"""The door for platforms' notices: `POST /lti/notices`. A copied course is linked to its old one at once."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from flask import Blueprint, current_app, request
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from lms_plugin.core.db.base import db
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.launches.models import NoticeHandler, NoticeReceived
from lms_plugin.lti.errors import refuse_token
from lms_plugin.lti.notice_claims import CONTEXT_COPY
from lms_plugin.lti.notices import NoticeService, VerifiedNotice, verify_notices
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.keys import get_signing_key
from lms_plugin.platforms.models import Deployment
from lms_plugin.roster.copies import note_copied_context
from lms_plugin.roster.models import Context

ADDRESS = "/lti/notices"
TRY_AGAIN = timedelta(hours=6)

blueprint = Blueprint("notices", __name__)
log = structlog.get_logger()


@blueprint.post(ADDRESS)
def receive() -> tuple[str, int]:
    """Take in a platform's notices, all or none. What we have no use for is answered well and only logged."""
    verified = verify_notices(request.get_data(), current_app.extensions["verifier"], now=time.time())
    take_in(verified, now=datetime.now(UTC))
    db.session.commit()
    return "", 204


def take_in(verified: Sequence[VerifiedNotice], *, now: datetime) -> None:
    """Act on notices. Raises LaunchRefusedError for a nonce that was used, or a deployment that is not known."""
    for each in verified:
        _spend_nonce(each, now)
        notice = each.notice
        if notice.kind != CONTEXT_COPY or notice.context_id is None:
            log.info("notice_ignored", registration_id=str(each.registration.id))
            continue
        context_id = note_copied_context(
            registration_id=each.registration.id,
            deployment_id=notice.deployment_id,
            lti_id=notice.context_id,
            title=notice.context_title,
            origins=notice.origins,
        )
        log.info(
            "course_copied",
            registration_id=str(each.registration.id),
            context_id=str(context_id) if context_id is not None else None,
        )


def _spend_nonce(each: VerifiedNotice, now: datetime) -> None:
    registration_id = each.registration.id
    known = select(Deployment.id).where(
        Deployment.registration_id == registration_id, Deployment.deployment_id == each.notice.deployment_id
    )
    if db.session.scalar(known) is None:
        raise refuse_token("unknown_deployment", "no deployment with this deployment_id is registered")
    row = {"nonce": each.notice.nonce, "kind": each.notice.kind, "received_at": now}
    try:
        db.session.execute(insert(NoticeReceived).values(registration_id=registration_id, **row))
    except IntegrityError as error:
        db.session.rollback()
        raise refuse_token("replayed", "the nonce of this notice was used before") from error


def subscribe_to_notices(
    service: NoticeService, registrations: RegistrationCache, *, key_secret: str, public_url: str, now: datetime
) -> None:
    """Ask each platform for notices that offers them and was not asked yet: the worker's job, never a learner's.

    Commits after each, so that no transaction is open while a platform is waited for.
    """
    offered = db.session.execute(
        select(Deployment.registration_id, Context.notices_url)
        .join(Deployment, Deployment.id == Context.deployment_pk)
        .where(Context.notices_url.is_not(None), Deployment.status == "active")
        .distinct()
    ).all()
    held = {(row.registration_id, row.url): row for row in db.session.scalars(select(NoticeHandler))}
    due = [
        (registration_id, url)
        for registration_id, url in offered
        if url is not None and _is_due(held.get((registration_id, url)), now)
    ]
    if not due:
        return
    key = get_signing_key(key_secret, now=now)
    db.session.commit()
    for registration_id, url in due:
        registration = registrations.get(registration_id)
        if registration is None or not registration.active:
            continue
        try:
            service.subscribe(registration, url, handler=public_url + ADDRESS, key=key)
            outcome, subscribed_at = "subscribed", now
        except (ServiceRefusedError, OutboundError) as error:
            outcome, subscribed_at = type(error).__name__, None
        log.info("notices_asked_for", registration_id=str(registration_id), outcome=outcome)
        values = {"tried_at": now, "subscribed_at": subscribed_at, "outcome": outcome}
        statement = insert_into(NoticeHandler).values(registration_id=registration_id, url=url, **values)
        db.session.execute(statement.on_conflict_do_update(index_elements=["registration_id", "url"], set_=values))
        db.session.commit()


def _is_due(handler: NoticeHandler | None, now: datetime) -> bool:
    return handler is None or (handler.subscribed_at is None and handler.tried_at < now - TRY_AGAIN)


def forget_notices(*, before: datetime) -> None:
    """Forget the nonces of notices that are too old to be taken again anyway."""
    db.session.execute(delete(NoticeReceived).where(NoticeReceived.received_at < before))
