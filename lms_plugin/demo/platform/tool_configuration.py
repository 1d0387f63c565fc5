"""What a tool posts to be registered, read strictly (LTI Dynamic Registration 1.0, section 3.5; RFC 7591)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lms_plugin.demo.platform import scopes
from lms_plugin.demo.platform.settings import PlatformSettings
from lms_plugin.demo.platform.tools import NewTool

CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PRIVACY_LEVEL = "https://canvas.instructure.com/lti/privacy_level"
PRIVACY = {
    "public": (True, True),
    "name_only": (True, False),
    "email_only": (False, True),
    "anonymous": (False, False),
}
MESSAGES = ("LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiSubmissionReviewRequest")
NAME_CLAIMS = frozenset({"name", "given_name", "family_name"})


class ConfigurationError(Exception):
    """The configuration does not do. `code` is the error of RFC 7591, or Moodle's own."""

    def __init__(self, description: str, code: str = "invalid_client_metadata") -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True)
class Configuration:
    """What was posted, and what of it is kept. `asked` are the scopes it wants."""

    sent: Mapping[str, Any]
    asked: tuple[str, ...]
    tool: NewTool


def read_configuration(
    content: Mapping[str, Any], settings: PlatformSettings, allowed: Collection[str]
) -> Configuration:
    """The tool that a posted configuration describes, with the scopes that it gets of those `allowed`."""
    _check_protocol(content)
    redirects = _texts(content, "redirect_uris")
    if not redirects:
        raise ConfigurationError("redirect_uris must name at least one address", "invalid_redirect_uri")
    for uri in redirects:
        _check_url(uri, "redirect_uris", "invalid_redirect_uri")
    asked = tuple(_text(content, "scope", "").split())
    lti = content.get(CONFIGURATION)
    if not isinstance(lti, dict):
        raise ConfigurationError(f"{CONFIGURATION} must be an object")
    domain = _text(lti, "domain")
    target = _target(lti, domain, settings)
    names, emails = _privacy(lti, settings)
    tool = NewTool(
        name=_text(content, "client_name"),
        login_url=_url(content, "initiate_login_uri"),
        target_url=target,
        redirects=tuple(redirects),
        jwks_url=_url(content, "jwks_uri"),
        scopes=scopes.granted(asked, allowed, like_moodle=settings.like_moodle),
        picker_url=_picker(lti, target),
        names=names,
        emails=emails,
        custom=_custom(lti, "custom_parameters"),
        how="registered",
        state=settings.habits.first_state,
    )
    return Configuration(content, asked, tool)


def _check_protocol(content: Mapping[str, Any]) -> None:
    if content.get("application_type", "web") != "web":
        raise ConfigurationError("application_type must be web")
    if content.get("token_endpoint_auth_method") != "private_key_jwt":
        raise ConfigurationError("token_endpoint_auth_method must be private_key_jwt")
    if "id_token" not in _texts(content, "response_types"):
        raise ConfigurationError("response_types must have id_token")
    grants = _texts(content, "grant_types") if "grant_types" in content else []
    if not {"implicit", "client_credentials"} <= set(grants or ("implicit", "client_credentials")):
        raise ConfigurationError("grant_types must have implicit and client_credentials")


def _target(lti: Mapping[str, Any], domain: str, settings: PlatformSettings) -> str:
    """Where launches go. Moodle wants the domain to be its host and port, others the host alone."""
    if not domain or "/" in domain:
        raise ConfigurationError("domain must be a host, without scheme and path")
    if "target_link_uri" not in lti and settings.like_moodle:
        return f"https://{domain}"
    target = _url(lti, "target_link_uri")
    parts = urlsplit(target)
    if settings.like_moodle:
        if parts.netloc.removeprefix("www.") != domain.removeprefix("www."):
            raise ConfigurationError(
                "The domain must be the host and port of target_link_uri", "domain_targetlinkuri_mismatch"
            )
    elif domain not in (parts.netloc, parts.hostname):
        raise ConfigurationError("domain must be the host of target_link_uri")
    return target


def _picker(lti: Mapping[str, Any], target: str) -> str:
    """The target of deep-linking requests, where the tool takes any."""
    messages = lti.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise ConfigurationError("messages must be a list of objects")
    for message in messages:
        if message.get("type") not in MESSAGES:
            raise ConfigurationError(f"the type of a message must be one of {', '.join(MESSAGES)}")
        if "target_link_uri" in message:
            _url(message, "target_link_uri")
        if "placements" in message:
            _texts(message, "placements")
        _custom(message, "custom_parameters")
    deep = [message for message in messages if message["type"] == "LtiDeepLinkingRequest"]
    return str(deep[0].get("target_link_uri", target)) if deep else ""


def _privacy(lti: Mapping[str, Any], settings: PlatformSettings) -> tuple[bool, bool]:
    """Whether the tool is told names, and addresses. Canvas goes by its own claim alone."""
    claims = set(_texts(lti, "claims"))
    if not settings.habits.privacy_level:
        return bool(claims & NAME_CLAIMS), "email" in claims
    level = lti.get(PRIVACY_LEVEL, "anonymous")
    if level not in PRIVACY:
        raise ConfigurationError(f"{PRIVACY_LEVEL} must be one of {', '.join(PRIVACY)}")
    return PRIVACY[level]


def _custom(content: Mapping[str, Any], name: str) -> dict[str, str]:
    custom = content.get(name, {})
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise ConfigurationError(f"{name} must be an object of texts")
    return custom


def _url(content: Mapping[str, Any], name: str) -> str:
    value = _text(content, name)
    _check_url(value, name)
    return value


def _check_url(value: str, name: str, code: str = "invalid_client_metadata") -> None:
    if not is_address(value):
        raise ConfigurationError(f"{name} must be a whole http or https address without a fragment", code)


def is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment and value.isascii()
    except ValueError:
        return False


def _text(content: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = content.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise ConfigurationError(f"{name} must be there, as text")
    return value


def _texts(content: Mapping[str, Any], name: str) -> list[str]:
    value = content.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConfigurationError(f"{name} must be a list of texts")
    return value
