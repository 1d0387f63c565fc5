"""Tenants, registrations and deployments, and the cache that a login reads."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from lms_plugin.core.db.base import db
from lms_plugin.platforms import cache
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.errors import (
    BadAddressError,
    BadTimezoneError,
    RegistrationExistsError,
    TenantChoiceError,
    TenantNotFoundError,
)
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.platforms.services import (
    add_deployment,
    add_tenant,
    choose_tenant,
    list_registrations,
    list_tenants,
    register_platform,
)

LMS = "https://lms.example.org"


@pytest.fixture
def tenant(app: Flask) -> Tenant:
    return add_tenant("Lakeside", timezone="America/Chicago")


def register(tenant: Tenant, **changes: Any) -> Registration:
    values: dict[str, Any] = {
        "issuer": LMS,
        "client_id": "client",
        "auth_login_url": f"{LMS}/auth",
        "auth_token_url": f"{LMS}/token",
        "jwks_url": f"{LMS}/certs",
    }
    registration = register_platform(tenant=tenant, **(values | changes))
    db.session.commit()
    return registration


def test_a_platform(tenant: Tenant) -> None:
    registration = register(tenant, deployment_ids=("1", "2"), token_audience="https://aud.example")
    assert (registration.name, registration.status) == ("lms.example.org", "active")
    assert registration.token_audience == "https://aud.example"
    assert registration.frame_origins == [LMS]
    deployments = db.session.scalars(select(Deployment).order_by(Deployment.deployment_id)).all()
    assert [(each.deployment_id, each.status, each.tenant_id) for each in deployments] == [
        ("1", "active", tenant.id),
        ("2", "active", tenant.id),
    ]


def test_a_hosted_platform_frames_from_another_site_than_its_issuer(tenant: Tenant) -> None:
    registration = register(
        tenant, issuer="https://canvas.instructure.com", auth_login_url="https://sso.example.org:8443/auth?a=b"
    )
    assert registration.frame_origins == ["https://canvas.instructure.com", "https://sso.example.org:8443"]


def test_one_issuer_many_clients(tenant: Tenant) -> None:
    first, second = register(tenant), register(tenant, client_id="other")
    assert first.id != second.id
    assert [row.client_id for row in list_registrations()] == ["client", "other"]


def test_the_same_twice(tenant: Tenant) -> None:
    register(tenant)
    with pytest.raises(RegistrationExistsError, match="client"):
        register(tenant, jwks_url="https://evil.example/certs")
    assert db.session.scalars(select(Registration)).one().jwks_url == f"{LMS}/certs"


@pytest.mark.parametrize("field", ["issuer", "auth_login_url", "auth_token_url", "jwks_url"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "lms.example.org",
        "http://lms.example.org",
        "file:///etc/passwd",
        "ftp://lms.example.org",
        "https://",
        "https://[",
        "https://user:word@lms.example.org",
        "https://lms.example.org#part",
        "https://lms.example.org ",
        " https://lms.example.org",
        "https://lms .example.org",
        "https://lms.example.org\n",
        "https://lms.example.org:99999/",
        "https://lms.example.org;frame-src *",
        "https://bücher.example",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_cannot_work(field: str, address: str) -> None:
    with pytest.raises(BadAddressError):  # before the database is asked for anything: there is none here
        register(Tenant(name="Lakeside", timezone="UTC"), **{field: address})


def test_http_in_trials_alone(tenant: Tenant) -> None:
    with pytest.raises(BadAddressError) as caught:
        register(tenant, jwks_url="http://127.0.0.1/certs")
    assert "LMS_PLUGIN_TRIAL" in caught.value.remedy
    assert register(tenant, jwks_url="http://127.0.0.1/certs", trial=True)


def test_another_deployment(tenant: Tenant) -> None:
    registration = register(tenant)
    other = add_tenant("Another", timezone="UTC")
    add_deployment(registration.id, "9", tenant_id=other.id)
    db.session.commit()
    assert [(each.deployment_id, each.tenant and each.tenant.name) for each in registration.deployments] == [
        ("9", "Another")
    ]


def test_choosing_a_hospital(app: Flask) -> None:
    made = choose_tenant(None, timezone="UTC")
    assert made.timezone == "UTC"
    assert choose_tenant(None, timezone="UTC").id == made.id
    with pytest.raises(TenantNotFoundError, match="Nowhere"):
        choose_tenant("Nowhere", timezone="UTC")
    second = add_tenant("Second", timezone="UTC")
    assert choose_tenant("Second", timezone="UTC").id == second.id
    with pytest.raises(TenantChoiceError, match="Second"):
        choose_tenant(None, timezone="UTC")
    with pytest.raises(TenantChoiceError, match="Second"):
        add_tenant("Second", timezone="UTC")
    assert [each.name for each in list_tenants()] == [made.name, "Second"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "America", "../../etc/passwd", "/etc/localtime", "utc\x00"])
def test_a_time_zone_that_is_none(zone: str) -> None:
    with pytest.raises(BadTimezoneError):
        add_tenant("Lakeside", timezone=zone)


def statements(action: Any) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_cache_reads_once(tenant: Tenant) -> None:
    registration = register(tenant)
    known, row_id = RegistrationCache(), registration.id
    assert statements(lambda: known.find(LMS, "client")) == 1
    assert statements(lambda: (known.find(LMS, None), known.find("x", "y"), known.get(row_id))) == 0
    [found] = known.find(LMS, None)
    assert (found.id, found.issuer, found.client_id, found.jwks_url) == (row_id, LMS, "client", f"{LMS}/certs")
    assert (found.frame_origins, found.active) == ((LMS,), True)


def test_the_cache_leaves_no_transaction_open(tenant: Tenant) -> None:
    register(tenant)
    db.session.remove()
    RegistrationCache().all()
    assert not db.session().in_transaction()


def test_the_cache_asks_again_for_what_it_does_not_know(tenant: Tenant) -> None:
    known = RegistrationCache()
    assert known.all() == {}
    registration = register(tenant)
    assert known.find(LMS, "client") == []
    found = known.get(registration.id)
    assert found is not None
    assert known.find(LMS, "client") == [found]


def test_the_cache_ends(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    registration = register(tenant)
    known = RegistrationCache()
    known.all()
    registration.status = "disabled"
    db.session.commit()
    assert known.find(LMS, "client")
    monkeypatch.setattr(cache, "CACHE_SECONDS", -1)
    assert known.find(LMS, "client") == []
    again = known.get(registration.id)
    assert again is not None
    assert not again.active
