"""The second factor: codes of an app (TOTP, RFC 6238: SHA-1, 6 digits, 30 seconds), and one-use recovery codes."""

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pyotp
import segno
from cryptography.fernet import Fernet

STEP = 30
SKEW = (0, -1, 1)  # the phone's clock may be a step behind or ahead
RECOVERY_CODES = 10
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I


def _box(key_secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"second-factors:" + key_secret.encode()).digest()))


def make_secret(key_secret: str) -> str:
    """A new secret, encrypted as it is kept."""
    return _box(key_secret).encrypt(pyotp.random_base32().encode()).decode()


def open_secret(kept: str, key_secret: str) -> str:
    """The secret in base 32, as apps take it."""
    return _box(key_secret).decrypt(kept.encode()).decode()


def match_step(secret: str, code: str, *, after: int | None, now: datetime) -> int | None:
    """The 30-second step whose code this is, newer than `after`; None where there is none."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return None
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    steps = [current + skew for skew in SKEW if hmac.compare_digest(totp.generate_otp(current + skew), digits)]
    return next((step for step in steps if after is None or step > after), None)


def draw_qr(secret: str, *, email: str, title: str) -> str:
    """The address that apps read from a QR code, drawn as an SVG in a data: address."""
    drawing = BytesIO()
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=title)
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", scale=5, border=4, light="#fff", xmldecl=False
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.getvalue()).decode()}"


def spell(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def make_recovery_codes() -> list[str]:
    """Ten codes such as 7KQ2M-XW4RT, shown once."""
    letters = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{each[:5]}-{each[5:]}" for each in letters]


def hash_recovery_code(code: str, *, administrator_id: UUID, key_secret: str) -> str:
    """How a recovery code is kept: keyed, so that who reads the database cannot try codes. Hyphens do not count."""
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    key = sha256(b"recovery-codes:" + key_secret.encode()).digest()
    return hmac.new(key, f"{administrator_id}:{plain}".encode(), sha256).hexdigest()
