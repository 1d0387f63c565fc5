"""What waits for an administrator of ours: registrations that are unusual, deployments not seen before."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db, table_of, writing
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.platforms.changes import switch_registration
from lms_plugin.platforms.deployment_changes import let_in
from lms_plugin.platforms.errors import DeploymentNotFoundError, RegistrationNotFoundError, TenantChoiceError
from lms_plugin.platforms.models import Deployment, Registration

MAX_PENDING = 20


def get_registration(registration_id: UUID) -> Registration:
    """One registration. Raises RegistrationNotFoundError."""
    row = db.session.get(Registration, registration_id)
    if row is None:
        raise RegistrationNotFoundError("There is no registration of that id.")
    return row


def approve_registration(registration_id: UUID, *, actor: Actor, now: datetime) -> Registration:
    """Let a held registration in, with all that is unusual about it. Raises RegistrationNotFoundError."""
    row = get_registration(registration_id)
    if row.status == "pending":
        switch_registration(row, "active", verb="approved", actor=actor, now=now)
    return row


def approve_deployment(
    registration_id: UUID, deployment_id: str, *, tenant_id: UUID | None = None, actor: Actor, now: datetime
) -> Deployment:
    """Switch a waiting deployment on for a hospital; default: the registration's own.

    Raises DeploymentNotFoundError, and TenantChoiceError where no hospital is known, or where it is another hospital's:
    its people and courses would stay with that one.
    """
    row = db.session.scalar(
        select(Deployment).where(
            Deployment.registration_id == registration_id, Deployment.deployment_id == deployment_id
        )
    )
    if row is None:
        raise DeploymentNotFoundError(f"This registration has no deployment {deployment_id!r}.")
    hospital = tenant_id or row.tenant_id or row.registration.tenant_id
    if hospital is None:
        raise TenantChoiceError("This deployment belongs to no hospital yet.", remedy="Name one with --tenant.")
    if row.tenant_id not in (None, hospital):
        raise TenantChoiceError("This deployment belongs to another hospital.", remedy="Leave it as it is.")
    let_in(row, hospital, actor=actor, now=now)
    return row


def accept_new_deployments(registration_id: UUID, accept: bool, *, tenant_id: UUID | None = None) -> Registration:
    """Say whether deployments not seen before are let in at once, for the hospital of this registration.

    Raises RegistrationNotFoundError and TenantChoiceError.
    """
    row = get_registration(registration_id)
    row.tenant_id = tenant_id or row.tenant_id
    if accept and row.tenant_id is None:
        raise TenantChoiceError("New deployments need a hospital that they belong to.", remedy="Name one.")
    row.accept_new_deployments = accept
    db.session.flush()
    return row


def take_new_deployment(registration_id: UUID, deployment_id: str) -> bool:
    """Let an unknown deployment in, where its registration says so; whether it did. Safe to race."""
    tenant_id = db.session.scalar(
        select(Registration.tenant_id).where(
            Registration.id == registration_id, Registration.accept_new_deployments, Registration.status == "active"
        )
    )
    if tenant_id is None:
        return False
    statement = insert_into(Deployment).values(
        id=new_id(),
        registration_id=registration_id,
        deployment_id=deployment_id,
        tenant_id=tenant_id,
        status="active",
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["registration_id", "deployment_id"]))
    return True


def hold_deployment(registration_id: UUID, deployment_id: str, *, now: datetime | None = None) -> None:
    """Note an unknown deployment as waiting, in a transaction of its own; at most MAX_PENDING for a registration.

    One that waits already has its knocks counted. The launch that named it is refused, and its transaction rolled
    back: call this after that.
    """
    now = now or datetime.now(UTC)
    deployment = table_of(Deployment)
    waiting = (
        select(func.count())
        .select_from(deployment)
        .where(deployment.c.registration_id == registration_id, deployment.c.status == "pending")
    )
    values = {"id": new_id(), "registration_id": registration_id, "deployment_id": deployment_id, "status": "pending"}
    values |= {"first_knock": now, "last_knock": now, "knocks": 1}
    this = (deployment.c.registration_id == registration_id) & (deployment.c.deployment_id == deployment_id)
    with writing(), db.engine.begin() as connection:
        # Launches that race here queue up, so that the bound holds.
        connection.execute(select(Registration.id).where(Registration.id == registration_id).with_for_update())
        if not connection.scalar(select(deployment.c.id).where(this)):
            if (connection.scalar(waiting) or 0) < MAX_PENDING:
                connection.execute(insert(deployment).values(values))
            return
        knocked = {"last_knock": now, "knocks": deployment.c.knocks + 1}
        knocked["first_knock"] = func.coalesce(deployment.c.first_knock, now)
        connection.execute(update(deployment).where(this, deployment.c.status == "pending").values(knocked))
