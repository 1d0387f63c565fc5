"""The one statement that each request of a launch begins with.

It is built once, over tables instead of mapped classes: building it anew cost more than all else in a page view.
"""

from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select

from lms_plugin.core.db.base import table_of
from lms_plugin.core.db.statements import Statement
from lms_plugin.launches.models import LaunchSession
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.roster.models import Context, Membership, ResourceLink, User

_launch, _user, _membership = table_of(LaunchSession), table_of(User), table_of(Membership)
_context, _link = table_of(Context), table_of(ResourceLink)
_registration, _deployment, _tenant = table_of(Registration), table_of(Deployment), table_of(Tenant)
_later = _launch.alias("later")

# A later launch of another person counts whether it came under the browser's cookie of then or of now.
_superseded = (
    exists()
    .where(
        or_(_later.c.browser_hash == _launch.c.browser_hash, _later.c.browser_hash == bindparam("browser_hash")),
        _later.c.opened_at > _launch.c.opened_at,
        _later.c.user_id != _launch.c.user_id,
    )
    .label("superseded")
)

_SESSION = Statement(
    select(
        _launch.c.id.label("launch_id"),
        *(column for column in _launch.c if column.name not in ("id", "nonce")),
        _superseded,
        _user.c.sub,
        _user.c.name,
        _user.c.display,
        _user.c.status.label("user_status"),
        _membership.c.status.label("membership_status"),
        _context.c.lti_id.label("context_lti_id"),
        _context.c.title.label("context_title"),
        _link.c.lti_id.label("link_lti_id"),
        _link.c.activity_id,
        _link.c.line_item_url,
        _registration.c.frame_origins,
        _registration.c.status.label("registration_status"),
        _deployment.c.status.label("deployment_status"),
        _tenant.c.status.label("tenant_status"),
        _deployment.c.idle_minutes,
        _tenant.c.timezone,
        _tenant.c.title,
    )
    .join(_user, _user.c.id == _launch.c.user_id)
    .join(
        _membership, and_(_membership.c.context_id == _launch.c.context_id, _membership.c.user_id == _launch.c.user_id)
    )
    .join(_context, _context.c.id == _launch.c.context_id)
    .join(_deployment, _deployment.c.id == _context.c.deployment_pk)
    .join(_registration, _registration.c.id == _launch.c.registration_id)
    .join(_tenant, _tenant.c.id == _launch.c.tenant_id)
    .outerjoin(_link, _link.c.id == _launch.c.resource_link_id)
    .where(_launch.c.id == bindparam("launch_id"))
)


def read_session(launch_id: str, browser_hash: str) -> Any:
    """Session, person, membership, course, link and hospital; `superseded` where another person came since."""
    return _SESSION.one_or_none({"launch_id": launch_id, "browser_hash": browser_hash})
