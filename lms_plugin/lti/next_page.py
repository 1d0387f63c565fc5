"""Where the next page of a list is, from a Link header as platforms really write it. No I/O.

RFC 8288 is the rule; Moodle writes `&amp;` in the address and curly quotes around `next`, others leave quotes out or
give a relative address. An access token goes to the platform's own origin alone, so no other one is followed.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

MAX_HEADER = 16_384
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
# Whatever stands between `=` and the first letter is a quotation mark in some spelling.
_REL = re.compile(r"[;\s]rel\s*=[^A-Za-z0-9,;]*([A-Za-z0-9:/._ -]+)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


class ForeignLinkError(ValueError):
    """The next page is said to be on another origin, or at no web address."""


def find_next(header: str | None, url: str) -> str | None:
    """The absolute address of the next page, None where this was the last. Raises ForeignLinkError.

    `url` is the page that the header came with.
    """
    for target, parameters in _LINK.findall((header or "")[:MAX_HEADER]):
        found = _REL.search(f";{parameters}")
        if found and "next" in found[1].lower().split():
            return _same_origin(target.strip().replace("&amp;", "&"), url)
    return None


def _same_origin(target: str, url: str) -> str:
    try:
        here, there = urlsplit(url), urlsplit(urljoin(url, target))
        if there.scheme == "http" and here.scheme == "https" and there.hostname == here.hostname:
            # A platform behind a proxy that ends TLS may not know how it was reached.
            there = there._replace(scheme="https", netloc=here.netloc)
        same = _origin(here) == _origin(there)
    except ValueError as error:
        raise ForeignLinkError("the next page is at no address") from error
    if not same or there.username is not None:
        raise ForeignLinkError("the next page is on another origin")
    return urlunsplit(there._replace(fragment=""))


def is_same_origin(url: str, base: str) -> bool:
    """Whether both are on one origin, and the address carries no user name. Raises ValueError for no address."""
    there = urlsplit(url)
    return _origin(there) == _origin(urlsplit(base)) and there.username is None


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
