"""What a platform says about itself (LTI Dynamic Registration 1.0, section 2.1), and what of it is unusual. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult

from lms_plugin.core.outbound.addresses import split_web_address
from lms_plugin.lti.claims import MAX_ID, MAX_URL, as_object, short_texts, text
from lms_plugin.lti.families.known import find_family, get_family
from lms_plugin.lti.families.shape import Family
from lms_plugin.lti.registration_errors import RegistrationFailedError

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
MAX_VARIABLES = 2000


@dataclass(frozen=True, kw_only=True)
class PlatformConfiguration:
    """A platform's own words, checked for shape. None for `scopes`, `variables` or `messages`: it does not say.

    `messages` are pairs of a message type and its placements. `token_audience` is None where it is the token endpoint.
    """

    address: str
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    registration_endpoint: str
    token_audience: str | None
    family_key: str
    version: str | None
    scopes: tuple[str, ...] | None
    variables: tuple[str, ...] | None
    messages: tuple[tuple[str, tuple[str, ...]], ...] | None

    @property
    def family(self) -> Family:
        """What we know of this kind of LMS."""
        return get_family(self.family_key)

    @property
    def host(self) -> str:
        """The issuer's host, for reading."""
        return _split("issuer", self.issuer).netloc

    @property
    def digest(self) -> str:
        """Changes when anything does that was shown before the button was pressed."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def frame_sources(self) -> tuple[str, ...]:
        """Who frames the registration page: the origin that the configuration came from."""
        return _origin(self.address), *self.family.frames

    @property
    def frame_origins(self) -> tuple[str, ...]:
        """Who frames launches, as far as is known before the first one."""
        return tuple({_origin(self.issuer), _origin(self.authorization_endpoint)})

    def offers_scope(self, scope: str) -> bool:
        """Whether a scope may be asked for."""
        return self.scopes is None or scope in self.scopes

    def placements_of(self, message_type: str) -> tuple[str, ...] | None:
        """Where the platform can place a message; None where it does not know the message."""
        if self.messages is None:
            return ()
        return dict(self.messages).get(message_type)


def parse_configuration(content: Mapping[str, Any], address: str) -> PlatformConfiguration:
    """Read a configuration that came from `address`. Raises RegistrationFailedError.

    The issuer must be on the very host that was asked (section 3.5.1), and so must the registration endpoint, which
    gets the platform's token; or both are the vendor's own hosts.
    """
    about = as_object(content.get(PLATFORM))
    family = find_family(text(about.get("product_family_code")))
    issuer = _address(content, "issuer")
    if not _same_host(issuer, address, family):
        raise RegistrationFailedError("wrong_issuer", "the issuer is not on the host of its configuration")
    registration = _address(content, "registration_endpoint")
    if not _same_host(registration, address, family):
        raise RegistrationFailedError("bad_configuration", "registration_endpoint is on another host than the issuer")
    scopes, variables = content.get("scopes_supported"), about.get("variables")
    audience = text(content.get("authorization_server"), MAX_URL)
    return PlatformConfiguration(
        address=address,
        issuer=issuer,
        authorization_endpoint=_address(content, "authorization_endpoint"),
        token_endpoint=_address(content, "token_endpoint"),
        jwks_uri=_address(content, "jwks_uri"),
        registration_endpoint=registration,
        # Canvas names a bare host here and takes its token endpoint for an audience; Brightspace means it.
        token_audience=audience if audience and split_web_address(audience) else None,
        family_key=family.key,
        version=text(about.get("version"), 60),
        scopes=short_texts(scopes) if isinstance(scopes, list) and scopes else None,
        variables=_variables(variables) if isinstance(variables, list) else None,
        messages=_messages(about.get("messages_supported")),
    )


def find_unusual(configuration: PlatformConfiguration, *, trial: bool) -> tuple[str, ...]:
    """What an administrator of ours has to approve, in sentences; nothing where all is as usual.

    An address is usual where it is https and on the issuer's host, a host below it, or one of the vendor's.
    """
    return tuple(_unusual(configuration, trial))


def _unusual(configuration: PlatformConfiguration, trial: bool) -> Iterator[str]:
    issuer = _split("issuer", configuration.issuer).hostname or ""
    for name, address in (
        ("authorization endpoint", configuration.authorization_endpoint),
        ("token endpoint", configuration.token_endpoint),
        ("public keyset URL", configuration.jwks_uri),
    ):
        parts = _split(name, address)
        host = parts.hostname or ""
        if parts.scheme != "https" and not trial:
            yield f"Its {name} is not https: {address}"
        if host != issuer and not host.endswith(f".{issuer}") and host not in configuration.family.hosts:
            yield f"Its {name} is on another site than its issuer: {address}"


def _address(content: Mapping[str, Any], name: str) -> str:
    value = text(content.get(name), MAX_URL)
    if not value:
        raise RegistrationFailedError("bad_configuration", f"{name} is missing")
    _split(name, value)
    return value


def _split(name: str, address: str) -> SplitResult:
    parts = split_web_address(address)
    if parts is None or parts.fragment or " " in address:
        raise RegistrationFailedError("bad_configuration", f"{name} is no web address")
    return parts


def _origin(address: str) -> str:
    parts = _split("address", address)
    return f"{parts.scheme}://{parts.netloc}"


def _same_host(address: str, asked: str, family: Family) -> bool:
    one, other = _split("address", address), _split("address", asked)
    if {one.hostname, other.hostname} <= family.hosts:
        return one.scheme == other.scheme
    return (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)


def _variables(values: list[Any]) -> tuple[str, ...]:
    """Canvas lists several hundred."""
    return tuple(each for each in values[:MAX_VARIABLES] if isinstance(each, str) and len(each) <= MAX_ID)


def _messages(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """Objects with a type, as the specification has them, or bare types."""
    if not isinstance(value, list) or not value:
        return None
    found = []
    for each in value[:50]:
        kind = text(each.get("type") if isinstance(each, dict) else each)
        placements = each.get("placements") if isinstance(each, dict) else None
        if kind:
            found.append((kind, short_texts(placements) if isinstance(placements, list) else ()))
    return tuple(found)
