"""Registering the same LMS once more with another client id; leaves an audit row. The caller commits."""

from collections.abc import Mapping
from datetime import datetime

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.platforms.changes import record
from lms_plugin.platforms.errors import RegistrationExistsError
from lms_plugin.platforms.models import Deployment, Registration
from lms_plugin.platforms.registering import find_registration

SAME = (
    *("issuer", "auth_login_url", "token_audience", "family", "version", "frame_origins", "tenant_id"),
    *("accept_new_deployments", "scopes_asked", "scopes_granted"),
)


def duplicate_registration(
    row: Registration,
    *,
    client_id: str,
    addresses: Mapping[str, str],
    deployment_ids: tuple[str, ...],
    name: str | None,
    actor: Actor,
    now: datetime,
) -> Registration:
    """A registration like `row` with a client id, token and keyset address of its own.

    Its deployments wait unless a hospital is known. Raises RegistrationExistsError.
    """
    if find_registration(row.issuer, client_id) is not None:
        raise RegistrationExistsError(f"{row.issuer} with client id {client_id} is registered already.")
    tenant_id = row.tenant_id or next((each.tenant_id for each in row.deployments if each.tenant_id), None)
    made = Registration(
        id=new_id(),
        client_id=client_id,
        name=name or f"{row.name} ({client_id})",
        status="active",
        registered_at=now,
        unusual=[],
        **{each: getattr(row, each) for each in SAME},
        **addresses,
    )
    db.session.add(made)
    db.session.flush()
    for deployment_id in deployment_ids:
        status = "active" if tenant_id else "pending"
        db.session.add(
            Deployment(registration_id=made.id, deployment_id=deployment_id, tenant_id=tenant_id, status=status)
        )
    db.session.flush()
    record("duplicated", made, actor=actor, now=now, details={"old": str(row.id), "new": {"client_id": client_id}})
    return made
