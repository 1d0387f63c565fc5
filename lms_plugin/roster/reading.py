"""The one statement that each launch reads the roster with: everything known about it, by unique keys."""

from sqlalchemy import and_, bindparam, select

from lms_plugin.core.db.base import table_of
from lms_plugin.core.db.statements import Statement
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.roster.models import Context, Membership, ResourceLink, User

_user, _membership, _context, _link = table_of(User), table_of(Membership), table_of(Context), table_of(ResourceLink)
_registration, _deployment, _tenant = table_of(Registration), table_of(Deployment), table_of(Tenant)

KNOWN = Statement(
    select(
        _deployment.c.id.label("deployment_pk"),
        _deployment.c.status.label("deployment_status"),
        _deployment.c.tenant_id,
        _registration.c.status.label("registration_status"),
        _tenant.c.status.label("tenant_status"),
        _user.c.id.label("user_id"),
        _user.c.name,
        _user.c.email,
        _user.c.person_number,
        _user.c.is_test,
        _user.c.status.label("user_status"),
        _context.c.id.label("context_id"),
        _context.c.title.label("context_title"),
        _context.c.copied_from.label("context_copied_from"),
        _context.c.notices_url,
        _context.c.members_url,
        _membership.c.role,
        _membership.c.standing,
        _membership.c.status.label("membership_status"),
        _membership.c.seen_on,
        _link.c.id.label("link_id"),
        _link.c.activity_id,
        _link.c.origin,
        _link.c.copied_from,
        _link.c.title.label("link_title"),
        _link.c.custom,
        _link.c.line_item_url,
        _link.c.line_items_url,
        _link.c.scopes,
    )
    .select_from(_registration)
    .outerjoin(
        _deployment,
        and_(
            _deployment.c.registration_id == _registration.c.id,
            _deployment.c.deployment_id == bindparam("deployment_id"),
        ),
    )
    .outerjoin(_tenant, _tenant.c.id == _deployment.c.tenant_id)
    .outerjoin(_user, and_(_user.c.registration_id == _registration.c.id, _user.c.sub == bindparam("sub")))
    .outerjoin(
        _context, and_(_context.c.deployment_pk == _deployment.c.id, _context.c.lti_id == bindparam("context_lti_id"))
    )
    .outerjoin(_membership, and_(_membership.c.context_id == _context.c.id, _membership.c.user_id == _user.c.id))
    .outerjoin(_link, and_(_link.c.context_id == _context.c.id, _link.c.lti_id == bindparam("link_lti_id")))
    .where(_registration.c.id == bindparam("registration_id"))
)
