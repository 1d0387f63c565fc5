"""The tool's answer to a deep-linking request, checked with no leeway (LTI Deep Linking 2.0, section 4.5)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt

from lms_plugin.demo.platform.columns import NewColumn
from lms_plugin.demo.platform.content_links import NewLink
from lms_plugin.demo.platform.errors import PlatformError
from lms_plugin.demo.platform.launch import LTI
from lms_plugin.demo.platform.payload import number, read_object
from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.platform.tool_keys import KeysUnavailableError, ToolKeys

DL = "https://purl.imsglobal.org/spec/lti-dl/claim"
MOODLE_MOST = 100  # the site's maximum grade


@dataclass(frozen=True)
class Answer:
    """A good answer: its one-use nonce, and its items as they came."""

    nonce: str
    items: Sequence[Any]


def read_answer(
    sent: Sequence[str], settings: PlatformSettings, tool_keys: ToolKeys, now: float, *, data: str
) -> Answer:
    """The answer, if the tool signed it for this platform and for now. `data` is what the request sent along."""
    if len(sent) != 1:
        raise _refused("the form must hold one JWT")
    claims = _verified_claims(sent[0], settings, tool_keys)
    for name, value in _expected(settings, data).items():
        if claims.get(name) != value:
            raise _refused(f"{name} must be {value}" if value is not None else f"{name} must be left out")
    audience = claims.get("aud")
    if audience not in (settings.issuer, [settings.issuer]):
        raise _refused("aud must be this platform alone")
    _check_times(claims, now)
    nonce, items = claims.get("nonce"), claims.get(f"{DL}/content_items", [])
    if not isinstance(nonce, str) or not nonce:
        raise _refused("nonce is missing")
    if not isinstance(items, list):
        raise _refused("content_items must be a list")
    return Answer(nonce, items)


def _expected(settings: PlatformSettings, data: str) -> dict[str, str | None]:
    """The claims with one right value. Moodle's requests carry no data, so nothing may come back."""
    return {
        "iss": settings.client_id,
        f"{LTI}/message_type": "LtiDeepLinkingResponse",
        f"{LTI}/version": "1.3.0",
        f"{LTI}/deployment_id": settings.deployment_id,
        f"{DL}/data": None if settings.like_moodle else data,
    }


def read_links(items: Sequence[Any], settings: PlatformSettings) -> list[NewLink]:
    """Every item, or a refusal that names the first that does not do."""
    return [_link(item, settings) for item in items]


def _verified_claims(token: str, settings: PlatformSettings, tool_keys: ToolKeys) -> dict[str, Any]:
    signer = jwt.PyJWS()
    try:
        header = signer.get_unverified_header(token)
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str) or not kid:
            raise _refused("the header must say RS256 and name the key with kid")
        key = tool_keys.find(settings.tool_jwks_url, kid)
        if key is None:
            raise _refused("the tool's key set has no RSA key with this kid")
        payload = signer.decode(token, key, algorithms=["RS256"])
    except KeysUnavailableError as error:
        raise _refused(str(error)) from error
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise _refused("it is no JWT that the tool's key signed") from error
    return read_object(payload, "The tool's answer was not taken: its claims are no JSON object.")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued, expires = number(claims.get("iat")), number(claims.get("exp"))
    if issued is None or expires is None:
        raise _refused("iat and exp must be there, as numbers")
    if issued > now:
        raise _refused("iat lies in the future")
    if expires <= now or expires <= issued:
        raise _refused("it has expired")


def _link(item: Any, settings: PlatformSettings) -> NewLink:
    if not isinstance(item, dict) or item.get("type") != "ltiResourceLink":
        raise _refused("each item must be of the type ltiResourceLink, the only one asked for")
    title, url, custom = item.get("title"), item.get("url", ""), item.get("custom", {})
    if not isinstance(title, str) or not title.strip():
        raise _refused("each item needs a title")
    if not isinstance(url, str) or (url and _site(url) != _site(settings.tool_url)):
        raise _refused("the url of an item must be an address of the tool")
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise _refused("custom must be an object of texts")
    return NewLink(title, custom, url, _column(item["lineItem"], title, settings) if "lineItem" in item else None)


def _column(content: Any, title: str, settings: PlatformSettings) -> NewColumn:
    if not isinstance(content, dict):
        raise _refused("lineItem must be an object")
    sent = content.get("scoreMaximum")
    maximum = number(sent)
    if maximum is None or maximum <= 0:
        raise _refused("scoreMaximum must be a number above 0")
    if settings.like_moodle and not (isinstance(sent, int) and sent <= MOODLE_MOST):
        raise _refused(f"scoreMaximum must be an integer between 1 and {MOODLE_MOST}")
    texts = {name: content.get(name) for name in ("label", "resourceId", "tag")}
    if not all(value is None or isinstance(value, str) for value in texts.values()):
        raise _refused("label, resourceId and tag must be texts")
    label = title if settings.like_moodle else texts["label"] or title  # Moodle's column has the activity's name
    return NewColumn(label, maximum, None, texts["resourceId"], texts["tag"], _review(content, settings))


def _review(line_item: Mapping[str, Any], settings: PlatformSettings) -> str | None:
    """How the tool shows what people handed in, as JSON, where the line item asks for that."""
    review = line_item.get("submissionReview")
    if review is None:
        return None
    if not isinstance(review, dict):
        raise _refused("submissionReview must be an object")
    url, custom = review.get("url", ""), review.get("custom", {})
    if not isinstance(url, str) or (url and _site(url) != _site(settings.tool_url)):
        raise _refused("the url of submissionReview must be an address of the tool")
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise _refused("custom of submissionReview must be an object of texts")
    return json.dumps({"url": url, "custom": custom})


def _site(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _refused("the url of an item is no address") from None
    return parts.scheme, parts.netloc


def _refused(reason: str) -> PlatformError:
    return PlatformError(400, f"The tool's answer was not taken: {reason}.")
