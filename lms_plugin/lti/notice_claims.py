"""The claims of the Platform Notification Service (LTI PNS 1.0): the offer in a launch, and a notice itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lms_plugin.lti.claims import CLAIM, MAX_ENTRIES, as_object, refuse, required_text, short_texts, text, web_address

SCOPE: Final = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
CONTEXT_COPY: Final = "LtiContextCopyNotice"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice as a platform signed it. `context` and `origins` are there for a copied course alone."""

    kind: str
    nonce: str
    deployment_id: str
    context_id: str | None
    context_title: str | None
    origins: tuple[str, ...]


def read_notices_url(claims: Mapping[str, Any]) -> str | None:
    """Where to ask for notices of copied courses; None where this platform or installation offers none."""
    offer = as_object(claims.get(f"{CLAIM}platformnotificationservice"))
    kinds, scopes = offer.get("notice_types_supported"), offer.get("scope")
    if not isinstance(kinds, list) or CONTEXT_COPY not in kinds[:MAX_ENTRIES]:
        return None
    if not isinstance(scopes, list) or SCOPE not in scopes[:MAX_ENTRIES]:
        return None
    return web_address(offer.get("platform_notification_service_url"))


def parse_notice(claims: Mapping[str, Any]) -> Notice:
    """Read verified claims. Raises LaunchRefusedError naming the first that does not fit."""
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise refuse("version", "is not 1.3.0")
    notice = claims.get(f"{CLAIM}notice")
    if not isinstance(notice, dict):
        raise refuse("notice", "is missing or is not an object")
    kind = required_text(notice, "type", name="notice.type")
    context = as_object(claims.get(f"{CLAIM}context"))
    origins = claims.get(f"{CLAIM}origin_contexts")
    return Notice(
        kind=kind,
        nonce=required_text(claims, "nonce"),
        deployment_id=required_text(claims, f"{CLAIM}deployment_id", name="deployment_id"),
        context_id=required_text(context, "id", name="context.id") if kind == CONTEXT_COPY else None,
        context_title=text(context.get("title")),
        origins=short_texts(origins) if isinstance(origins, list) else (),
    )
