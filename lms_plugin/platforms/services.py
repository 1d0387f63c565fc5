"""The verbs of registration: tenants, platforms, deployments."""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update

from lms_plugin.config import is_timezone
from lms_plugin.core.db.base import db
from lms_plugin.core.outbound.addresses import origin_of, split_web_address
from lms_plugin.platforms.errors import (
    BadAddressError,
    BadTimezoneError,
    DeploymentNotFoundError,
    RegistrationExistsError,
    TenantChoiceError,
    TenantNotFoundError,
)
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.platforms.registering import find_registration


def add_tenant(name: str, *, timezone: str, title: str | None = None) -> Tenant:
    """Take in a hospital. Raises TenantChoiceError (the name is taken) and BadTimezoneError (there is no such zone)."""
    if not is_timezone(timezone):
        raise BadTimezoneError(f"{timezone!r} is no time zone.")
    if db.session.scalar(select(Tenant.id).where(Tenant.name == name)):
        raise TenantChoiceError(f"There is a hospital called {name!r} already.")
    tenant = Tenant(name=name, timezone=timezone, title=title)
    db.session.add(tenant)
    db.session.flush()
    return tenant


def list_tenants() -> list[Tenant]:
    """All hospitals, by name."""
    return list(db.session.scalars(select(Tenant).order_by(Tenant.name)))


def choose_tenant(name: str | None, *, timezone: str) -> Tenant:
    """The named hospital; without a name the only one, made if there is none. Raises where that is not clear."""
    tenants = list_tenants()
    if name is not None:
        for tenant in tenants:
            if tenant.name == name:
                return tenant
        raise TenantNotFoundError(f"There is no hospital called {name!r}.")
    if len(tenants) > 1:
        names = ", ".join(repr(tenant.name) for tenant in tenants)
        raise TenantChoiceError(f"There are {len(tenants)} hospitals: {names}.", remedy="Name one with --tenant.")
    return tenants[0] if tenants else add_tenant("Our hospital", timezone=timezone)


def _check_address(label: str, address: str, *, trial: bool) -> str:
    parts = split_web_address(address)
    allowed = {"https", "http"} if trial else {"https"}
    if parts is None or parts.scheme not in allowed or parts.fragment or " " in address:
        raise BadAddressError(
            f"{label} is {address!r}.",
            remedy="Copy the whole address from the LMS; it begins with https://."
            + ("" if trial else " For a trial on one machine alone, set LMS_PLUGIN_TRIAL=1 to admit http."),
        )
    return address


def register_platform(
    *,
    tenant: Tenant,
    issuer: str,
    client_id: str,
    auth_login_url: str,
    auth_token_url: str,
    jwks_url: str,
    token_audience: str | None = None,
    deployment_ids: tuple[str, ...] = (),
    name: str | None = None,
    family: str | None = None,
    trial: bool = False,
) -> Registration:
    """Register a platform by hand, its deployments active for `tenant`.

    Raises BadAddressError (an address that cannot work) and RegistrationExistsError (issuer and client id known).
    """
    for label, address in (
        ("The issuer", issuer),
        ("The authentication request URL", auth_login_url),
        ("The access token URL", auth_token_url),
        ("The public keyset URL", jwks_url),
    ):
        _check_address(label, address, trial=trial)
    if find_registration(issuer, client_id) is not None:
        raise RegistrationExistsError(f"{issuer} with client id {client_id} is registered already.")
    registration = Registration(
        issuer=issuer,
        client_id=client_id,
        name=name or urlsplit(issuer).hostname or issuer,
        auth_login_url=auth_login_url,
        auth_token_url=auth_token_url,
        token_audience=token_audience,
        jwks_url=jwks_url,
        family=family,
        frame_origins=sorted({origin_of(issuer), origin_of(auth_login_url)}),
    )
    db.session.add(registration)
    db.session.flush()
    for deployment_id in deployment_ids:
        add_deployment(registration.id, deployment_id, tenant_id=tenant.id)
    return registration


def add_deployment(registration_id: UUID, deployment_id: str, *, tenant_id: UUID) -> Deployment:
    """Accept a deployment of a registration for a hospital."""
    deployment = Deployment(
        registration_id=registration_id, deployment_id=deployment_id, tenant_id=tenant_id, status="active"
    )
    db.session.add(deployment)
    db.session.flush()
    return deployment


def list_registrations() -> list[Registration]:
    """All registrations by name."""
    return list(db.session.scalars(select(Registration).order_by(Registration.name, Registration.client_id)))


def set_idle_minutes(registration_id: UUID, deployment_id: str, minutes: int | None) -> None:
    """Say after how many idle minutes (2 to 480) the pages of a deployment lock; None is the default.

    Raises DeploymentNotFoundError.
    """
    changed = db.session.execute(
        update(Deployment)
        .where(Deployment.registration_id == registration_id, Deployment.deployment_id == deployment_id)
        .values(idle_minutes=minutes)
        .returning(Deployment.id)
    ).scalar_one_or_none()
    if changed is None:
        raise DeploymentNotFoundError(f"This registration has no deployment {deployment_id!r}.")
