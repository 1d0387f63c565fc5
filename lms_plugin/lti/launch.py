"""A launch as a frozen, typed object. Nothing after this module ever sees a raw claim.

LTI 1.3 Core, section 5.3. Required claims of the wrong shape refuse the launch; optional ones count as absent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms_plugin.lti.claims import (
    CLAIM,
    MAX_ENTRIES,
    MAX_URL,
    as_object,
    refuse,
    required_text,
    short_texts,
    text,
    web_address,
)
from lms_plugin.lti.deep_linking_claim import DeepLinkingClaim, read_deep_linking
from lms_plugin.lti.errors import LaunchRefusedError
from lms_plugin.lti.roles import role_of

__all__ = ["AGS_CLAIM", "CLAIM", "MAX_ENTRIES", "CourseClaim", "GradeServiceClaim", "Launch", "parse_launch"]

AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
RESOURCE_LINK_MESSAGE = "LtiResourceLinkRequest"
DEEP_LINKING_MESSAGE = "LtiDeepLinkingRequest"
MESSAGES = (RESOURCE_LINK_MESSAGE, DEEP_LINKING_MESSAGE)


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
    """A verified launch. A deep-linking request has no resource link, and `deep_linking` instead.

    `members_url` is where the platform's list of people is asked for (NRPS 2.0, section 3.6.1.1).
    """

    issuer: str
    client_id: str
    deployment_id: str
    sub: str
    nonce: str
    message_type: str
    target_link_uri: str
    roles: tuple[str, ...]
    resource_link_id: str | None
    resource_link_title: str | None = None
    deep_linking: DeepLinkingClaim | None = None
    context: CourseClaim | None = None
    name: str | None = None
    email: str | None = None
    person_number: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    grade_service: GradeServiceClaim | None = None
    members_url: str | None = None
    return_url: str | None = None
    locale: str | None = None
    platform_name: str | None = None
    platform_family: str | None = None


def _roles(claims: Mapping[str, Any]) -> tuple[str, ...]:
    value = claims.get(f"{CLAIM}roles")
    if not isinstance(value, list):
        raise refuse("roles", "is missing or is not a list")
    return short_texts(value)


def _context(claims: Mapping[str, Any]) -> CourseClaim | None:
    value = claims.get(f"{CLAIM}context")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise refuse("context", "is not an object")
    return CourseClaim(id=required_text(value, "id", name="context.id"), title=text(value.get("title")))


def _custom(claims: Mapping[str, Any]) -> dict[str, str]:
    """Custom parameters as text. An unexpanded variable ("$ResourceLink…", Moodle) counts as absent."""
    pairs = list(as_object(claims.get(f"{CLAIM}custom")).items())[:MAX_ENTRIES]
    return {
        name: str(value) for name, value in pairs if isinstance(value, str | int) and not str(value).startswith("$")
    }


def _grade_service(claims: Mapping[str, Any]) -> GradeServiceClaim | None:
    value = as_object(claims.get(AGS_CLAIM))
    line_item, line_items = web_address(value.get("lineitem")), web_address(value.get("lineitems"))
    if not (line_item or line_items):
        return None
    scopes = value.get("scope")
    return GradeServiceClaim(
        line_item=line_item,
        line_items=line_items,
        scopes=short_texts(scopes) if isinstance(scopes, list) else (),
    )


def _full_name(claims: Mapping[str, Any]) -> str | None:
    parts = (text(claims.get("given_name")), text(claims.get("family_name")))
    return text(claims.get("name")) or " ".join(part for part in parts if part) or None


def _resource_link(claims: Mapping[str, Any]) -> Mapping[str, str | None]:
    value = claims.get(f"{CLAIM}resource_link")
    if not isinstance(value, dict):
        raise refuse("resource_link", "is missing or is not an object")
    return {"id": required_text(value, "id", name="resource_link.id"), "title": text(value.get("title"))}


def _message_type(claims: Mapping[str, Any]) -> str:
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise refuse("version", "is not 1.3.0")
    message_type = required_text(claims, f"{CLAIM}message_type", name="message_type")
    if message_type not in MESSAGES:
        raise refuse("message_type", f"is none of those that this version answers: {', '.join(MESSAGES)}")
    return message_type


def _check_teaches(roles: tuple[str, ...]) -> None:
    """Only those who teach may put content into a course (LTI-DL 2.0, section 3.1)."""
    if role_of(roles) != "instructor":
        raise LaunchRefusedError(
            "not_teaching",
            "Only those who teach this course can add activities to it.",
            detail="a deep-linking request came from a person whose roles in this course do not teach",
            status=403,
        )


def parse_launch(
    claims: Mapping[str, Any], *, client_id: str, is_ours: Callable[[str], bool], trial: bool = False
) -> Launch:
    """Read verified claims into a Launch. `is_ours` says whether an address is on our own origin.

    Raises LaunchRefusedError naming the first claim that does not fit. `trial` admits a return address over plain http.
    """
    message_type = _message_type(claims)
    target = required_text(claims, f"{CLAIM}target_link_uri", name="target_link_uri", limit=MAX_URL)
    if not is_ours(target):
        raise refuse("target_link_uri", "is not an address of this tool")
    deep_linking = read_deep_linking(claims, trial=trial) if message_type == DEEP_LINKING_MESSAGE else None
    link = _resource_link(claims) if deep_linking is None else {}
    roles = _roles(claims)
    if deep_linking is not None:
        _check_teaches(roles)
    presentation = as_object(claims.get(f"{CLAIM}launch_presentation"))
    platform = as_object(claims.get(f"{CLAIM}tool_platform"))
    return Launch(
        issuer=required_text(claims, "iss", limit=MAX_URL),
        client_id=client_id,
        deployment_id=required_text(claims, f"{CLAIM}deployment_id", name="deployment_id"),
        sub=required_text(claims, "sub"),
        nonce=required_text(claims, "nonce"),
        message_type=message_type,
        target_link_uri=target,
        roles=roles,
        resource_link_id=link.get("id"),
        resource_link_title=link.get("title"),
        deep_linking=deep_linking,
        context=_context(claims),
        name=_full_name(claims),
        email=text(claims.get("email")),
        person_number=text(as_object(claims.get(f"{CLAIM}lis")).get("person_sourcedid")),
        custom=_custom(claims),
        grade_service=_grade_service(claims),
        members_url=web_address(as_object(claims.get(NRPS_CLAIM)).get("context_memberships_url")),
        return_url=web_address(presentation.get("return_url")),
        locale=text(presentation.get("locale"), 35),
        platform_name=text(platform.get("name")),
        platform_family=text(platform.get("product_family_code")),
    )
