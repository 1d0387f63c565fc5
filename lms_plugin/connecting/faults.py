"""What can be wrong with a value that somebody copied from an LMS: quoted, and what fits. Pure."""

from collections.abc import Mapping

from lms_plugin.core.outbound.addresses import split_web_address
from lms_plugin.lti.families.shape import Theirs

LONGEST = 255
ADDRESSES = ("issuer", "auth_login_url", "auth_token_url", "jwks_url", "token_audience")
OPTIONAL = ("token_audience", "deployment_id")


def split_lines(text: str) -> tuple[str, ...]:
    """One value on each line, each once, in their order."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def find_faults(fields: list[Theirs], values: Mapping[str, str], *, lms: str, trial: bool) -> dict[str, str]:
    """For each field that does not fit, what to say under it."""
    found = {each.value: _find_fault(each, values.get(each.value, ""), lms, trial) for each in fields}
    return {name: words for name, words in found.items() if words}


def _find_fault(field: Theirs, typed: str, lms: str, trial: bool) -> str | None:
    if not typed:
        return None if field.value in OPTIONAL else f"This is empty. Copy {field.label} from {lms}."
    if field.value in ADDRESSES:
        return find_address_fault(typed, trial=trial)
    return next((fault for line in split_lines(typed) if (fault := find_id_fault(line))), None)


def find_id_fault(typed: str) -> str | None:
    """What is wrong with a client id or deployment id."""
    if len(typed) > LONGEST:
        return f"This is {len(typed)} letters long. An id has at most {LONGEST}."
    if not typed.isprintable() or not typed.isascii():
        return f"“{typed}” has a letter in it that no id has. Copy it again, without what stands around it."
    if " " in typed:
        return f"“{typed}” has a space in it. An id is one piece, such as 2 or k7Hq2Zt."
    if typed.startswith(("http://", "https://")):
        return f"“{typed}” is an address. An id is a number or a short word."
    return None


def find_address_fault(typed: str, *, trial: bool) -> str | None:
    """What is wrong with an address of the LMS."""
    if len(typed) > 2000:
        return f"This is {len(typed)} letters long. An address has at most 2000."
    if " " in typed or not typed.isprintable():
        return f"“{typed}” has a space in it. Copy one address alone."
    if "://" not in typed:
        return f"“{typed}” does not begin with https://. Copy the whole address, such as https://{typed.lstrip('/')}."
    if typed.startswith("http://") and not trial:
        return f"“{typed}” begins with http://. Only https:// is safe here: {typed.replace('http://', 'https://', 1)}."
    parts = split_web_address(typed)
    if parts is None or parts.scheme not in ("https", "http"):
        return f"“{typed}” is no web address. Copy the whole address from the LMS; it begins with https://."
    if parts.fragment or typed.endswith("#"):
        return f"“{typed}” has a # in it. Copy the address without that and what follows."
    return None
