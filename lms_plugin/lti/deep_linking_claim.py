"""What a platform says about the content that it asks for (LTI Deep Linking 2.0, section 4.4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lms_plugin.lti.claims import refuse, short_texts, web_address

DL_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS: Final = "deep_linking_settings"
LINK_TYPE: Final = "ltiResourceLink"
MAX_DATA = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class DeepLinkingClaim:
    """`accept_line_item` is None where the platform does not say; `data` goes back exactly as it came."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_multiple: bool
    accept_line_item: bool | None
    data: str | None

    @property
    def accepts_links(self) -> bool:
        """Whether what we have to offer, LTI links, is wanted at all."""
        return LINK_TYPE in self.accept_types


def read_deep_linking(claims: Mapping[str, Any], *, trial: bool) -> DeepLinkingClaim:
    """The settings of a deep-linking request. Raises LaunchRefusedError."""
    settings = claims.get(f"{DL_CLAIM}{SETTINGS}")
    if not isinstance(settings, dict):
        raise refuse(SETTINGS, "is missing or is not an object")
    accepted = settings.get("accept_types")
    if not isinstance(accepted, list):
        raise refuse(f"{SETTINGS}.accept_types", "is missing or is not a list")
    return DeepLinkingClaim(
        return_url=_return_url(settings.get("deep_link_return_url"), trial=trial),
        accept_types=short_texts(accepted),
        # Where a platform says nothing, one item: the others of several might be lost without a word.
        accept_multiple=_flag(settings.get("accept_multiple")) or False,
        accept_line_item=_flag(settings.get("accept_lineitem")),
        data=_data(settings.get("data")),
    )


def _return_url(value: Any, *, trial: bool) -> str:
    name, address = f"{SETTINGS}.deep_link_return_url", web_address(value)
    if address is None:
        raise refuse(name, "is missing or is no web address")
    if not address.startswith("https:") and not trial:
        raise refuse(name, "is not https")
    return address


def _flag(value: Any) -> bool | None:
    """Some platforms write the word in place of the value."""
    return {"true": True, "false": False}.get(str(value).lower()) if isinstance(value, bool | str) else None


def _data(value: Any) -> str | None:
    """An answer without the platform's own data would be refused there, so nothing is cut or left out."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise refuse(f"{SETTINGS}.data", "is not text")
    if len(value) > MAX_DATA:
        raise refuse(f"{SETTINGS}.data", f"is longer than {MAX_DATA} characters")
    return value
