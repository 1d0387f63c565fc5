"""Getting the demo ready: database, hospital, registration, courses; each step harmless to repeat."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import select

from lms_plugin.accounts.models import Administrator
from lms_plugin.accounts.services import create_administrator
from lms_plugin.config import Settings
from lms_plugin.core.audit.services import Actor
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.loader import find_courses, load_course
from lms_plugin.curriculum.media import store_media
from lms_plugin.curriculum.services import offer_course, publish_course
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.platforms.keys import ensure_key
from lms_plugin.platforms.models import Registration, Tenant
from lms_plugin.platforms.services import add_tenant, register_platform

HOSPITAL = "Lakeside Health"
ADMINISTRATOR = "admin@demo.example"
TIMEZONE = "America/Chicago"
COURSE = "social-media-in-healthcare"
# What a hospital would fill into the course's slots; made up, as everything in the demo.
SLOTS = {
    "hospital.policy_link": "https://intranet.lakeside-health.example/policies/social-media",
    "hospital.privacy_contact": "the Lakeside Health privacy office, extension 4400",
}
LINKS = (
    Link(
        id="3",
        title="Patient information online",
        custom={"course": COURSE, "module": "m02-patient-information"},
    ),
)


def platform_settings(settings: Settings, platform_url: str) -> PlatformSettings:
    """The demo LMS beside this installation."""
    return PlatformSettings(
        base_url=platform_url,
        tool_url=settings.public_url,
        database=settings.instance_path / "demo-lms.sqlite",
        links=LINKS,
    )


def read_courses(folder: Path) -> list[Course]:
    """The shipped courses, checked as of today. Raises ContentErrors."""
    today = datetime.now(UTC).date()
    return [load_course(each, today=today) for each in find_courses(folder)]


def slots_of(course: Course, values: Mapping[str, str]) -> dict[str, str]:
    """Those of the values that the course has slots for."""
    return {slot.key: values[slot.key] for slot in course.spec.slots if slot.key in values}


def prepare(platform: PlatformSettings, courses: Iterable[Course]) -> None:
    """Bring the database up, register the demo LMS, publish and offer the courses."""
    upgrade()
    fill(platform, courses)


def fill(platform: PlatformSettings, courses: Iterable[Course]) -> None:
    """All of that but the schema, which is there."""
    settings: Settings = current_app.extensions["settings"]
    now = datetime.now(UTC)
    ensure_key(settings.key_secret, now=now)
    tenant = db.session.scalar(select(Tenant).where(Tenant.name == HOSPITAL)) or add_tenant(HOSPITAL, timezone=TIMEZONE)
    _register(tenant, platform)
    for course in courses:
        store_media(course, current_app.extensions["media"])
        publish_course(course, note="Shipped with the product", now=now)
        offer_course(tenant.id, course.key, slots_of(course, SLOTS), now=now)
    db.session.commit()


def _register(tenant: Tenant, platform: PlatformSettings) -> None:
    known = db.session.scalar(
        select(Registration.id).where(
            Registration.issuer == platform.issuer, Registration.client_id == platform.client_id
        )
    )
    if known is None:
        register_platform(
            tenant=tenant,
            issuer=platform.issuer,
            client_id=platform.client_id,
            auth_login_url=platform.auth_url,
            auth_token_url=platform.token_url,
            jwks_url=platform.certs_url,
            deployment_ids=(platform.deployment_id,),
            name="Lakeside Learning",
            trial=True,
        )


def add_demo_administrator(password: str) -> None:
    """One operator for the demo, with the password that `demo` prints; left as it is where it is there already."""
    if db.session.scalar(select(Administrator.id).where(Administrator.email == ADMINISTRATOR)) is None:
        create_administrator(
            ADMINISTRATOR, password, role="operator", tenant_id=None, actor=Actor.command(), now=datetime.now(UTC)
        )
        db.session.commit()


def environment(settings_overrides: dict[str, Any]) -> dict[str, str]:
    """The same settings for the processes that the demo starts."""
    return {f"LMS_PLUGIN_{name}": str(value) for name, value in settings_overrides.items()}
