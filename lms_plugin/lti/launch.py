"""A launch as a frozen, typed object. Nothing after this module ever sees a raw claim.

LTI 1.3 Core, section 5.3. Required claims of the wrong shape refuse the launch; optional ones count as absent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms_plugin.core.outbound.addresses import split_web_address
from lms_plugin.lti.errors import LaunchRefusedError, refuse_token

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
RESOURCE_LINK_MESSAGE = "LtiResourceLinkRequest"
MAX_ID = 255
MAX_TEXT = 1000
MAX_URL = 4000
MAX_ENTRIES = 200


@dataclass(frozen=True, kw_only=True)
class CourseClaim:
    """The platform's course ("context")."""

    id: str
    title: str | None


@dataclass(frozen=True, kw_only=True)
class GradeServiceClaim:
    """Where grades go (AGS 2.0, section 3.1)."""

    line_item: str | None
    line_items: str | None
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A verified resource-link launch."""

    issuer: str
    client_id: str
    deployment_id: str
    sub: str
    nonce: str
    message_type: str
    target_link_uri: str
    roles: tuple[str, ...]
    resource_link_id: str
    resource_link_title: str | None = None
    context: CourseClaim | None = None
    name: str | None = None
    email: str | None = None
    person_number: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    grade_service: GradeServiceClaim | None = None
    return_url: str | None = None
    locale: str | None = None
    platform_name: str | None = None
    platform_family: str | None = None


def _refuse(claim: str, problem: str) -> LaunchRefusedError:
    return refuse_token(f"bad_{claim}", f"the claim {claim} {problem}")


def _required_text(claims: Mapping[str, Any], claim: str, *, name: str | None = None, limit: int = MAX_ID) -> str:
    value = claims.get(claim)
    label = name or claim
    if not isinstance(value, str) or not value.strip():
        raise _refuse(label, "is missing or is not text")
    if len(value) > limit:
        raise _refuse(label, f"is longer than {limit} characters")
    return value


def _text(value: Any, limit: int = MAX_TEXT) -> str | None:
    """Optional text: cut where it is too long, absent where it is no text."""
    if not isinstance(value, str):
        return None
    return value.strip()[:limit] or None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _web_address(value: Any) -> str | None:
    text = _text(value, MAX_URL + 1)
    return text if text and len(text) <= MAX_URL and split_web_address(text) else None


def _short_texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(each for each in values[:MAX_ENTRIES] if isinstance(each, str) and len(each) <= MAX_ID)


def _roles(claims: Mapping[str, Any]) -> tuple[str, ...]:
    value = claims.get(f"{CLAIM}roles")
    if not isinstance(value, list):
        raise _refuse("roles", "is missing or is not a list")
    return _short_texts(value)


def _context(claims: Mapping[str, Any]) -> CourseClaim | None:
    value = claims.get(f"{CLAIM}context")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _refuse("context", "is not an object")
    return CourseClaim(id=_required_text(value, "id", name="context.id"), title=_text(value.get("title")))


def _custom(claims: Mapping[str, Any]) -> dict[str, str]:
    """Custom parameters as text. An unexpanded variable ("$ResourceLink…", Moodle) counts as absent."""
    pairs = list(_object(claims.get(f"{CLAIM}custom")).items())[:MAX_ENTRIES]
    return {
        name: str(value) for name, value in pairs if isinstance(value, str | int) and not str(value).startswith("$")
    }


def _grade_service(claims: Mapping[str, Any]) -> GradeServiceClaim | None:
    value = _object(claims.get(AGS_CLAIM))
    line_item, line_items = _web_address(value.get("lineitem")), _web_address(value.get("lineitems"))
    if not (line_item or line_items):
        return None
    scopes = value.get("scope")
    return GradeServiceClaim(
        line_item=line_item,
        line_items=line_items,
        scopes=_short_texts(scopes) if isinstance(scopes, list) else (),
    )


def _full_name(claims: Mapping[str, Any]) -> str | None:
    parts = (_text(claims.get("given_name")), _text(claims.get("family_name")))
    return _text(claims.get("name")) or " ".join(part for part in parts if part) or None


def _resource_link(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    value = claims.get(f"{CLAIM}resource_link")
    if not isinstance(value, dict):
        raise _refuse("resource_link", "is missing or is not an object")
    return value


def _message_type(claims: Mapping[str, Any]) -> str:
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise _refuse("version", "is not 1.3.0")
    message_type = _required_text(claims, f"{CLAIM}message_type", name="message_type")
    if message_type != RESOURCE_LINK_MESSAGE:
        raise _refuse("message_type", f"is not {RESOURCE_LINK_MESSAGE}, the only one that this version answers")
    return message_type


def parse_launch(claims: Mapping[str, Any], *, client_id: str, is_ours: Callable[[str], bool]) -> Launch:
    """Read verified claims into a Launch. `is_ours` says whether an address is on our own origin.

    Raises LaunchRefusedError naming the first claim that does not fit.
    """
    message_type = _message_type(claims)
    target = _required_text(claims, f"{CLAIM}target_link_uri", name="target_link_uri", limit=MAX_URL)
    if not is_ours(target):
        raise _refuse("target_link_uri", "is not an address of this tool")
    link = _resource_link(claims)
    presentation = _object(claims.get(f"{CLAIM}launch_presentation"))
    platform = _object(claims.get(f"{CLAIM}tool_platform"))
    return Launch(
        issuer=_required_text(claims, "iss", limit=MAX_URL),
        client_id=client_id,
        deployment_id=_required_text(claims, f"{CLAIM}deployment_id", name="deployment_id"),
        sub=_required_text(claims, "sub"),
        nonce=_required_text(claims, "nonce"),
        message_type=message_type,
        target_link_uri=target,
        roles=_roles(claims),
        resource_link_id=_required_text(link, "id", name="resource_link.id"),
        resource_link_title=_text(link.get("title")),
        context=_context(claims),
        name=_full_name(claims),
        email=_text(claims.get("email")),
        person_number=_text(_object(claims.get(f"{CLAIM}lis")).get("person_sourcedid")),
        custom=_custom(claims),
        grade_service=_grade_service(claims),
        return_url=_web_address(presentation.get("return_url")),
        locale=_text(presentation.get("locale"), 35),
        platform_name=_text(platform.get("name")),
        platform_family=_text(platform.get("product_family_code")),
    )
