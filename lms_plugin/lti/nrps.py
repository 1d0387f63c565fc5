"""Names and Role Provisioning Services 2.0: who is in a course, a page at a time.

pylti1p3's service gathers all members before it gives one back; here each page is gone before the next is asked for,
so that a course of any size takes the memory of one page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lms_plugin.core.outbound.client import Answer
from lms_plugin.lti.claims import MAX_ENTRIES, MAX_ID, MAX_TEXT
from lms_plugin.lti.connector import Connector
from lms_plugin.lti.next_page import ForeignLinkError, find_next
from lms_plugin.lti.service_errors import ServiceRefusedError

ROSTER_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PAGE_SIZE = 500  # asked for; platforms cap it, or send everybody at once
MAX_BYTES = 16 * 1024 * 1024
MAX_PAGES = 5000
# A platform that does not know `limit` in its own address may say so in one of these ways; it is asked once without.
NO_LIMIT = frozenset({400, 404, 405, 422})


class OddRosterError(Exception):
    """The platform's list cannot be read to its end: no list, pages that go in circles, a page on another origin."""


class Member(NamedTuple):
    """A person of the list. What the platform does not tell is None; names follow its privacy settings.

    A tuple, because a list may name tens of thousands of people.
    """

    sub: str
    roles: tuple[str, ...]
    status: Literal["active", "inactive"]
    name: str | None = None
    email: str | None = None
    person_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class MemberPage:
    """A page of the list. `skipped` counts entries that name nobody."""

    members: tuple[Member, ...]
    skipped: int


def read_members(connector: Connector, url: str, *, resource_link_id: str | None = None) -> Iterator[MemberPage]:
    """The members of a context (NRPS 2.0, section 2.4), or of one resource link (`rlid`, section 3.2).

    The list is whole only where the iteration ends by itself. Raises OddRosterError, ServiceRefusedError and
    OutboundError.
    """
    answer, address = _ask_first(connector, _with_query(url, {"rlid": resource_link_id} if resource_link_id else {}))
    seen = {address}
    while True:
        yield _read_page(answer)
        try:
            following = find_next(answer.headers.get("link"), address)
        except ForeignLinkError as error:
            raise OddRosterError(str(error)) from error
        if following is None:
            return
        if following in seen:
            raise OddRosterError("the pages go in circles")
        if len(seen) == MAX_PAGES:
            raise OddRosterError("there are too many pages")
        seen.add(following)
        address, answer = following, _ask(connector, following)


def _ask_first(connector: Connector, url: str) -> tuple[Answer, str]:
    limited = _with_query(url, {"limit": str(PAGE_SIZE)})
    try:
        return _ask(connector, limited), limited
    except ServiceRefusedError as error:
        if limited == url or error.at != "service" or error.answer.status not in NO_LIMIT:
            raise
    return _ask(connector, url), url


def _ask(connector: Connector, url: str) -> Answer:
    return connector.exchange((ROSTER_SCOPE,), "GET", url, {"Accept": ROSTER_TYPE}, max_bytes=MAX_BYTES)


def _with_query(url: str, wanted: dict[str, str]) -> str:
    """The address with parameters that it does not have yet."""
    parts = urlsplit(url)
    there = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in wanted.items() if name not in there})
    return urlunsplit(parts._replace(query="&".join(each for each in (parts.query, added) if each)))


def _read_page(answer: Answer) -> MemberPage:
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise OddRosterError("the answer is not JSON") from error
    entries = content.get("members") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise OddRosterError("the answer holds no list of members")
    members = tuple(member for member in map(_read_member, entries) if member is not None)
    return MemberPage(members=members, skipped=len(entries) - len(members))


def _read_member(entry: Any) -> Member | None:
    if not isinstance(entry, dict):
        return None
    sub = entry.get("user_id")
    sub = str(sub) if isinstance(sub, int) and not isinstance(sub, bool) else sub
    if not isinstance(sub, str) or not sub.strip() or len(sub) > MAX_ID or _clean(sub) != sub:
        return None
    return Member(
        sub=sub,
        roles=_read_roles(entry.get("roles")),
        status=_read_status(entry.get("status")),
        name=_text(entry.get("name")) or _full_name(entry),
        email=_text(entry.get("email")),
        person_number=_text(entry.get("lis_person_sourcedid")),
    )


def _read_status(value: Any) -> Literal["active", "inactive"]:
    """Active where it is left out (NRPS 2.0, section 2.3)."""
    if value == "Active":
        return "active"
    gone = isinstance(value, str) and value.strip().lower() in {"inactive", "deleted"}
    return "inactive" if gone else "active"


def _read_roles(value: Any) -> tuple[str, ...]:
    """The roles; one that is no list, or too long, is left out, and who has none is a learner."""
    roles = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(each for each in roles[:MAX_ENTRIES] if isinstance(each, str) and len(each) <= MAX_ID)


def _full_name(entry: dict[str, Any]) -> str | None:
    parts = (_text(entry.get("given_name")), _text(entry.get("family_name")))
    return " ".join(part for part in parts if part) or None


def _text(value: Any) -> str | None:
    return _clean(value).strip()[:MAX_TEXT] or None if isinstance(value, str) else None


def _clean(value: str) -> str:
    """Without NUL, which PostgreSQL does not take, and halves of surrogate pairs, which are no UTF-8."""
    if value.isascii() and "\x00" not in value:
        return value
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
