"""Which addresses we may send requests to: https and public, resolved once and then pinned.

Names that resolve to private networks are how a stranger would make this server talk to its neighbours.
`trial` admits plain http and the loopback, for trials on one machine.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError

PLACE = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z")


def split_web_address(address: str) -> SplitResult | None:
    """The parts of an http or https address with a plain host and port; None for anything else.

    What passes may stand in a header: its origin holds no space, no user name and no letter outside ASCII.
    """
    try:
        parts = urlsplit(address)
        plain = parts.scheme in {"https", "http"} and PLACE.match(parts.netloc) and parts.port != 0
    except ValueError:
        return None
    return parts if plain and address.isprintable() else None


def origin_of(address: str) -> str:
    """Scheme, host and port of a web address, as browsers write an origin."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class PinnedAddress:
    """A place to connect to: the name for TLS and the Host header, the address for the socket."""

    scheme: str
    host: str
    port: int
    ip: str

    @property
    def host_header(self) -> str:
        """The Host header; IPv6 in brackets, the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


# All of IPv6 that is given out to the public; what lies outside holds site-local addresses and others that lead inside.
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _reached(ip: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address that packets end up at: IPv6 has several ways to write an IPv4 address."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_allowed(ip: str, *, trial: bool) -> bool:
    address = _reached(ip)
    if trial and address.is_loopback:
        return True
    if isinstance(address, ipaddress.IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast


def _split(url: str, *, trial: bool) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError("the address cannot be read") from error
    if parts.scheme != "https" and not (trial and parts.scheme == "http"):
        raise AddressRefusedError("the address does not begin with https://")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise AddressRefusedError("the address names no host, or carries a user name")
    return parts.scheme, parts.hostname, port or {"https": 443, "http": 80}[parts.scheme]


def pin_address(url: str, *, trial: bool) -> PinnedAddress:
    """Resolve `url` and choose an address. Every address of the name must be allowed.

    Raises AddressRefusedError, and NotReachedError where the name does not resolve.
    """
    scheme, host, port = _split(url, trial=trial)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReachedError(f"the name {host} does not resolve") from error
    ips = [str(entry[4][0]).split("%")[0] for entry in found]
    if not ips or not all(_is_allowed(ip, trial=trial) for ip in ips):
        raise AddressRefusedError(f"{host} is not on the public internet")
    # IPv4 first: a name with a dead IPv6 route would otherwise cost a connect timeout on every request.
    return PinnedAddress(scheme, host, port, min(ips, key=lambda ip: ":" in ip))
