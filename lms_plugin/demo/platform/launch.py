"""The claims of a good launch (LTI 1.3 Core, section 5.3 and 5.4; AGS 2.0, section 3.1.2)."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from lms_plugin.demo.platform.people import Person
from lms_plugin.demo.platform.scopes import NOTICES
from lms_plugin.demo.platform.settings import Link, PlatformSettings

LTI = "https://purl.imsglobal.org/spec/lti/claim"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NOTIFICATIONS = f"{LTI}/platformnotificationservice"
NOTICE_TYPES = ("LtiContextCopyNotice",)
NAMES_AND_ROLES = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
TOKEN_LIFE = 60  # seconds, Moodle's
HOSPITAL = "Lakeside Learning"


def launch_claims(
    settings: PlatformSettings, person: Person, link: Link, nonce: str, now: int, services: dict[str, Any]
) -> dict[str, Any]:
    """Everything in the id_token for one person opening one link; `services` are the claims of the services."""
    return {
        **_common_claims(settings, person, nonce, now),
        f"{LTI}/message_type": "LtiResourceLinkRequest",
        f"{LTI}/target_link_uri": link.url or settings.tool_launch_url,
        f"{LTI}/resource_link": {"id": link.id, "title": link.title, "description": ""},
        f"{LTI}/launch_presentation": {
            "document_target": "iframe",
            "locale": "en",
            "return_url": f"{settings.base_url}{settings.course_path}?link={link.id}&closed=1",
        },
        **services,
    }


def content_claims(
    settings: PlatformSettings, person: Person, request_id: str, nonce: str, now: int, services: dict[str, Any]
) -> dict[str, Any]:
    """Everything in the id_token for a teacher who adds activities (LTI Deep Linking 2.0, section 4.4)."""
    asked: dict[str, Any] = {
        "deep_link_return_url": f"{settings.base_url}/content/return?request={request_id}",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_multiple": True,
        "auto_create": False,
        "title": "Lakeside Learning tools",
        "text": "",
    }
    if not settings.like_moodle:  # Moodle says nothing of line items, and sends no data
        asked |= {"accept_lineitem": True, "data": request_id}
    return {
        **_common_claims(settings, person, nonce, now),
        f"{LTI}/message_type": "LtiDeepLinkingRequest",
        f"{LTI}/target_link_uri": settings.tool_picker_url,
        f"{LTI}/launch_presentation": {"locale": "en"},
        DEEP_LINKING: asked,
        **services,
    }


def _common_claims(settings: PlatformSettings, person: Person, nonce: str, now: int) -> dict[str, Any]:
    return {
        "iss": settings.issuer,
        "aud": settings.client_id,
        "sub": person.sub,
        "iat": now,
        "exp": now + TOKEN_LIFE,
        "nonce": nonce,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        f"{LTI}/version": "1.3.0",
        f"{LTI}/deployment_id": settings.deployment_id,
        f"{LTI}/roles": list(person.roles),
        **({f"{LTI}/role_scope_mentor": list(person.mentor_of)} if person.mentor_of else {}),
        f"{LTI}/context": context_claim(settings),
        f"{LTI}/tool_platform": tool_platform(settings),
        f"{LTI}/lis": {"person_sourcedid": person.staff_number, "course_section_sourcedid": ""},
        **({f"{LTI}/ext": {"user_username": person.sub, "lms": "moodle-2"}} if settings.like_moodle else {}),
    }


def context_claim(settings: PlatformSettings) -> dict[str, Any]:
    return {
        "id": settings.context_id,
        "label": "SOCIAL",
        "title": settings.context_title,
        "type": ["CourseSection"],  # Moodle sends the short name, not the URI
    }


def without_private(claims: dict[str, Any], *, names: bool, emails: bool) -> dict[str, Any]:
    """The claims without what is empty, and without what the tool is not told about people."""
    hidden = (() if names else ("name", "given_name", "family_name")) + (() if emails else ("email",))
    empty = tuple(name for name in ("name", "given_name", "family_name", "email") if not claims[name])
    return {name: value for name, value in claims.items() if name not in hidden + empty}


def services_claim(scopes: Collection[str], line_items: str, line_item: str | None) -> dict[str, Any]:
    """The AGS claim; `lineitem` stands in it only where the link has exactly one column."""
    claim: dict[str, Any] = {"scope": sorted(scopes), "lineitems": line_items}
    if line_item is not None:
        claim["lineitem"] = line_item
    return claim


def roster_claim(settings: PlatformSettings) -> dict[str, Any]:
    """Where the course's roster is (NRPS 2.0, section 3.6.1.1)."""
    versions = ["1.0", "2.0"] if settings.like_moodle else ["2.0"]
    return {"context_memberships_url": memberships_url(settings), "service_versions": versions}


def notices_claim(settings: PlatformSettings) -> dict[str, Any]:
    """Where the tool says who takes notices (PNS 1.0)."""
    return {
        "service_versions": ["1.0"],
        "platform_notification_service_url": f"{settings.base_url}/notices/{settings.deployment_id}",
        "scope": [NOTICES],
        "notice_types_supported": list(NOTICE_TYPES),
    }


def memberships_url(settings: PlatformSettings) -> str:
    return f"{settings.base_url}/nrps/{settings.context_id}/bindings/{settings.deployment_id}/memberships"


def custom(settings: PlatformSettings, link: Link, known: Mapping[str, str]) -> dict[str, str]:
    """The tool's and the link's custom parameters, with the variables that are known.

    Moodle lets the tool's win over the link's, and sends each name in lower case, and again as it was written.
    """
    pairs = (link.custom, settings.custom) if settings.like_moodle else (settings.custom, link.custom)
    sent = {name: str(value) for some in pairs for name, value in some.items()}
    values = {name: known.get(value, value) for name, value in sent.items()}
    if settings.like_moodle:
        return {**{name.lower(): value for name, value in values.items()}, **values}
    return values


def tool_platform(settings: PlatformSettings) -> dict[str, str]:
    return {
        "guid": hashlib.md5(settings.base_url.encode(), usedforsecurity=False).hexdigest(),
        "name": HOSPITAL,
        "product_family_code": settings.habits.family_code,
        "version": settings.habits.version,
    }
