"""Signed addresses of files that hold for some hours. The end is rounded, so that a browser may keep what it has."""

import hmac
from hashlib import sha256

STEP = 6 * 3600
QUERY = ("until", "sig")


def expiry(now: float) -> int:
    """When a link made now ends: in 6 to 12 hours, the same for all links of one stretch of 6 hours."""
    return (int(now) // STEP + 2) * STEP


def sign(secret: str, digest: str, name: str, until: int) -> str:
    """The signature of a link to a file under a name."""
    key = hmac.digest(secret.encode(), b"links to files", sha256)
    return hmac.new(key, f"{digest}/{name}/{until}".encode(), sha256).hexdigest()[:40]


def is_signed(secret: str, digest: str, name: str, until: str, signature: str, *, now: float) -> bool:
    """Whether the link is ours and has not ended."""
    if not (until.isascii() and until.isdecimal() and len(until) < 12 and signature.isascii()):
        return False
    return hmac.compare_digest(sign(secret, digest, name, int(until)), signature) and now < int(until)
