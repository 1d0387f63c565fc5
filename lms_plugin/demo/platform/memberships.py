"""The roster service (Names and Role Provisioning Services 2.0): who is in a course, page by page.

`GET /nrps/<context>/bindings/<deployment>/memberships` takes `limit`, `role`, `rlid` and, in the specification
profile, `since`, which the link of the relation "differences" carries.

Moodle's habits: short role names, active people alone, no differences, and `role` gets lost on the way to the next
page. As the specification has it: suspended people are there as Inactive, and differences list those who left as
Deleted.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from lms_plugin.demo.platform import members
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.hospital import Platform, current_platform
from lms_plugin.demo.platform.launch import LTI, context_claim, memberships_url
from lms_plugin.demo.platform.members import Member
from lms_plugin.demo.platform.people import MEMBERSHIP, TEST_USER, Person
from lms_plugin.demo.platform.scopes import ROSTER
from lms_plugin.demo.platform.services import answer_json, check_media_type, check_token, positive, within
from lms_plugin.demo.platform.settings import Link

MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

blueprint = Blueprint("memberships", __name__, url_prefix="/nrps/<context_id>/bindings/<deployment_id>")


@blueprint.get("/memberships")
def list_members(context_id: str, deployment_id: str) -> Response:
    platform = current_platform()
    check_media_type(platform, MEMBERS)
    platform = within(platform, context_id, check_token(platform, (ROSTER,)))
    if deployment_id != platform.settings.deployment_id:
        raise PlatformError(404, "There is no such course.")
    link = _wanted_link(platform)
    size = _page_size(platform)
    found = _read(platform, context_id, size)
    shown = found if size is None else found[:size]
    answer = answer_json(
        {
            "id": memberships_url(platform.settings),
            "context": {name: value for name, value in context_claim(platform.settings).items() if name != "type"},
            "members": [_as_json(platform, member, link) for member in shown],
        },
        MEMBERS,
    )
    _add_links(platform, answer, context_id, shown[-1].number if len(shown) < len(found) else None)
    return answer


def _read(platform: Platform, course: str, size: int | None) -> list[Member]:
    """The members of this page, and one more where there is one."""
    where, values = ["course = ?", "number > ?"], [course, positive("from") or 0]
    statuses: tuple[str, ...] = (members.ACTIVE, members.INACTIVE)
    since = None if platform.settings.like_moodle else positive("since")
    if platform.settings.like_moodle:
        statuses = (members.ACTIVE,)
    elif since is not None:
        statuses = members.STATUSES
        where, values = [*where, "changed > ?"], [*values, since]
    where.append(f"status IN ({', '.join('?' * len(statuses))})")
    values += statuses
    if role := request.args.get("role"):
        where.append("instr(' ' || roles || ' ', ?)")
        values.append(f" {_full(role)} ")
    where.append("NOT instr(roles, ?)")
    sql = f"SELECT * FROM member WHERE {' AND '.join(where)} ORDER BY number LIMIT ?"  # noqa: S608 - our own words
    rows = platform.store.rows(sql, (*values, TEST_USER, -1 if size is None else size + 1))
    return [members.read_member(row) for row in rows]


def _as_json(platform: Platform, member: Member, link: Link | None) -> dict[str, Any]:
    person, like_moodle = member.person, platform.settings.like_moodle
    told = {"given_name": person.given_name, "family_name": person.family_name, "name": person.name}
    content: dict[str, Any] = {"user_id": person.sub, "status": member.status}
    content["roles"] = _roles(person) if like_moodle else list(person.roles)
    content["lis_person_sourcedid"] = person.staff_number
    if platform.shares_names:
        content |= {name: value for name, value in told.items() if value}
    if platform.shares_emails and person.email:
        content["email"] = person.email
    if link is not None:
        message = {f"{LTI}/message_type": "LtiResourceLinkRequest", f"{LTI}/custom": platform.custom(link, person)}
        content["message"] = [message]
    return content


def _add_links(platform: Platform, answer: Response, course: str, last: int | None) -> None:
    """Where the next page is, and, once all have been listed, where later changes will be (section 2.4)."""
    if last is not None:
        # Moodle forgets role on the way.
        kept = ("limit", "rlid") if platform.settings.like_moodle else ("limit", "rlid", "role", "since")
        sent = {name: request.args[name] for name in kept if name in request.args}
        answer.headers["Link"] = (
            f'<{memberships_url(platform.settings)}?{urlencode({**sent, "from": last})}>; rel="next"'
        )
    elif not platform.settings.like_moodle:
        change = max(1, members.last_change(platform.store, course))
        answer.headers["Link"] = (
            f'<{memberships_url(platform.settings)}?{urlencode({"since": change})}>; rel="differences"'
        )


def _page_size(platform: Platform) -> int | None:
    """The smaller of what the tool asks for and what the LMS gives at most."""
    sizes = [size for size in (positive("limit"), platform.roster_page) if size is not None]
    return min(sizes, default=None)


def _wanted_link(platform: Platform) -> Link | None:
    link_id = request.args.get("rlid")
    if link_id is None:
        return None
    link = platform.find_link(link_id)
    if link is None:
        raise PlatformError(404, "rlid names no activity of this course.")
    return link


def _full(role: str) -> str:
    return role if ":" in role else f"{MEMBERSHIP}#{role}"


def _roles(person: Person) -> list[str]:
    return list(dict.fromkeys(_short(role) for role in person.roles))


def _short(role: str) -> str:
    """Moodle's names: the bare word for roles in the course, and one older address for the site's administrators."""
    if role.endswith("/person#Administrator"):
        return "http://purl.imsglobal.org/vocab/lis/v2/person#Administrator"
    return role.removeprefix(f"{MEMBERSHIP}#")
