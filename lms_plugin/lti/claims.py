"""Reading one claim: required ones of the wrong shape refuse the launch, optional ones count as absent."""

from collections.abc import Mapping
from typing import Any

from lms_plugin.core.outbound.addresses import split_web_address
from lms_plugin.lti.errors import LaunchRefusedError, refuse_token

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MAX_ID = 255
MAX_TEXT = 1000
MAX_URL = 4000
MAX_ENTRIES = 200


def refuse(claim: str, problem: str) -> LaunchRefusedError:
    """The refusal of a launch for one claim."""
    return refuse_token(f"bad_{claim}", f"the claim {claim} {problem}")


def required_text(claims: Mapping[str, Any], claim: str, *, name: str | None = None, limit: int = MAX_ID) -> str:
    """Text that has to be there. Raises LaunchRefusedError."""
    value = claims.get(claim)
    label = name or claim
    if not isinstance(value, str) or not value.strip():
        raise refuse(label, "is missing or is not text")
    if len(value) > limit:
        raise refuse(label, f"is longer than {limit} characters")
    return value


def text(value: Any, limit: int = MAX_TEXT) -> str | None:
    """Optional text: cut where it is too long, absent where it is no text."""
    if not isinstance(value, str):
        return None
    return value.strip()[:limit] or None


def as_object(value: Any) -> Mapping[str, Any]:
    """An optional object: empty where it is none."""
    return value if isinstance(value, dict) else {}


def web_address(value: Any) -> str | None:
    """An optional http or https address, which may stand in a header."""
    address = text(value, MAX_URL + 1)
    return address if address and len(address) <= MAX_URL and split_web_address(address) else None


def short_texts(values: list[Any]) -> tuple[str, ...]:
    """The texts of a list; what is none, or too long, is left out."""
    return tuple(each for each in values[:MAX_ENTRIES] if isinstance(each, str) and len(each) <= MAX_ID)
